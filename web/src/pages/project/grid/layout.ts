/** Where the columns of the grid are. Lengths in CSS pixels. */

import { labels } from "../../../rules/columns";
import type { Column } from "../../../rules/table";
import type { View } from "../../../rules/view";

/** Of the bold names in the header. */
const LETTER = 8.4;
const ROOM = 34;
/** The mark of better or worse before a value, and the arrow of the goal in the header. */
const JUDGED = 16;
/** The sign of a difference, whose first digits are often zeros. */
const DIFFERENCE = 14;

/** Of its label and what its values need: numbers are short, hashes and lists are cut. */
export function widthOf(column: Column, { goals, delta }: Pick<View, "goals" | "delta">): number {
  const name = (labels(column).at(-1) ?? "").length * LETTER + ROOM;
  const least = column.kind === "models" ? 132 : column.type === "text" ? 112 : 92;
  const differs = delta && column.kind !== "models" && column.type !== "text" ? DIFFERENCE : 0;
  const judged = goals[column.id] ? JUDGED : 0;
  return Math.round(Math.min(190 + judged, Math.max(least + differs + judged, name + judged)));
}

export interface Layout {
  /** The block at the left that stays: names, when there is room the rest of it, and pinned columns. */
  frozen: number;
  name: number;
  /** 0: there is no room for it. */
  created: number;
  message: number;
  columns: Column[];
  pinned: number;
  widths: readonly number[];
  /** Where each column begins: pinned ones in the frozen block, others from its end on; one more for the end. */
  left: Float64Array;
  total: number;
}

export function layout(columns: Column[], pinned: number, width: number, shown: Pick<View, "goals" | "delta">): Layout {
  const narrow = width < 720;
  const name = narrow ? 248 : 300;
  const created = narrow ? 0 : 92;
  const message = narrow ? 0 : width < 1100 ? 180 : 240;
  const widths = columns.map((column) => widthOf(column, shown));
  const left = new Float64Array(columns.length + 1);
  let at = name + created + message;
  let frozen = at;
  // Pins that would cover the table are drawn first, and scroll.
  const held = narrow ? 0 : pinned;
  for (let index = 0; index < columns.length; index++) {
    if (index === held) {
      frozen = at;
      at = 0;
    }
    left[index] = at;
    at += widths[index] as number;
  }
  if (held >= columns.length) {
    frozen = at;
    at = 0;
  }
  left[columns.length] = at;
  return { frozen, name, created, message, columns, pinned: held, widths, left, total: frozen + at };
}

/** The columns between two edges of the part that scrolls. */
export function between(at: Layout, from: number, to: number): [number, number] {
  const { left, pinned, columns } = at;
  let low = pinned;
  let high = columns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((left[middle + 1] as number) <= from && middle + 1 < columns.length) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < columns.length && (left[end] as number) < to) end += 1;
  return [low, end];
}

export function widthAt(at: Layout, index: number): number {
  return at.widths[index] as number;
}

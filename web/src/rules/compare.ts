/** Rows of the experiments table side by side: what they differ in, and by how much. */

import { type Cell, type Column, comparable, type Kind } from "./table";
import { delta, number } from "./values";

/** One value of all compared rows. */
export interface Line {
  column: Column;
  /** The path inside the file; the whole file for what has none. */
  name: string;
  values: Cell[];
  differs: boolean;
}

export interface Group {
  kind: Kind;
  title: string;
  lines: Line[];
  /** How many lines are left out because they are equal or hidden. */
  left: number;
}

const TITLES: [Kind, string][] = [
  ["metrics", "Metrics"],
  ["params", "Parameters"],
  ["files", "Files"],
  ["models", "Models"],
];

/**
 * What the rows have, by kind of column. Only where they differ and what is not hidden, unless `all`; values that no
 * row has are never shown.
 */
export function compareRows(
  columns: readonly Column[],
  rows: readonly number[],
  { all, hidden }: { all: boolean; hidden: ReadonlySet<string> },
): Group[] {
  const groups = new Map<Kind, Group>(TITLES.map(([kind, title]) => [kind, { kind, title, lines: [], left: 0 }]));
  for (const column of columns) {
    const group = groups.get(column.kind);
    if (!group) continue;
    const keys = rows.map((row) => column.key(row));
    const values = rows.map((row) => column.of(row));
    if (values.every((value) => value === undefined || value === null)) continue;
    const differs = keys.some((key) => !Object.is(key, keys[0])) && !sameContent(column.kind, values);
    if (!all && (!differs || hidden.has(column.id))) group.left += 1;
    else group.lines.push({ column, name: column.path.join(".") || column.file, values, differs });
  }
  return [...groups.values()].filter((group) => group.lines.length > 0 || group.left > 0);
}

/** A file with the same hash is the same file, whatever else is recorded of it. */
function sameContent(kind: Kind, values: Cell[]): boolean {
  const known = values.map((value) => (kind === "files" && Array.isArray(value) ? value[2] : value) ?? null);
  return known.every((value) => Object.is(comparable(value), comparable(known[0] ?? null)));
}

/** How a value differs from the one it is compared with, in words; null where there is nothing to say. */
export function difference(kind: Kind, before: Cell, after: Cell): string | null {
  if (kind !== "files") return before !== after && finite(before) && finite(after) ? delta(before, after) : null;
  if (!Array.isArray(before) || !Array.isArray(after) || before[2] === after[2]) return null;
  if (typeof before[0] === "number" && typeof after[0] === "number" && before[0] !== after[0]) {
    return `${after[0] > before[0] ? "+" : "−"}${size(Math.abs(after[0] - before[0]))}`;
  }
  return "changed";
}

function finite(value: Cell): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

/** Whether a number moved to where it should; null where there is no goal, or it did not move. */
export function towards(goal: "up" | "down" | undefined, before: Cell, after: Cell): "better" | "worse" | null {
  if (!goal || typeof before !== "number" || typeof after !== "number" || before === after) return null;
  return after > before === (goal === "up") ? "better" : "worse";
}

/** The value of a file: its size, or how many files a folder has; then its hash. */
export function fileText(value: Cell): string {
  if (!Array.isArray(value)) return "–";
  const [bytes, files, hash] = value;
  const what = typeof files === "number" ? `${files.toLocaleString("en-US")} items` : null;
  const big = typeof bytes === "number" ? size(bytes) : null;
  return [what ?? big, typeof hash === "string" ? hash.slice(0, 7) : null].filter(Boolean).join(" · ") || "–";
}

/** Bytes as people say them. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  let amount = bytes;
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${number(Number(amount.toPrecision(3)))} ${units[unit]}`;
}

/** The forge's page of what changed between two commits; null where there is none. */
export function diffAddress(template: string | null, before: string | null, after: string | null): string | null {
  if (!template || !before || !after || before === after) return null;
  return template.replace("{old}", encodeURIComponent(before)).replace("{new}", encodeURIComponent(after));
}

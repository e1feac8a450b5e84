/** Which columns of the experiments table are drawn, in which order, and the bands of their header. */

import type { Column, Kind, Table } from "./table";
import type { View } from "./view";

/** What the spec draws first. */
const KINDS: readonly Kind[] = ["metrics", "models", "files", "params"];
/** A file, two nested keys and the last one: what is nested deeper shares the third band. */
const DEEPEST = 4;

/** All columns in the order of the view, hidden ones too. */
export function ordered(table: Table, view: Pick<View, "columns">): Column[] {
  const place = new Map(view.columns.order.map((id, at) => [id, at]));
  const pinned = new Set(view.columns.pinned);
  const rank = (column: Column) =>
    (pinned.has(column.id) ? -2e9 : 0) + (place.get(column.id) ?? 1e9 + KINDS.indexOf(column.kind));
  return [...table.columns].sort((one, other) => rank(one) - rank(other) || one.at - other.at);
}

/** The columns that are drawn; how many of them are pinned; how many do not differ and are folded away. */
export function drawn(
  table: Table,
  view: Pick<View, "columns">,
  varying: ReadonlySet<string> | null,
): { columns: Column[]; pinned: number; alike: number } {
  const hidden = new Set(view.columns.hidden);
  const pins = new Set(view.columns.pinned);
  const chosen = ordered(table, view).filter(({ id }) => !hidden.has(id));
  const columns = varying ? chosen.filter(({ id }) => varying.has(id) || pins.has(id)) : chosen;
  return {
    columns,
    pinned: columns.filter(({ id }) => pins.has(id)).length,
    alike: chosen.length - columns.length,
  };
}

/**
 * The columns that are not the same in all of `rows`. A missing value is a difference to one that is there, but only
 * where the row has anything else of the same file: a commit from before the file existed says nothing of its keys.
 */
export function varying(table: Table, rows: readonly number[]): Set<string> {
  const found = new Set<string>();
  const doubtful: { column: Column; absent: number[] }[] = [];
  for (const column of table.columns) {
    let first: unknown;
    let absent: number[] | null = null;
    let differs = false;
    for (const row of rows) {
      const key = column.key(row);
      if (key === -1) {
        if (absent) absent.push(row);
        else absent = [row];
      } else if (first === undefined) first = key;
      else if (key !== first) {
        differs = true;
        break;
      }
    }
    if (differs) found.add(column.id);
    else if (absent && first !== undefined) doubtful.push({ column, absent });
  }
  if (doubtful.length === 0) return found;
  const has = new Map<string, Set<number>>();
  const files = new Set(doubtful.map(({ column }) => fileId(column)));
  for (const column of table.columns) {
    const id = fileId(column);
    if (!files.has(id)) continue;
    const present = has.get(id) ?? new Set();
    has.set(id, present);
    if (present.size < rows.length) for (const row of rows) if (column.key(row) !== -1) present.add(row);
  }
  for (const { column, absent } of doubtful) {
    // A file or a model is a column by itself: there or not is all there is to differ in.
    const present = has.get(fileId(column));
    const alone = column.kind === "files" || column.kind === "models";
    if (alone || absent.some((row) => present?.has(row))) found.add(column.id);
  }
  return found;
}

function fileId({ kind, file }: Column): string {
  return `${kind}:${file}`;
}

export interface Band {
  text: string;
  /** First column, by its place among the drawn ones, and how many. */
  at: number;
  span: number;
  kind: Kind;
  /** The file for the first band, with the keys below it for the others: for the hover. */
  whole: string;
}

/** The bands above the last one, each from left to right without a gap: equal neighbours are one. */
export function bands(columns: readonly Column[], pinned: number): Band[][] {
  const depth = columns.reduce((most, column) => Math.max(most, labels(column).length), 1);
  return Array.from({ length: depth - 1 }, (_, level) => {
    const band: Band[] = [];
    let before = "";
    columns.forEach((column, at) => {
      const names = labels(column);
      const above = names.slice(0, -1);
      const text = above[level] ?? "";
      const id = JSON.stringify([column.kind, column.file, above.slice(0, level + 1), text === "" ? at : 0]);
      const last = band.at(-1);
      if (last && id === before && at !== pinned && text !== "") last.span += 1;
      else band.push({ text, at, span: 1, kind: column.kind, whole: above.slice(0, level + 1).join(" › ") });
      before = id;
    });
    return band;
  });
}

/** The words of a column from the file down to its last key; files go by folders, models by their folder. */
export function labels(column: Column): string[] {
  const parts =
    column.kind === "files" ? column.file.split("/") : [...(column.file ? [column.file] : []), ...column.path];
  if (parts.length <= DEEPEST) return parts;
  const [file = "", first = "", ...rest] = parts;
  return [file, first, rest.slice(0, -1).join(column.kind === "files" ? "/" : "."), rest.at(-1) ?? ""];
}

/** A column in words, for people who hear the page and for hovers: "eval.json test.acc". */
export function title(column: Column): string {
  return [column.file, column.path.join(".")].filter(Boolean).join(" ");
}

export interface Branch {
  id: string;
  name: string;
  kind: Kind;
  /** Leaves only. */
  column: Column | null;
  below: Branch[];
  leaves: string[];
}

/** The columns as a tree of kinds, files and keys, in the order given. */
export function columnTree(columns: readonly Column[], matching = ""): Branch[] {
  const words = matching.toLowerCase().split(/\s+/).filter(Boolean);
  const roots: Branch[] = [];
  for (const column of columns) {
    const low = `${column.kind} ${column.file} ${column.path.join(".")}`.toLowerCase();
    if (!words.every((word) => low.includes(word))) continue;
    let level = roots;
    const keys = [
      column.kind as string,
      ...(column.kind === "files" ? [] : [column.file]),
      ...column.path.slice(0, -1),
    ];
    let id = "";
    for (const key of keys.filter(Boolean)) {
      id = JSON.stringify([id, key]);
      let node = level.find((each) => each.id === id);
      if (!node) {
        node = { id, name: key, kind: column.kind, column: null, below: [], leaves: [] };
        level.push(node);
      }
      node.leaves.push(column.id);
      level = node.below;
    }
    level.push({ id: column.id, name: column.name, kind: column.kind, column, below: [], leaves: [column.id] });
  }
  return roots;
}

/** `order` with `id` moved to stand before `before` (at the end for null), among all columns of the table. */
export function moved(table: Table, view: Pick<View, "columns">, id: string, before: string | null): string[] {
  const ids = ordered(table, view).map((column) => column.id);
  const from = ids.indexOf(id);
  if (from < 0 || id === before) return view.columns.order;
  const rest = ids.toSpliced(from, 1);
  const to = before === null ? rest.length : rest.indexOf(before);
  if (to < 0) return view.columns.order;
  const next = rest.toSpliced(to, 0, id);
  // Only as much as it takes: what follows in the server's order need not be said.
  const plain = ordered(table, { columns: { ...view.columns, order: [] } });
  const place = new Map(plain.map((column, at) => [column.id, at]));
  const at = (index: number) => place.get(next[index] ?? "") ?? -1;
  let length = next.length - 1;
  while (length > 0 && at(length - 1) < at(length)) length -= 1;
  return next.slice(0, length);
}

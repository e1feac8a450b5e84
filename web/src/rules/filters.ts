/** Which rows of the experiments table are held back: filters on values and on commits, the search, the switches. */

import { brief, fileOf, modelOf, numeric, readBytes } from "./cells";
import { nameOf } from "./sorting";
import { type Column, createdAt, runOf, type Table } from "./table";
import type { Tree } from "./tree";
import type { Filter, Op, View } from "./view";

/** Fields that are of the commit itself, and what they are called. */
export const FIELDS = {
  branch: "Branch",
  onbranch: "Commits on branch",
  tag: "Tag",
  author: "Author",
  message: "Message",
  note: "Note",
  name: "Name",
  created: "Created",
} as const;

export const OP_WORDS: Record<Op, string> = {
  "=": "=",
  "!=": "≠",
  "<": "<",
  "<=": "≤",
  ">": ">",
  ">=": "≥",
  has: "contains",
  lacks: "does not contain",
  is: "is",
  not: "is not",
  some: "is there",
  none: "is not there",
  between: "is between",
};

/** The comparisons that a field can be asked for. */
export function opsOf(field: string, table: Table): Op[] {
  if (field === "branch" || field === "onbranch") return ["is", "not"];
  if (field === "tag") return ["is", "has", "some", "none"];
  if (field === "note") return ["has", "lacks", "some", "none"];
  if (field === "created") return [">=", "<"];
  if (field in FIELDS) return ["has", "lacks", "is", "not"];
  if (field.startsWith("changed:")) return ["some", "none"];
  const column = columnOf(field, table);
  if (field.startsWith("delta:") || column?.type === "number" || column?.type === "size") {
    return [">", ">=", "<", "<=", "=", "!=", "some", "none"];
  }
  return ["is", "not", "has", "lacks", "some", "none"];
}

/** Whether a comparison needs something to compare with. */
export function takesValue(op: Op): boolean {
  return op !== "some" && op !== "none";
}

export function columnOf(field: string, table: Table): Column | undefined {
  return table.columnById.get(field.replace(/^(delta|changed):/, ""));
}

type Test = (row: number) => boolean;

/** What one filter lets through; null while it is not finished, or switched off, or its column is gone. */
export function compiled(filter: Filter, table: Table, tree: Tree, baseline: number | null): Test | null {
  const { field, op, on } = filter;
  const value = filter.value.trim();
  if (!on || (takesValue(op) && value === "")) return null;
  switch (field) {
    case "branch": {
      const group = tree.groups.findIndex(({ kind, name }) => kind === "branch" && name === value);
      return (row) => (groupOf(table, tree, row) === group) === (op === "is");
    }
    case "onbranch": {
      const reached = reachable(table, value);
      return (row) => reached.has(commitOf(table, row) ?? -1) === (op === "is");
    }
    case "tag": {
      const tags = (row: number) => (table.commits.refs[row] ?? []).filter((ref) => !table.branchNames.has(ref));
      if (op === "some" || op === "none") return (row) => tags(row).length > 0 === (op === "some");
      return (row) => tags(row).some((tag) => worded(tag, op, value));
    }
    case "author":
      return (row) => worded(table.commits.author[row] ?? "", op, value);
    case "message":
      return (row) => worded(runOf(table, row)?.message ?? table.commits.message[row] ?? "", op, value);
    case "note": {
      const note = (row: number) => table.notes.get(row);
      if (op === "some" || op === "none") return (row) => (note(row) !== undefined) === (op === "some");
      return (row) => worded(note(row) ?? "", op, value);
    }
    case "name":
      return (row) => worded(nameOf(table, row), op, value);
    case "created": {
      const moment = new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00` : value).getTime() / 1000;
      return Number.isNaN(moment) ? null : (row) => createdAt(table, row) < moment === (op === "<");
    }
  }
  const column = columnOf(field, table);
  if (!column) return null;
  if (field.startsWith("changed:")) return (row) => column.changed(row) === (op === "some");
  if (field.startsWith("delta:")) {
    const base = baseline === null ? null : numeric(column, column.of(baseline));
    const difference = (row: number) => {
      const own = numeric(column, column.of(row));
      return own === null || base === null ? null : own - base;
    };
    return numbered(difference, op, value);
  }
  if (op === "some" || op === "none") return (row) => (column.of(row) !== undefined) === (op === "some");
  if (NUMBER_OPS.has(op)) return numbered((row) => numeric(column, column.of(row)), op, value);
  if (column.kind === "models") {
    return (row) => {
      const model = modelOf(column.of(row));
      const said = model ? [model.version ?? "", ...model.stages] : [];
      return op === "lacks" || op === "not"
        ? said.every((each) => worded(each, op, value))
        : said.some((each) => worded(each, op, value));
    };
  }
  if (column.kind === "files") return (row) => worded(fileOf(column.of(row))?.hash ?? "", op, value);
  return (row) => {
    const cell = column.of(row);
    return worded(cell === undefined ? "" : brief(column, cell), op, value);
  };
}

const NUMBER_OPS = new Set<Op>(["=", "!=", "<", "<=", ">", ">=", "between"]);

function numbered(of: (row: number) => number | null, op: Op, value: string): Test | null {
  if (op === "some" || op === "none") return (row) => (of(row) !== null) === (op === "some");
  if (op === "between") {
    const [low = Number.NaN, high = Number.NaN] = value.split(",").map(Number);
    if (Number.isNaN(low) || Number.isNaN(high)) return null;
    return (row) => {
      const own = of(row);
      return own !== null && own >= low && own <= high;
    };
  }
  const number = Number(value);
  const other = Number.isNaN(number) ? readBytes(value) : number;
  if (other === null) return null;
  return (row) => {
    const own = of(row);
    if (own === null) return op === "!=";
    switch (op) {
      case "=":
        return own === other;
      case "!=":
        return own !== other;
      case "<":
        return own < other;
      case "<=":
        return own <= other;
      case ">":
        return own > other;
      default:
        return own >= other;
    }
  };
}

function worded(text: string, op: Op, value: string): boolean {
  const [one, other] = [text.toLowerCase(), value.toLowerCase()];
  switch (op) {
    case "has":
      return one.includes(other);
    case "lacks":
      return !one.includes(other);
    case "not":
      return one !== other;
    default:
      return one === other;
  }
}

/** The commit of a row; of a live run or an experiment the one that it was started from, if that is known. */
function commitOf(table: Table, row: number): number | null {
  const run = runOf(table, row);
  if (run) return table.commitById.get(run.baseline) ?? null;
  return table.experimentOf.get(row)?.baseline ?? row;
}

function groupOf(table: Table, tree: Tree, row: number): number {
  const commit = commitOf(table, row);
  return commit === null ? -1 : (tree.groupOf[commit] ?? -1);
}

/** Every commit that a branch has, whichever branch they are drawn under. */
export function reachable(table: Table, branch: string): Set<number> {
  const head = table.branches.find(({ name }) => name === branch)?.commit;
  const found = new Set<number>();
  const ahead = head === undefined ? [] : [head];
  while (ahead.length > 0) {
    const commit = ahead.pop() as number;
    if (found.has(commit)) continue;
    found.add(commit);
    ahead.push(...(table.commits.parents[commit] ?? []));
  }
  return found;
}

/** The search: every word somewhere in a row's names, id, message, author, note. */
export function searched(table: Table, q: string): Test | null {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  return (row) => {
    const run = runOf(table, row);
    const { commits } = table;
    const text = run
      ? `${run.name} ${run.message ?? ""} ${run.baseline}`
      : `${nameOf(table, row)} ${commits.refs[row]?.join(" ")} ${commits.id[row]} ${commits.message[row]} ${commits.author[row]} ${table.notes.get(row) ?? ""}`;
    const low = text.toLowerCase();
    return words.every((word) => low.includes(word));
  };
}

/** Everything that holds rows back, but hiding: each with words that name it. */
export function tests(
  table: Table,
  tree: Tree,
  view: View,
  baseline: number | null,
  selected: ReadonlySet<number>,
): Test[] {
  const { quick } = view;
  return [
    searched(table, view.q),
    quick.experiments ? (row: number) => row >= table.size || table.experimentOf.has(row) : null,
    quick.live ? (row: number) => row >= table.size : null,
    quick.selected ? (row: number) => selected.has(row) : null,
    ...view.filters.map((filter) => compiled(filter, table, tree, baseline)),
  ].filter((test): test is Test => test !== null);
}

/** The filters that are in force, in words: for the badge, and for a table that they have emptied. */
export function inForce(view: View, table: Table): string[] {
  const { quick } = view;
  return [
    view.q.trim() && `search “${view.q.trim()}”`,
    quick.experiments && "only experiments",
    quick.live && "only live runs",
    quick.selected && "only selected rows",
    ...view.filters
      .filter(({ on, op, value }) => on && !(takesValue(op) && value.trim() === ""))
      .map((filter) => said(filter, table)),
  ].filter((words): words is string => typeof words === "string" && words !== "");
}

function said({ field, op, value }: Filter, table: Table): string {
  const words = op === "between" ? value.replace(",", " and ") : value;
  if (field.startsWith("changed:")) return `${fieldName(field, table)} ${op === "some" ? "changed" : "did not change"}`;
  return `${fieldName(field, table)} ${OP_WORDS[op]}${takesValue(op) ? ` ${words}` : ""}`;
}

/** A field as people call it. */
export function fieldName(field: string, table: Table): string {
  if (field in FIELDS) return FIELDS[field as keyof typeof FIELDS];
  const column = columnOf(field, table);
  const name = column ? (column.path.length > 0 ? column.path.join(".") : column.file) : field;
  return field.startsWith("delta:") ? `Δ ${name}` : name;
}

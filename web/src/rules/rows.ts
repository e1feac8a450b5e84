/** The rows of the experiments table as they are drawn: filtered, hidden, sorted, folded. */

import { modelOf } from "./cells";
import { tests } from "./filters";
import { ordering } from "./sorting";
import { rowId, rowOf, type Table } from "./table";
import type { Group, Tree } from "./tree";
import type { View } from "./view";

/** Why a row is not shown until hidden ones are asked for. */
export type Hidden = "hand" | "skip" | "same";

export interface GroupRow {
  kind: "group";
  group: Group;
  open: boolean;
  /** How many rows of it are let through, of how many, and how many are hidden. */
  shown: number;
  all: number;
  hidden: number;
  /** Hidden by hand, shown because hidden ones are. */
  faint: boolean;
}

export interface ValueRow {
  kind: "commit" | "experiment" | "live";
  row: number;
  /** 1 beneath nothing, 2 in a group, 3 in a nest. */
  level: number;
  /** Whether its nest is open; null if it has none. */
  open: boolean | null;
  hidden: Hidden | null;
  /** Does not pass the filters itself; something in its nest does. */
  context: boolean;
}

export interface MoreRow {
  kind: "more";
  /** The commit whose nest is longer. */
  commit: number;
  more: number;
}

export type Row = GroupRow | ValueRow | MoreRow;

export interface Arranged {
  rows: Row[];
  /** Rows with values that pass, folded away or not, in their order. */
  passing: number[];
  /** How many there are in all, and how many are hidden. */
  all: number;
  hidden: number;
}

/** A nest shows this many, and a link to the rest. */
export const NEST = 8;

/** The baseline's row: what the view says, else the head of the default branch. */
export function baselineOf(table: Table, view: View): number | null {
  const asked = view.baseline === null ? null : rowOf(table, view.baseline);
  return asked ?? table.head;
}

export function selectedRows(table: Table, view: View, baseline: number | null): Set<number> {
  const rows = view.selected.map((id) => (id === "primary" ? baseline : rowOf(table, id)));
  return new Set(rows.filter((row): row is number => row !== null));
}

/**
 * The view as the table now stands: what was said of a run is said of the experiment that took its place. It is the same
 * object where nothing is to be said otherwise.
 */
export function handedOver(table: Table, view: View): View {
  const now = (ids: string[]) => {
    const found = ids.map((id) => {
      const row = id.startsWith("live:") ? rowOf(table, id) : null;
      return row === null ? id : rowId(table, row);
    });
    if (found.every((id, at) => id === ids[at])) return ids;
    return found.map((id, at) => (found.indexOf(id) === at ? id : ""));
  };
  const [plotted, selected, hidden] = [now(view.plotted), now(view.selected), now(view.hidden.commits)];
  if (plotted === view.plotted && selected === view.selected && hidden === view.hidden.commits) return view;
  return { ...view, plotted, selected, hidden: { ...view.hidden, commits: hidden } };
}

/** Why a commit is hidden at first. Heads, the baseline, and what something was tried from or registered at are not dull. */
function whyHidden(table: Table, tree: Tree, view: View, baseline: number | null): (row: number) => Hidden | null {
  const byHand = new Set(view.hidden.commits);
  const heads = new Set(tree.groups.map(({ head }) => head));
  const models = table.columns.filter(({ kind }) => kind === "models");
  const { skipped, same } = table.commits;
  return (row) => {
    if (byHand.size > 0 && byHand.has(rowId(table, row))) return "hand";
    if (row >= table.size) return null;
    if (skipped[row]) return "skip";
    if (!same[row] || heads.has(row) || row === baseline || tree.nests.has(row)) return null;
    return models.some((column) => modelOf(column.of(row))?.version) ? null : "same";
  };
}

export function arranged(table: Table, tree: Tree, view: View): Arranged {
  const baseline = baselineOf(table, view);
  const selected = selectedRows(table, view, baseline);
  const conditions = tests(table, tree, view, baseline, selected);
  const passes = (row: number) => conditions.every((test) => test(row));
  const why = whyHidden(table, tree, view, baseline);
  const away = new Set(view.hidden.branches);
  const folded = new Set(view.folded);
  const unfolded = new Set(view.unfolded);
  const order = ordering(table, view.sort);
  const found: Arranged = { rows: [], passing: [], all: 0, hidden: 0 };

  const kindOf = (row: number): ValueRow["kind"] =>
    row >= table.size ? "live" : table.experimentOf.has(row) ? "experiment" : "commit";

  /** A row and its nest, if filters and hiding leave anything of them. */
  const take = (row: number, level: number, into: Row[], count: { shown: number; all: number; hidden: number }) => {
    count.all += 1;
    const hidden = why(row);
    if (hidden) count.hidden += 1;
    if (hidden && !view.quick.hidden) return;
    const passed = passes(row);
    const below: Row[] = [];
    const before = found.passing.length;
    if (passed) {
      found.passing.push(row);
      count.shown += 1;
    }
    const nest = tree.nests.get(row);
    if (nest) for (const each of [...nest].sort(order)) take(each, level + 1, below, count);
    if (!passed && found.passing.length === before) return;
    const id = `nest:${rowId(table, row)}`;
    const open = below.length === 0 ? null : !folded.has(id);
    into.push({ kind: kindOf(row), row, level, open, hidden, context: !passed });
    if (!open) return;
    const whole = unfolded.has(id) || below.length <= NEST + 1;
    for (const each of whole ? below : below.slice(0, NEST)) into.push(each);
    if (!whole) into.push({ kind: "more", commit: row, more: below.length - NEST });
  };

  if (view.flat) {
    const all = tree.groups.filter(({ name, kind }) => !(kind === "branch" && away.has(name)) || view.quick.hidden);
    const rows = all.flatMap(({ commits }) => commits.flatMap((commit) => withNest(tree, commit)));
    found.all = rows.length;
    for (const row of rows.sort(order)) {
      const hidden = why(row);
      if (hidden) found.hidden += 1;
      if ((hidden && !view.quick.hidden) || !passes(row)) continue;
      found.passing.push(row);
      found.rows.push({ kind: kindOf(row), row, level: 1, open: null, hidden, context: false });
    }
    return found;
  }
  for (const group of tree.groups) {
    const gone = group.kind === "branch" && away.has(group.name);
    const count = { shown: 0, all: 0, hidden: 0 };
    const below: Row[] = [];
    if (gone && !view.quick.hidden) {
      const many = group.commits.reduce((sum, commit) => sum + withNest(tree, commit).length, 0);
      found.all += many;
      found.hidden += many;
      continue;
    }
    for (const commit of view.sort.length > 0 ? [...group.commits].sort(order) : group.commits) {
      take(commit, 2, below, count);
    }
    found.all += count.all;
    found.hidden += count.hidden;
    if (below.length === 0 && (conditions.length > 0 || count.all === count.hidden)) continue;
    const open = !folded.has(group.id);
    found.rows.push({ kind: "group", group, open, ...count, faint: gone });
    if (open) for (const row of below) found.rows.push(row);
  }
  return found;
}

function withNest(tree: Tree, row: number): number[] {
  const nest = tree.nests.get(row);
  return nest ? [row, ...nest.flatMap((each) => withNest(tree, each))] : [row];
}

/** What a row is known by where it is drawn, for the keyboard and for React. */
export function keyOf(row: Row): string {
  switch (row.kind) {
    case "group":
      return row.group.id;
    case "more":
      return `more:${row.commit}`;
    default:
      return String(row.row);
  }
}

/**
 * The experiments table as the server sends it (columns of values, a number a commit) and as the pages read it.
 * A row is a number: below `table.size` a commit, from there on a live run. Every column answers for every number.
 */

import type { Table as Answer, LiveRun } from "../api/types";

export type Kind = "metrics" | "params" | "files" | "models";
export type ColumnType = "number" | "text" | "size" | "version";

/** What a file says: null is a value like others; NaN and the infinities are numbers. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** What a cell holds: nothing, where the row has no such value. */
export type Cell = Value | undefined;

/** Size in bytes, number of files of a folder, hash. */
export type FileValue = [size: number | null, files: number | null, hash: string | null];

export interface ModelValue {
  version: string | null;
  stages: string[];
  name: string;
}

/** The server's answer. A value a commit, where null is none; or distinct values, where null is one, and -1 is none. */
export type TableDocument = Omit<Answer, "values"> & {
  values: ({ all: unknown[] } | { distinct: unknown[]; of: number[]; changed?: number[] })[];
};

/** A training run that still sends, or has ended without being pushed; or an experiment that waits for a runner. */
export type Run = Pick<
  LiveRun,
  "id" | "baseline" | "name" | "message" | "step" | "started" | "heard" | "params" | "metrics"
> &
  Partial<Pick<LiveRun, "detached" | "plots" | "images" | "experiment_rev">> & {
    state: LiveRun["state"] | "queued" | "cancelled";
    queued?: Queued;
  };

/** An experiment that somebody queued for a runner. */
export interface Queued {
  id: string;
  baseline: string;
  name: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  /** Which runner has it, or had it. */
  runner: string | null;
  params: Record<string, Record<string, unknown>>;
  created_at: string;
  ended_at: string | null;
  /** Of the experiment, once it is pushed. */
  commit: string | null;
}

export interface Column {
  id: string;
  /** Its place in `table.columns`. */
  at: number;
  kind: Kind;
  file: string;
  path: string[];
  type: ColumnType;
  /** The last key of its path, or the file. */
  name: string;
  of(row: number): Cell;
  /** Something primitive that is equal for equal values, -1 for none. */
  key(row: number): unknown;
  /** Files only: whether the row's hash is not its first parent's. */
  changed(row: number): boolean;
}

export interface Experiment {
  commit: number;
  baseline: number | null;
  baselineId: string;
  name: string;
  ref: string;
}

export interface Failing {
  file: string;
  type: string;
  msg: string;
}

export interface Table {
  stamp: string;
  complete: boolean;
  /** How many commits there are. */
  size: number;
  head: number | null;
  defaultBranch: string | null;
  branches: { name: string; commit: number }[];
  commits: TableDocument["commits"];
  experiments: Experiment[];
  experimentOf: Map<number, Experiment>;
  /** Row → what somebody wrote about it with `git notes`. */
  notes: Map<number, string>;
  runs: Run[];
  columns: Column[];
  columnById: Map<string, Column>;
  commitById: Map<string, number>;
  branchNames: Set<string>;
  failures: Map<number, Failing[]>;
  links: { commit: string | null; compare: string | null };
}

const NOTHING: Failing[] = [];

/** The server's document → what the pages read. Wrong lengths are absent values, never an exception. */
export function decode(document: TableDocument): Table {
  const size = document.commits.id.length;
  const columns = document.columns.map((column, at) => stored(column, at, document.values[at]));
  const failures = new Map<number, Failing[]>();
  for (const { commits, file, type, msg } of document.errors) {
    const failing = { file, type, msg };
    for (const commit of commits) {
      const known = failures.get(commit);
      if (known) known.push(failing);
      else failures.set(commit, [failing]);
    }
  }
  const experiments = document.experiments.map(({ commit, baseline, baseline_id, name, ref }) => ({
    commit,
    baseline,
    baselineId: baseline_id,
    name,
    ref,
  }));
  return {
    stamp: document.stamp,
    complete: document.complete,
    size,
    head: document.head,
    defaultBranch: document.default_branch,
    branches: document.branches,
    commits: document.commits,
    experiments,
    experimentOf: new Map(experiments.map((each) => [each.commit, each])),
    notes: new Map(document.notes.map(({ commit, text }) => [commit, text])),
    runs: [],
    columns,
    columnById: new Map(columns.map((column) => [column.id, column])),
    commitById: new Map(document.commits.id.map((id, at) => [id, at])),
    branchNames: new Set(document.branches.map(({ name }) => name)),
    failures,
    links: { commit: document.links?.commit ?? null, compare: document.links?.compare ?? null },
  };
}

export function failuresOf(table: Table, row: number): Failing[] {
  return table.failures.get(row) ?? NOTHING;
}

function stored(
  column: TableDocument["columns"][number],
  at: number,
  values: TableDocument["values"][number] | undefined,
): Column {
  const about = {
    ...column,
    at,
    name: column.path.at(-1) ?? column.file,
    changed: changedIn(values && "changed" in values ? values.changed : undefined),
  };
  if (values && "of" in values) {
    const distinct = values.distinct.map(plain);
    const keys = distinct.map(comparable);
    const places = values.of;
    return { ...about, of: (row) => distinct[places[row] ?? -1], key: (row) => keys[places[row] ?? -1] ?? -1 };
  }
  const all = (values?.all ?? []) as Value[];
  for (let row = 0; row < all.length; row++) {
    const value = all[row];
    if (typeof value === "object" && value !== null) all[row] = plain(value);
  }
  const of = (row: number) => all[row] ?? undefined;
  return { ...about, of, key: (row) => comparable(of(row)) };
}

function changedIn(changed: number[] | undefined): (row: number) => boolean {
  if (!changed || changed.length === 0) return () => false;
  const rows = new Set(changed);
  return (row) => rows.has(row);
}

/** JSON has no NaN: {"$": "nan"} stands for it, also inside of lists. */
export function plain(value: unknown): Value {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) {
    const special = (value as { $?: unknown }).$;
    if (special === "nan") return Number.NaN;
    if (special === "inf") return Number.POSITIVE_INFINITY;
    if (special === "-inf") return Number.NEGATIVE_INFINITY;
    return value as Value;
  }
  return (value ?? null) as Value;
}

/** Equal for equal values: what is no primitive by its JSON, nothing as -1. */
export function comparable(value: Cell): unknown {
  if (value === undefined) return -1;
  if (value === null) return "null";
  if (typeof value === "object") return JSON.stringify(value);
  // 1 and "1" are not the same, and nothing that is there is -1.
  return typeof value === "string" ? `"${value}` : value === -1 ? "-1" : Number.isNaN(value) ? "NaN" : value;
}

/** Commits that the repository has, and that a folder's table shows once it is asked again: runs were begun from them. */
export function missing(table: Table, runs: readonly Run[]): string[] {
  const found = runs.filter(({ detached, baseline }) => detached === false && !table.commitById.has(baseline));
  return [...new Set(found.map(({ baseline }) => baseline))].sort();
}

/** The table with live runs as further rows; columns that only they have come last in their kind. */
export function withRuns(table: Table, runs: Run[]): Table {
  if (runs.length === 0 && table.runs.length === 0) return table;
  const sent = runs.map((run) => {
    const leaves = new Map<string, Value>();
    for (const kind of ["params", "metrics"] as const) {
      for (const [file, { data }] of Object.entries(run[kind])) {
        for (const [path, value] of leavesOf(data ?? {})) leaves.set(placeOf(kind, file, path), value);
      }
    }
    return leaves;
  });
  const places = new Map<string, { kind: Kind; file: string; path: string[] }>();
  for (const leaves of sent) {
    for (const place of leaves.keys()) {
      if (!places.has(place)) {
        const [kind, file, ...path] = JSON.parse(place) as [Kind, string, ...string[]];
        places.set(place, { kind, file, path });
      }
    }
  }
  const columns = table.columns.map((column) => {
    const place = placeOf(column.kind, column.file, column.path);
    places.delete(place);
    return { ...column, ...answering(column, table.size, sent, place) };
  });
  for (const [place, { kind, file, path }] of places) {
    const values = sent.map((leaves) => leaves.get(place));
    const type = values.every((value) => value === undefined || typeof value === "number") ? "number" : "text";
    const empty = { of: () => undefined, key: () => -1 };
    const last = columns.findLastIndex((column) => column.kind === kind);
    columns.splice(last < 0 ? columns.length : last + 1, 0, {
      id: columnId(kind, file, path),
      at: 0,
      kind,
      file,
      path,
      type,
      name: path.at(-1) ?? file,
      changed: () => false,
      ...answering(empty, table.size, sent, place),
    });
  }
  const numbered = columns.map((column, at) => (column.at === at ? column : { ...column, at }));
  return { ...table, runs, columns: numbered, columnById: new Map(numbered.map((column) => [column.id, column])) };
}

function answering(column: Pick<Column, "of" | "key">, size: number, sent: Map<string, Value>[], place: string) {
  const of = (row: number) => (row < size ? column.of(row) : sent[row - size]?.get(place));
  return { of, key: (row: number) => (row < size ? column.key(row) : comparable(of(row))) };
}

/** As the server spells it, so that a view finds a live run's column again when the run is pushed. */
function columnId(kind: Kind, file: string, path: string[]): string {
  const whole = path.map((key) => key.replace(/[\\.]/g, "\\$&")).join(".");
  return [kind, file.replace(/[\\:]/g, "\\$&"), ...(path.length > 0 ? [whole] : [])].join(":");
}

function placeOf(kind: Kind, file: string, path: readonly string[]): string {
  return JSON.stringify([kind, file, ...path]);
}

function leavesOf(tree: unknown, path: string[] = []): [string[], Value][] {
  if (typeof tree === "object" && tree !== null && !Array.isArray(tree)) {
    const special = plain(tree);
    if (typeof special === "number") return [[path, special]];
    return Object.entries(tree).flatMap(([key, value]) => leavesOf(value, [...path, key]));
  }
  return [[path, plain(tree)]];
}

/** The id by which addresses, selections and plots know a row: a commit's id, or a run's as `runRowId` has it. */
export function rowId(table: Table, row: number): string {
  if (row < table.size) return table.commits.id[row] ?? "";
  const run = table.runs[row - table.size];
  return run ? runRowId(run) : "";
}

const SAYABLE = /^[\w.-]+$/;

/** `live:BASELINE:NAME`, which leads to the pushed experiment once that is there; of an odd name `live:RUN`. */
export function runRowId({ id, baseline, name }: Pick<Run, "id" | "baseline" | "name">): string {
  return SAYABLE.test(name) ? `live:${baseline}:${name}` : `live:${id}`;
}

/** The row of an id: a commit id (whole, or at least seven signs of it), `live:RUN`, or `live:BASELINE:NAME`. */
export function rowOf(table: Table, id: string): number | null {
  if (id.startsWith("live:")) {
    const rest = id.slice(5);
    const run = table.runs.findIndex((each) => each.id === rest || `${each.baseline}:${each.name}` === rest);
    if (run >= 0) return table.size + run;
    // The run was pushed since: the experiment took its place.
    const pushed = table.experiments.find((each) => `${each.baselineId}:${each.name}` === rest);
    return pushed?.commit ?? null;
  }
  const known = table.commitById.get(id);
  if (known !== undefined) return known;
  if (!/^[0-9a-f]{7,39}$/.test(id)) return null;
  const at = table.commits.id.findIndex((each) => each.startsWith(id));
  return at < 0 ? null : at;
}

/** The run of a row, if it is a live one. */
export function runOf(table: Table, row: number): Run | null {
  return row < table.size ? null : (table.runs[row - table.size] ?? null);
}

/** When a row came to be: seconds since 1970. */
export function createdAt(table: Table, row: number): number {
  if (row < table.size) return table.commits.committed[row] ?? 0;
  return table.runs[row - table.size]?.started ?? 0;
}

/** The first line of a message. */
export function subject(message: string): string {
  const end = message.indexOf("\n");
  return end < 0 ? message : message.slice(0, end);
}

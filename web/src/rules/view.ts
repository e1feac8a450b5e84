/**
 * What somebody looks at in the experiments table. Three ways on this page: view → address, address → view, and view ⇄
 * what a project keeps (a named view). An address says only what differs from the kept view that it starts from.
 */

import { NO_PANELS, type Panels, panelsFrom, readPanels, writePanels } from "./panels";

export const OPS = ["=", "!=", "<", "<=", ">", ">=", "has", "lacks", "is", "not", "some", "none", "between"] as const;
export type Op = (typeof OPS)[number];

export interface Filter {
  /** A column's id, `delta:` and a column's id, `changed:` and one of a file, or one of `FIELDS` in filters.ts. */
  field: string;
  op: Op;
  value: string;
  on: boolean;
}

export interface SortBy {
  /** A column's id, or `created`, `name`, `message`, `author`. */
  column: string;
  desc: boolean;
}

export type Goal = "up" | "down";
export type RowsMode = "all" | "firstparent" | "heads";
export const ROW_MODES: readonly RowsMode[] = ["all", "firstparent", "heads"];

/** The parts that a project keeps. */
export interface Kept {
  columns: {
    /** These come first, in this order; the rest as the server has them. */
    order: string[];
    hidden: string[];
    pinned: string[];
  };
  sort: SortBy[];
  /** Sorted across commits and branches, without groups. */
  flat: boolean;
  filters: Filter[];
  quick: { experiments: boolean; selected: boolean; live: boolean; hidden: boolean };
  goals: Record<string, Goal>;
  /** A commit's id; null is the head of the default branch. */
  baseline: string | null;
  delta: boolean;
  /** Only columns that differ among the rows shown. */
  differs: boolean;
  hidden: { commits: string[]; branches: string[] };
  rows: RowsMode;
  panels: Panels;
}

export interface View extends Kept {
  q: string;
  /** Branches (`branch:NAME`) and nests (`nest:COMMIT`) that are folded, or, beneath a long nest, unfolded whole. */
  folded: string[];
  unfolded: string[];
  /** Ids of rows with a tick: commit ids, runs as `runRowId` has them. */
  selected: string[];
  /** Ids of rows whose plots are on, by their colours; empty text for a colour that is free (see plotted.ts). */
  plotted: string[];
}

export const DEFAULT: View = {
  columns: { order: [], hidden: [], pinned: [] },
  sort: [],
  flat: false,
  filters: [],
  quick: { experiments: false, selected: false, live: false, hidden: false },
  goals: {},
  baseline: null,
  delta: false,
  differs: false,
  hidden: { commits: [], branches: [] },
  rows: "all",
  panels: NO_PANELS,
  q: "",
  folded: [],
  unfolded: [],
  selected: [],
  plotted: [],
};

const KEPT = [
  "columns",
  "sort",
  "flat",
  "filters",
  "quick",
  "goals",
  "baseline",
  "delta",
  "differs",
  "hidden",
  "rows",
  "panels",
] as const satisfies (keyof Kept)[];

/** What of a view a project keeps. */
export function kept(view: View): Kept {
  return Object.fromEntries(KEPT.map((key) => [key, view[key]])) as unknown as Kept;
}

/** Whether they show the same. Which panes are open is kept, but opening one is no change worth asking about. */
export function sameKept(one: Kept, other: Kept): boolean {
  return KEPT.every((key) =>
    key === "panels" ? same({ ...one.panels, open: [] }, { ...other.panels, open: [] }) : same(one[key], other[key]),
  );
}

/**
 * Whether a change is one that the browser's back button takes back: a pane opened, rows filtered or sorted, another
 * baseline. Ticks, folds, what is typed and how a chart is set are too many to be gone through one by one.
 */
export function isStep(before: View, after: View): boolean {
  const parts = ({ sort, flat, rows, quick, baseline, delta, differs, hidden, filters, panels }: View) => ({
    ...{ sort, flat, rows, quick, baseline, delta, differs, hidden },
    ...{ filters: filters.map(({ on }) => on), open: panels.open },
  });
  return !same(parts(before), parts(after));
}

/** A view out of JSON that somebody once saved. What is missing or of a wrong shape is as by default. */
export function fromKept(state: unknown): View {
  const said = object(state);
  const columns = object(said.columns);
  const quick = object(said.quick);
  const hidden = object(said.hidden);
  return {
    ...DEFAULT,
    columns: { order: texts(columns.order), hidden: texts(columns.hidden), pinned: texts(columns.pinned) },
    sort: list(said.sort).flatMap((each) => {
      const { column, desc } = object(each);
      return typeof column === "string" ? [{ column, desc: desc === true }] : [];
    }),
    flat: said.flat === true,
    filters: list(said.filters).flatMap((each) => {
      const { field, op, value, on } = object(each);
      const known = OPS.find((one) => one === op);
      return typeof field === "string" && known
        ? [{ field, op: known, value: String(value ?? ""), on: on !== false }]
        : [];
    }),
    quick: {
      experiments: quick.experiments === true,
      selected: quick.selected === true,
      live: quick.live === true,
      hidden: quick.hidden === true,
    },
    goals: Object.fromEntries(
      Object.entries(object(said.goals)).filter((entry): entry is [string, Goal] => isGoal(entry[1])),
    ),
    baseline: typeof said.baseline === "string" ? said.baseline : null,
    delta: said.delta === true,
    differs: said.differs === true,
    hidden: { commits: texts(hidden.commits), branches: texts(hidden.branches) },
    rows: ROW_MODES.find((mode) => mode === said.rows) ?? "all",
    panels: panelsFrom(said.panels),
  };
}

/** One parameter of the address: what it says of a view, and a view with what it says. */
interface Parameter {
  key: string;
  write(view: View): string[];
  read(values: string[], view: View): Partial<View>;
}

const PARAMETERS: Parameter[] = [
  { key: "q", write: ({ q }) => (q ? [q] : []), read: ([q]) => ({ q: q ?? "" }) },
  {
    key: "sort",
    write: ({ sort }) => sort.map(({ column, desc }) => (desc ? `-${column}` : column)),
    read: (values) => ({
      sort: values.map((text) =>
        text.startsWith("-") ? { column: text.slice(1), desc: true } : { column: text, desc: false },
      ),
    }),
  },
  flag("flat"),
  { key: "rows", write: ({ rows }) => (rows === "all" ? [] : [rows]), read: ([mode]) => ({ rows: mode_(mode) }) },
  {
    key: "filter",
    write: ({ filters }) =>
      filters.map(({ field, op, value, on }) => `${on ? "" : "off "}${op} ${quoted(field)} ${value}`),
    read: (values) => ({ filters: values.flatMap(readFilter) }),
  },
  {
    key: "show",
    write: ({ quick }) => (["experiments", "live", "hidden"] as const).filter((name) => quick[name]),
    read: (values, view) => ({
      quick: {
        experiments: values.includes("experiments"),
        live: values.includes("live"),
        hidden: values.includes("hidden"),
        selected: view.quick.selected,
      },
    }),
  },
  {
    key: "showOnlySelected",
    write: ({ quick }) => (quick.selected ? ["1"] : []),
    read: ([value], view) => ({ quick: { ...view.quick, selected: value === "1" } }),
  },
  {
    key: "goal",
    write: ({ goals }) => Object.entries(goals).map(([column, goal]) => `${goal}:${column}`),
    read: (values) => ({
      goals: Object.fromEntries(
        values.flatMap((text): [string, Goal][] => {
          const colon = text.indexOf(":");
          const goal = text.slice(0, colon);
          return isGoal(goal) ? [[text.slice(colon + 1), goal]] : [];
        }),
      ),
    }),
  },
  {
    key: "baseline",
    write: ({ baseline }) => (baseline ? [baseline] : []),
    read: ([id]) => ({ baseline: id || null }),
  },
  flag("delta"),
  flag("differs"),
  names(
    "order",
    (view) => view.columns.order,
    (order, { columns }) => ({ columns: { ...columns, order } }),
  ),
  names(
    "hide",
    (view) => view.columns.hidden,
    (hidden, { columns }) => ({ columns: { ...columns, hidden } }),
  ),
  names(
    "pin",
    (view) => view.columns.pinned,
    (pinned, { columns }) => ({ columns: { ...columns, pinned } }),
  ),
  names(
    "without",
    (view) => view.hidden.commits,
    (commits, { hidden }) => ({ hidden: { ...hidden, commits } }),
  ),
  names(
    "without-branch",
    (view) => view.hidden.branches,
    (branches, { hidden }) => ({ hidden: { ...hidden, branches } }),
  ),
  names(
    "fold",
    (view) => view.folded,
    (folded) => ({ folded }),
  ),
  names(
    "unfold",
    (view) => view.unfolded,
    (unfolded) => ({ unfolded }),
  ),
  {
    key: "commits",
    write: ({ selected }) => (selected.length > 0 ? [selected.join(",")] : []),
    read: (values) => ({ selected: commas(values) }),
  },
  {
    key: "plotted",
    write: ({ plotted }) => (plotted.length > 0 ? [plotted.join(",")] : []),
    read: ([text]) => ({ plotted: text?.split(",") ?? [] }),
  },
];

/** Of clients that know no more than a commit or a run: editors, and links printed by DVC. */
const FROM_OUTSIDE = ["experimentReferences", "liveExperiments"] as const;

/**
 * The view of an address. A parameter that is not there is as `base` has it; one that is there and empty is empty.
 * `primary` among the commits stands for the baseline.
 */
export function readView(url: URLSearchParams, base: View = DEFAULT): View {
  let view = base;
  for (const { key, read } of PARAMETERS) {
    if (url.has(key)) view = { ...view, ...read(url.getAll(key).filter(Boolean), view) };
  }
  const panels = readPanels(url);
  if (url.has("panels") || !same(panels, NO_PANELS)) view = { ...view, panels };
  const pushed = commas(url.getAll("experimentReferences"));
  const live = commas(url.getAll("liveExperiments")).map((each) => `live:${each}`);
  if (pushed.length + live.length > 0) {
    view = { ...view, selected: [...new Set([...view.selected, ...pushed, ...live])] };
  }
  return view;
}

/** `url` with what of `view` differs from `base`. What is not ours is kept. */
export function writeView(view: View, url: URLSearchParams, base: View = DEFAULT): URLSearchParams {
  const next = new URLSearchParams(url);
  for (const key of FROM_OUTSIDE) next.delete(key);
  for (const { key, write } of PARAMETERS) {
    const values = write(view);
    const before = write(base);
    next.delete(key);
    if (same(values, before)) continue;
    if (values.length === 0) next.set(key, "");
    for (const value of values) next.append(key, value);
  }
  const asBefore = same(view.panels, base.panels);
  writePanels(asBefore ? NO_PANELS : view.panels, next);
  if (!asBefore && same(view.panels, NO_PANELS)) next.set("panels", "");
  return next;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function flag(key: "flat" | "delta" | "differs"): Parameter {
  return { key, write: (view) => (view[key] ? ["1"] : []), read: ([value]) => ({ [key]: value === "1" }) };
}

function names(
  key: string,
  write: (view: View) => string[],
  read: (values: string[], view: View) => Partial<View>,
): Parameter {
  return { key, write, read };
}

/** `off >= "metrics:eval.json:test.acc" 0.9`: the field is JSON text, since a file's name may have spaces. */
function readFilter(text: string): Filter[] {
  const parts = /^(off )?(\S+) ("(?:[^"\\]|\\.)*") ?(.*)$/s.exec(text);
  const op = OPS.find((each) => each === parts?.[2]);
  if (!parts || !op) return [];
  try {
    return [{ field: JSON.parse(parts[3] ?? ""), op, value: parts[4] ?? "", on: !parts[1] }];
  } catch {
    return [];
  }
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function mode_(text: string | undefined): RowsMode {
  return ROW_MODES.find((mode) => mode === text) ?? "all";
}

function commas(values: string[]): string[] {
  return [...new Set(values.flatMap((value) => value.split(",")).filter(Boolean))];
}

function isGoal(value: unknown): value is Goal {
  return value === "up" || value === "down";
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: unknown): string[] {
  return list(value).filter((each): each is string => typeof each === "string");
}

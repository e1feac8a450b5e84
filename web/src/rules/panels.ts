/** Which panes are open beside the experiments table and how they are set. Both ways: panels ⇄ address. */

export const PANES = ["plots", "compare", "trends", "explore", "dag"] as const;
export type PaneName = (typeof PANES)[number];

/** How one chart is looked at. What is absent is as the chart's template has it. */
export interface ChartSetting {
  smooth?: number;
  logX?: boolean;
  logY?: boolean;
}

/** A chart that a person asked for: one column of the table, or one field of a data file, against another. */
export interface AskedChart {
  of: "table" | "file";
  file?: string;
  x: string;
  y: string;
}

export interface Panels {
  /** In the order in which they were opened. */
  open: PaneName[];
  compare: { all: boolean; turned: boolean };
  plots: { off: string[]; order: string[]; folded: string[]; set: Record<string, ChartSetting> };
  /** No branch: the default branch. No metric: all of them. */
  trends: { branches: string[]; metrics: string[]; every: boolean };
  explore: { charts: AskedChart[]; axes: string[]; parallel: boolean };
  dag: { commit: string | null; list: boolean };
}

export const NO_PANELS: Panels = {
  open: [],
  compare: { all: false, turned: false },
  plots: { off: [], order: [], folded: [], set: {} },
  trends: { branches: [], metrics: [], every: false },
  explore: { charts: [], axes: [], parallel: true },
  dag: { commit: null, list: false },
};

const KEYS = [
  "panels",
  "compare",
  "plots.off",
  "plots.order",
  "plots.folded",
  "plot",
  "trends",
  "trends.of",
  "trends.every",
  "chart",
  "axes",
  "parallel",
  "dag",
  "dag.list",
];

/** Opens a pane, or closes it where it is open. */
export function toggled(panels: Panels, pane: PaneName): Panels {
  const open = panels.open.includes(pane) ? panels.open.filter((each) => each !== pane) : [...panels.open, pane];
  return { ...panels, open };
}

/** The panels that an address speaks of. What it does not understand it leaves out: an old link opens what it can. */
export function readPanels(address: URLSearchParams): Panels {
  const open = (address.get("panels") ?? "").split(",").filter(isPane);
  const compare = (address.get("compare") ?? "").split(",");
  return {
    open: [...new Set(open)],
    compare: { all: compare.includes("all"), turned: compare.includes("turned") },
    plots: {
      off: address.getAll("plots.off"),
      order: address.getAll("plots.order"),
      folded: address.getAll("plots.folded"),
      set: Object.fromEntries(address.getAll("plot").flatMap(readSetting)),
    },
    trends: {
      branches: address.getAll("trends"),
      metrics: address.getAll("trends.of"),
      every: address.get("trends.every") === "1",
    },
    explore: {
      charts: address.getAll("chart").flatMap(readChart),
      axes: address.getAll("axes"),
      parallel: address.get("parallel") !== "0",
    },
    dag: { commit: address.get("dag"), list: address.get("dag.list") === "1" },
  };
}

/** Puts the panels into an address, in place of what it said of them. What is as always is not said. */
export function writePanels(panels: Panels, address: URLSearchParams): void {
  for (const key of KEYS) address.delete(key);
  if (panels.open.length > 0) address.set("panels", panels.open.join(","));
  const compare = [panels.compare.all && "all", panels.compare.turned && "turned"].filter(Boolean);
  if (compare.length > 0) address.set("compare", compare.join(","));
  for (const id of panels.plots.off) address.append("plots.off", id);
  for (const id of panels.plots.order) address.append("plots.order", id);
  for (const id of panels.plots.folded) address.append("plots.folded", id);
  for (const [id, setting] of Object.entries(panels.plots.set)) {
    const said = spellSetting(setting);
    if (said) address.append("plot", `${said}~${id}`);
  }
  for (const branch of panels.trends.branches) address.append("trends", branch);
  for (const metric of panels.trends.metrics) address.append("trends.of", metric);
  if (panels.trends.every) address.set("trends.every", "1");
  for (const chart of panels.explore.charts) address.append("chart", spellChart(chart));
  for (const axis of panels.explore.axes) address.append("axes", axis);
  if (!panels.explore.parallel) address.set("parallel", "0");
  if (panels.dag.commit) address.set("dag", panels.dag.commit);
  if (panels.dag.list) address.set("dag.list", "1");
}

/** The same panels with one chart looked at differently. */
export function withSetting(panels: Panels, id: string, change: ChartSetting): Panels {
  const setting = { ...panels.plots.set[id], ...change };
  return { ...panels, plots: { ...panels.plots, set: { ...panels.plots.set, [id]: setting } } };
}

/** A saved view is JSON that may be older than this page: what is missing is as always. */
export function panelsFrom(stored: unknown): Panels {
  if (stored === null || typeof stored !== "object") return NO_PANELS;
  const given = stored as Partial<Panels>;
  return {
    open: Array.isArray(given.open) ? given.open.filter(isPane) : [],
    compare: { ...NO_PANELS.compare, ...given.compare },
    plots: { ...NO_PANELS.plots, ...given.plots },
    trends: { ...NO_PANELS.trends, ...given.trends },
    explore: { ...NO_PANELS.explore, ...given.explore },
    dag: { ...NO_PANELS.dag, ...given.dag },
  };
}

function isPane(name: unknown): name is PaneName {
  return PANES.includes(name as PaneName);
}

function spellSetting({ smooth, logX, logY }: ChartSetting): string {
  return [smooth !== undefined && `smooth:${smooth}`, logX && "logx", logY && "logy"].filter(Boolean).join(",");
}

function readSetting(text: string): [string, ChartSetting][] {
  const at = text.indexOf("~");
  if (at < 1) return [];
  const setting: ChartSetting = {};
  for (const part of text.slice(0, at).split(",")) {
    if (part === "logx") setting.logX = true;
    else if (part === "logy") setting.logY = true;
    else if (part.startsWith("smooth:")) {
      const smooth = Number(part.slice("smooth:".length));
      if (smooth > 0 && smooth <= 1) setting.smooth = smooth;
    }
  }
  return [[text.slice(at + 1), setting]];
}

function spellChart({ of, file, x, y }: AskedChart): string {
  return [of, ...(of === "file" ? [file ?? ""] : []), x, y].map((part) => part.replace(/[\\~]/g, "\\$&")).join("~");
}

function readChart(text: string): AskedChart[] {
  const parts = (text.match(/(?:\\.|[^\\~])*(?:~|$)/g) ?? []).slice(0, -1).map((part) => part.replace(/~$/, ""));
  const [of, ...rest] = (text.endsWith("~") ? [...parts, ""] : parts).map((part) => part.replace(/\\(.)/g, "$1"));
  if (of === "table" && rest.length === 2) return [{ of, x: rest[0] ?? "", y: rest[1] ?? "" }];
  if (of === "file" && rest.length === 3) return [{ of, file: rest[0] ?? "", x: rest[1] ?? "", y: rest[2] ?? "" }];
  return [];
}

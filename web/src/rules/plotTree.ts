/** The plots of some rows as a tree of folders: what is chosen, what a search finds, in which order they stand. */

/** `ok`, `missing` or the reason why a row has none. */
export type PlotState = string;

export interface PlotSummary {
  id: string;
  title: string;
  kind: "series" | "image";
  /** The built-in template or the path of one's own; null for images. */
  template?: string | null;
  folder: string;
  /** The data files that it is drawn from. */
  files?: readonly string[];
  rows: Record<string, PlotState>;
}

export interface Folder {
  name: string;
  path: string;
  folders: Folder[];
  plots: PlotSummary[];
  /** Of this folder and those beneath. */
  ids: string[];
}

export type Choice = "all" | "some" | "none";

/** Plots in the order of a list of ids; those that it does not name come after, as they were. */
export function ordered<T extends { id: string }>(plots: readonly T[], order: readonly string[]): T[] {
  if (order.length === 0) return [...plots];
  const place = new Map(order.map((id, at) => [id, at]));
  const at = (plot: T, index: number) => place.get(plot.id) ?? order.length + index;
  return plots
    .map((plot, index) => ({ plot, at: at(plot, index) }))
    .sort((a, b) => a.at - b.at)
    .map(({ plot }) => plot);
}

/** The ids with one of them moved before another, or to the end. */
export function moved(ids: readonly string[], id: string, before: string | null): string[] {
  if (id === before) return [...ids];
  const rest = ids.filter((each) => each !== id);
  const at = before === null ? rest.length : rest.indexOf(before);
  return at < 0 ? [...ids] : [...rest.slice(0, at), id, ...rest.slice(at)];
}

/** Folders with their plots. A folder that holds nothing but one folder is written as one line with it. */
export function plotTree(plots: readonly PlotSummary[]): Folder {
  const root: Folder = { name: "", path: "", folders: [], plots: [], ids: [] };
  for (const plot of plots) {
    let here = root;
    root.ids.push(plot.id);
    for (const name of plot.folder.split("/").filter((part) => part !== "" && part !== ".")) {
      const path = here.path ? `${here.path}/${name}` : name;
      let next = here.folders.find((each) => each.path === path);
      if (!next) {
        next = { name, path, folders: [], plots: [], ids: [] };
        here.folders.push(next);
      }
      next.ids.push(plot.id);
      here = next;
    }
    here.plots.push(plot);
  }
  return { ...root, folders: root.folders.map(joined) };
}

function joined(folder: Folder): Folder {
  const folders = folder.folders.map(joined);
  const [only] = folders;
  return only && folders.length === 1 && folder.plots.length === 0
    ? { ...only, name: `${folder.name}/${only.name}` }
    : { ...folder, folders };
}

/** Plots whose id or title has all the words, in any case. */
export function found(plots: readonly PlotSummary[], search: string): PlotSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return plots.filter(({ id, title }) => {
    const text = `${id} ${title}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function chosen(ids: readonly string[], off: ReadonlySet<string>): Choice {
  const out = ids.filter((id) => off.has(id)).length;
  return out === 0 ? "all" : out === ids.length ? "none" : "some";
}

/** What is off after a box was clicked: all of it on, unless all of it was on. */
export function choose(ids: readonly string[], off: readonly string[]): string[] {
  const set = new Set(off);
  if (chosen(ids, set) === "all") return [...new Set([...off, ...ids])];
  const on = new Set(ids);
  return off.filter((id) => !on.has(id));
}

/** Why a plot shows nothing of some rows: each reason once, with the rows it is said of. */
export function reasons(plot: PlotSummary, rows: readonly string[]): { reason: string; rows: string[] }[] {
  const said = new Map<string, string[]>();
  for (const row of rows) {
    const state = plot.rows[row] ?? "missing";
    if (state === "ok") continue;
    said.set(state, [...(said.get(state) ?? []), row]);
  }
  return [...said].map(([reason, of]) => ({ reason, rows: of }));
}

/** What a plot is called inside its folder. */
export function nameIn({ title, folder }: PlotSummary): string {
  return folder && title.startsWith(`${folder}/`) ? title.slice(folder.length + 1) : title;
}

/** What the models dashboard shows: filters, order, columns. Both ways on this page: URL → view, view → URL. */

import type { Model } from "../api/types";
import { compareVersions } from "./versions";

export const SORTS = ["assigned", "registered", "name", "repository", "latest"] as const;
export type Sort = (typeof SORTS)[number];

export const SORT_WORDS: Record<Sort, string> = {
  assigned: "Last stage assignment",
  registered: "Last registration",
  name: "Name",
  repository: "Repository",
  latest: "Latest version",
};

export interface ModelsView {
  q: string;
  stages: string[];
  repositories: string[];
  labels: string[];
  /** Empty: models, and what nobody gave a type. `*`: everything. */
  types: string[];
  deprecated: boolean;
  sort: Sort;
  descending: boolean;
  hidden: string[];
}

const DEFAULT_DESCENDING: Record<Sort, boolean> = {
  assigned: true,
  registered: true,
  name: false,
  repository: false,
  latest: true,
};

export function readView(url: URLSearchParams): ModelsView {
  const asked = url.get("sort");
  const sort = SORTS.find((known) => known === asked) ?? "assigned";
  const direction = url.get("dir");
  return {
    q: url.get("q") ?? "",
    stages: url.getAll("stage"),
    repositories: url.getAll("repository"),
    labels: url.getAll("label"),
    types: url.getAll("type"),
    deprecated: url.get("deprecated") === "1",
    sort,
    descending: direction === "asc" ? false : direction === "desc" ? true : DEFAULT_DESCENDING[sort],
    hidden: url.getAll("hide"),
  };
}

/** The parameters of `view` in `url`; what is as it is by default is left out, what is not ours is kept. */
export function writeView(view: ModelsView, url: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(url);
  for (const key of ["q", "stage", "repository", "label", "type", "deprecated", "sort", "dir", "hide"])
    next.delete(key);
  if (view.q) next.set("q", view.q);
  for (const [key, values] of [
    ["stage", view.stages],
    ["repository", view.repositories],
    ["label", view.labels],
    ["type", view.types],
    ["hide", view.hidden],
  ] as const) {
    for (const value of values) next.append(key, value);
  }
  if (view.deprecated) next.set("deprecated", "1");
  if (view.sort !== "assigned") next.set("sort", view.sort);
  if (view.descending !== DEFAULT_DESCENDING[view.sort]) next.set("dir", view.descending ? "desc" : "asc");
  return next;
}

/** How many filters hold something back, the search not counted. */
export function narrowed(view: ModelsView): number {
  return view.stages.length + view.repositories.length + view.labels.length + view.types.length;
}

export function select(models: readonly Model[], view: ModelsView): Model[] {
  const words = view.q.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = models.filter(
    (model) =>
      (view.deprecated || model.active || !model.registered) &&
      ofType(model, view.types) &&
      (view.stages.length === 0 || view.stages.some((stage) => stage in model.stages)) &&
      (view.repositories.length === 0 || view.repositories.includes(model.repository)) &&
      view.labels.every((label) => model.labels.includes(label)) &&
      words.every((word) => `${model.name} ${model.repository_name}`.toLowerCase().includes(word)),
  );
  const sign = view.descending ? -1 : 1;
  return chosen.sort((a, b) => sign * compare(a, b, view.sort) || byName(a, b));
}

function ofType(model: Model, types: string[]): boolean {
  if (types.includes("*")) return true;
  if (types.length === 0) return model.type === null || model.type === "model";
  return types.includes(model.type ?? "");
}

function compare(a: Model, b: Model, sort: Sort): number {
  switch (sort) {
    case "name":
      return byName(a, b);
    case "repository":
      return a.repository_name.localeCompare(b.repository_name);
    case "latest":
      return compareVersions(a.latest, b.latest);
    case "registered":
      return moment(a.last_registered_at) - moment(b.last_registered_at);
    case "assigned":
      return moment(a.last_assigned_at) - moment(b.last_assigned_at);
  }
}

function byName(a: Model, b: Model): number {
  return a.name.localeCompare(b.name) || a.repository_name.localeCompare(b.repository_name);
}

function moment(iso: string | null): number {
  return iso === null ? 0 : new Date(iso).getTime();
}

/** Stages of all models, those in use by most first: the order of the columns. */
export function stageColumns(models: readonly Model[]): string[] {
  const used = new Map<string, number>();
  for (const model of models) {
    for (const stage of model.usable_stages) used.set(stage, used.get(stage) ?? 0);
    for (const stage of Object.keys(model.stages)) used.set(stage, (used.get(stage) ?? 0) + 1);
  }
  return [...used].sort(([a, most], [b, other]) => other - most || a.localeCompare(b)).map(([stage]) => stage);
}

/** The values a filter offers, each with the number of models that have it. */
export function facet(models: readonly Model[], values: (model: Model) => readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const model of models) for (const value of values(model)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a.localeCompare(b));
}

/** Columns that are shown only when asked for: `hide=+labels`. */
const HIDDEN_AT_FIRST = new Set(["labels", "type"]);

export function isHidden(view: ModelsView, column: string): boolean {
  return HIDDEN_AT_FIRST.has(column) ? !view.hidden.includes(`+${column}`) : view.hidden.includes(column);
}

/** What to write down so that of these columns the chosen ones are shown. */
export function hiddenBut(chosen: readonly string[], columns: readonly string[]): string[] {
  return columns.flatMap((column) => {
    const isShown = chosen.includes(column);
    if (HIDDEN_AT_FIRST.has(column)) return isShown ? [`+${column}`] : [];
    return isShown ? [] : [column];
  });
}

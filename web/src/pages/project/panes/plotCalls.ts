/** Questions about plots. Keys begin with `plots` and the project, so that news of it finds them. */

import { queryOptions } from "@tanstack/react-query";
import { refusal } from "../../../api/client";
import type { PlotSummary } from "../../../rules/plotTree";
import type { Spec } from "../../../rules/specs";

/** The plots that some rows have. `pending`: how many files are still being fetched. */
export interface PlotList {
  plots: PlotSummary[];
  files?: string[];
  pending: number;
}

export interface SentSeries {
  row: string;
  name: string | null;
  x: number[];
  y: (number | null)[];
}

export interface Picture {
  path: string;
  step: number | null;
  url: string;
}

interface Said {
  errors?: Record<string, string>;
  pending?: number;
}

export type PlotAnswer =
  | (Said & { kind: "lines"; template: string; title: string; x_label: string; y_label: string; series: SentSeries[] })
  | (Said & { kind: "vega"; title?: string; spec: Spec })
  | (Said & { kind: "images"; images: Record<string, Picture[]> })
  | (Said & { kind: "errors" });

export interface FileData extends Said {
  columns: string[];
  rows: Record<string, Record<string, unknown[]>>;
}

/** While files are on their way the page asks again. */
const AGAIN = 1500;
const pendingAgain = (query: { state: { data?: Said | undefined } }) => (query.state.data?.pending ? AGAIN : false);

export const plotList = (project: string, rows: readonly string[]) =>
  queryOptions({
    queryKey: ["plots", project, "list", rows],
    queryFn: ({ signal }) => ask<PlotList>(project, "", { rows: rows.join(",") }, signal),
    enabled: rows.length > 0,
    placeholderData: (before) => before,
    refetchInterval: pendingAgain,
  });

/** What one plot shows of some rows. A commit's files never change: only what is pending is asked for again. */
export const plotData = (project: string, id: string, rows: readonly string[], form: "lines" | "spec" = "lines") =>
  queryOptions({
    queryKey: ["plots", project, "one", id, rows, form],
    queryFn: ({ signal }) =>
      ask<PlotAnswer>(project, "/one", { id, rows: rows.join(","), ...(form === "spec" ? { form } : {}) }, signal),
    enabled: rows.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
    refetchInterval: pendingAgain,
  });

export const fileData = (project: string, file: string, rows: readonly string[]) =>
  queryOptions({
    queryKey: ["plots", project, "data", file, rows],
    queryFn: ({ signal }) => ask<FileData>(project, "/data", { file, rows: rows.join(",") }, signal),
    enabled: rows.length > 0 && file !== "",
    placeholderData: (before) => before,
    refetchInterval: pendingAgain,
  });

async function ask<T>(project: string, path: string, query: Record<string, string>, signal: AbortSignal): Promise<T> {
  const address = `/api/projects/${encodeURIComponent(project)}/plots${path}?${new URLSearchParams(query)}`;
  const response = await fetch(address, {
    credentials: "same-origin",
    signal,
    headers: { Accept: "application/json" },
  });
  if (!response.ok) throw await refusal(response);
  return (await response.json()) as T;
}

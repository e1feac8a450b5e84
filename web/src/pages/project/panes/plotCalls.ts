/** Questions about plots. Keys begin with `plots` and the project, so that news of it finds them. */

import { queryOptions } from "@tanstack/react-query";
import { body, server } from "../../../api/client";
import type { components } from "../../../api/schema";

type Shapes = components["schemas"];
export type PlotAnswer = Shapes["Plot"];
export type FileData = Shapes["PlotData"];

/** While files are on their way the page asks again. */
const AGAIN_MS = 1500;
const pendingAgain = (query: { state: { data?: { pending: number } | undefined } }) =>
  query.state.data?.pending ? AGAIN_MS : false;

/** The plots that some commits have. `pending`: how many of them are not read yet. */
export const plotList = (project: string, commits: readonly string[]) =>
  queryOptions({
    queryKey: ["plots", project, "list", commits],
    queryFn: ({ signal }) =>
      body(
        server.GET("/api/projects/{project}/plots", {
          params: { path: { project }, query: { rows: commits.join(",") } },
          signal,
        }),
      ),
    enabled: commits.length > 0,
    placeholderData: (before) => (commits.length > 0 ? before : undefined),
    refetchInterval: pendingAgain,
  });

/** What one plot shows of some commits. Their files never change: only what is on its way is asked for again. */
export const plotData = (project: string, id: string, commits: readonly string[], form: "best" | "spec" = "best") =>
  queryOptions({
    queryKey: ["plots", project, "one", id, commits, form],
    queryFn: ({ signal }) =>
      body(
        server.GET("/api/projects/{project}/plots/one", {
          params: { path: { project }, query: { id, rows: commits.join(","), form } },
          signal,
        }),
      ),
    enabled: commits.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => (commits.length > 0 ? before : undefined),
    refetchInterval: pendingAgain,
  });

/** A data file of some commits, in columns. */
export const fileData = (project: string, file: string, commits: readonly string[]) =>
  queryOptions({
    queryKey: ["plots", project, "data", file, commits],
    queryFn: ({ signal }) =>
      body(
        server.GET("/api/projects/{project}/plots/data", {
          params: { path: { project }, query: { file, rows: commits.join(",") } },
          signal,
        }),
      ),
    enabled: commits.length > 0 && file !== "",
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => (commits.length > 0 ? before : undefined),
    refetchInterval: pendingAgain,
  });

/** What the files of a commit say, its stages too. */
export const commitValues = (project: string, commit: string | null) =>
  queryOptions({
    queryKey: ["projects", project, "values", commit],
    queryFn: ({ signal }) =>
      body(
        server.GET("/api/projects/{project}/commits/{commit}/values", {
          params: { path: { project, commit: commit ?? "" } },
          signal,
        }),
      ),
    enabled: commit !== null,
  });

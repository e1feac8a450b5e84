/** Questions of the experiments table. Its document is as large as the history: it is read as it comes, untyped by the description. */

import { queryOptions } from "@tanstack/react-query";
import { readForm } from "../rules/runForm";
import type { Run, TableDocument } from "../rules/table";
import type { Kept } from "../rules/view";
import { body, refusal, server } from "./client";
import type { NewQueued } from "./types";

export const table = (project: string) =>
  queryOptions({
    queryKey: ["projects", "table", project],
    queryFn: ({ signal }) => whole(`/api/projects/${encodeURIComponent(project)}/table`, signal),
    // The same stamp is the same document: nothing need be decoded and drawn again.
    structuralSharing: (before, after) =>
      (before as TableDocument | undefined)?.stamp === (after as TableDocument).stamp ? before : after,
  });

export const runs = (project: string) =>
  queryOptions({
    queryKey: ["projects", "live", project],
    queryFn: async ({ signal }) =>
      (await body(server.GET("/api/projects/{project}/live", { params: { path: { project } }, signal }))).runs as Run[],
  });

/** What CI says of commits, by their ids; of most nothing is known. */
export const checks = (project: string) =>
  queryOptions({
    queryKey: ["projects", "checks", project],
    queryFn: ({ signal }) =>
      body(server.GET("/api/projects/{project}/checks", { params: { path: { project } }, signal })),
  });

/** What a new experiment can change of a commit: its params files as fields, the data that DVC tracks. */
export const runForm = (project: string, commit: string) =>
  queryOptions({
    queryKey: ["forms", project, commit],
    queryFn: async ({ signal }) => {
      const path = { project, commit };
      return readForm(
        await body(server.GET("/api/projects/{project}/commits/{commit}/form", { params: { path }, signal })),
      );
    },
    // A commit does not change; which branches there are does.
    staleTime: 10_000,
  });

/** Experiments that wait for a runner, run on one, or ran; the newest first. */
export const queue = (project: string) =>
  queryOptions({
    queryKey: ["projects", "queue", project],
    queryFn: ({ signal }) =>
      body(server.GET("/api/projects/{project}/queue", { params: { path: { project } }, signal })),
  });

/** One of them, with the end of its log. */
export const queued = (project: string, id: string) =>
  queryOptions({
    queryKey: ["projects", "queued", project, id],
    queryFn: ({ signal }) =>
      body(server.GET("/api/projects/{project}/queue/{queued}", { params: { path: { project, queued: id } }, signal })),
  });

export const enqueue = (project: string, experiments: NewQueued) =>
  body(server.POST("/api/projects/{project}/queue", { params: { path: { project } }, body: experiments }));

export const cancelQueued = (project: string, id: string) =>
  body(server.POST("/api/projects/{project}/queue/{queued}/cancel", { params: { path: { project, queued: id } } }));

export const removeQueued = (project: string, id: string) =>
  body(server.DELETE("/api/projects/{project}/queue/{queued}", { params: { path: { project, queued: id } } }));

export const views = (project: string) =>
  queryOptions({
    queryKey: ["projects", "views", project],
    queryFn: ({ signal }) =>
      body(server.GET("/api/projects/{project}/views", { params: { path: { project } }, signal })),
  });

export const addView = (project: string, view: { name: string; state: Kept; default: boolean }) =>
  body(
    server.POST("/api/projects/{project}/views", {
      params: { path: { project } },
      body: { ...view, state: { ...view.state } },
    }),
  );

export const changeView = (
  project: string,
  view: string,
  change: { name?: string; state?: Kept; default?: boolean },
) => {
  const { state, ...rest } = change;
  return body(
    server.PATCH("/api/projects/{project}/views/{view}", {
      params: { path: { project, view } },
      body: { ...rest, ...(state ? { state: { ...state } } : {}) },
    }),
  );
};

export const removeView = (project: string, view: string) =>
  body(server.DELETE("/api/projects/{project}/views/{view}", { params: { path: { project, view } } }));

export const removeRun = (project: string, run: string) =>
  body(server.DELETE("/api/projects/{project}/live/{run}", { params: { path: { project, run } } }));

export const writeNote = (project: string, commit: string, text: string) =>
  body(server.PUT("/api/projects/{project}/notes/{commit}", { params: { path: { project, commit } }, body: { text } }));

export const noteChange = (id: string) =>
  queryOptions({
    queryKey: ["changes", "note", id],
    queryFn: ({ signal }) => body(server.GET("/api/notes/{change}", { params: { path: { change: id } }, signal })),
  });

async function whole(address: string, signal: AbortSignal): Promise<TableDocument> {
  const response = await fetch(address, {
    credentials: "same-origin",
    headers: { Accept: "application/json" },
    signal,
  });
  if (!response.ok) throw await refusal(response);
  return (await response.json()) as TableDocument;
}

/** Edits of files, branches and experiments: what they are asked for, what they would do, and how they go. */

import { queryOptions } from "@tanstack/react-query";
import { body, server } from "./client";
import type { components, paths } from "./schema";

type Shapes = components["schemas"];

/** Whatever can be asked for, by its `action`. */
export type Edit = paths["/api/repositories/{repository}/plan"]["post"]["requestBody"]["content"]["application/json"];
export type EditPlan = Shapes["EditPlan"];
export type EditChange = Shapes["EditChange"];
export type PlannedFile = Shapes["PlannedFile"];

/** Where a commit goes: onto a branch, or onto a new one that begins there, with a pull request or not. */
export interface Target {
  base: string;
  branch: string | null;
  pull_request: { title: string; body: string } | null;
  message: string | null;
}

/** What an edit would do, before it does. */
export const planEdit = (repository: string, edit: Edit) =>
  queryOptions({
    queryKey: ["previews", repository, edit],
    queryFn: ({ signal }) =>
      body(
        server.POST("/api/repositories/{repository}/plan", { params: { path: { repository } }, body: edit, signal }),
      ),
    staleTime: 0,
    gcTime: 10_000,
  });

/** `expected`: the id of the plan that was looked at. */
export const makeEdit = (repository: string, edit: Edit, expected: string) =>
  body(
    server.POST("/api/repositories/{repository}/edits", {
      params: { path: { repository } },
      body: { ...edit, expected },
    }),
  );

export const editChange = (id: string) =>
  queryOptions({
    queryKey: ["changes", "edit", id],
    queryFn: ({ signal }) => body(server.GET("/api/edits/{change}", { params: { path: { change: id } }, signal })),
  });

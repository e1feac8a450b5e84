/** Questions of the experiments table. Its document is as large as the history: it is read as it comes, untyped by the description. */

import { queryOptions } from "@tanstack/react-query";
import type { Run, TableDocument } from "../rules/table";
import { refusal } from "./client";

export interface NamedView {
  id: string;
  name: string;
  state: unknown;
  default: boolean;
}

const of = (project: string) => `/api/projects/${encodeURIComponent(project)}`;

export const table = (project: string) =>
  queryOptions({
    queryKey: ["projects", "table", project],
    queryFn: ({ signal }) => ask<TableDocument>("GET", `${of(project)}/table`, undefined, signal),
    structuralSharing: false,
  });

export const runs = (project: string) =>
  queryOptions({
    queryKey: ["projects", "live", project],
    queryFn: async ({ signal }) => (await ask<{ runs: Run[] }>("GET", `${of(project)}/live`, undefined, signal)).runs,
  });

export const views = (project: string) =>
  queryOptions({
    queryKey: ["projects", "views", project],
    queryFn: ({ signal }) => ask<NamedView[]>("GET", `${of(project)}/views`, undefined, signal),
  });

export const addView = (project: string, view: Pick<NamedView, "name" | "state"> & { default?: boolean }) =>
  ask<NamedView>("POST", `${of(project)}/views`, view);

export const changeView = (project: string, id: string, change: Partial<Omit<NamedView, "id">>) =>
  ask<NamedView>("PATCH", `${of(project)}/views/${encodeURIComponent(id)}`, change);

export const removeView = (project: string, id: string) =>
  ask<void>("DELETE", `${of(project)}/views/${encodeURIComponent(id)}`);

async function ask<T>(method: string, address: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await fetch(address, {
    method,
    credentials: "same-origin",
    headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) throw await refusal(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

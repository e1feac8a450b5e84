/** Every question the pages ask, by name. Paths and parameters are written down here and nowhere else. */

import { queryOptions } from "@tanstack/react-query";
import { ask } from "./client";
import type {
  Alarm,
  Change,
  Commit,
  Comparison,
  FeedEvent,
  Hook,
  Me,
  Model,
  ModelPage,
  NewChange,
  NewProject,
  Oddity,
  Preview,
  Project,
  Repository,
  Request,
  Sync,
  VersionDetails,
} from "./types";

const PAGE = 1000;

/** All pages of a list, one after the other. */
async function all<T>(path: string, query: Record<string, string | number>, signal: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let next: string | null = path;
  let parameters: Record<string, string | number> | undefined = { ...query, limit: PAGE };
  while (next !== null) {
    const { data, headers }: { data: T[]; headers: Headers } = await ask<T[]>("GET", next, {
      query: parameters ?? {},
      signal,
    });
    items.push(...data);
    next = nextPage(headers.get("Link"));
    parameters = undefined;
  }
  return items;
}

function nextPage(link: string | null): string | null {
  const address = link?.split(",").find((part) => /rel="?next"?/.test(part));
  const inside = address && /<([^>]*)>/.exec(address)?.[1];
  if (!inside) return null;
  const url = new URL(inside, location.origin);
  return url.pathname + url.search;
}

const of = (repository: string) => `/api/repositories/${encodeURIComponent(repository)}`;

// --- reading ---------------------------------------------------------------------------------------------------

export const me = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }) => (await ask<Me>("GET", "/api/me", { signal })).data,
  staleTime: 60_000,
});

/** All of them, deprecated ones and other types included: the page filters as one types. */
export const models = (team: string | null) =>
  queryOptions({
    queryKey: ["models", team],
    queryFn: ({ signal }) => all<Model>("/api/models", { deprecated: "true", ...(team ? { team } : {}) }, signal),
  });

export const repositories = queryOptions({
  queryKey: ["repositories"],
  queryFn: ({ signal }) => all<Repository>("/api/repositories", {}, signal),
});

export const projects = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => all<Project>("/api/projects", {}, signal),
});

export const project = (id: string) =>
  queryOptions({
    queryKey: ["projects", id],
    queryFn: async ({ signal }) =>
      (await ask<Project>("GET", `/api/projects/${encodeURIComponent(id)}`, { signal })).data,
  });

export const repository = (id: string) =>
  queryOptions({
    queryKey: ["repositories", id],
    queryFn: async ({ signal }) => (await ask<Repository>("GET", of(id), { signal })).data,
  });

export const problems = (id: string) =>
  queryOptions({
    queryKey: ["repositories", id, "problems"],
    queryFn: async ({ signal }) => (await ask<Oddity[]>("GET", `${of(id)}/problems`, { signal })).data,
  });

export const hook = (id: string) =>
  queryOptions({
    queryKey: ["repositories", id, "hook"],
    queryFn: async ({ signal }) => (await ask<Hook>("GET", `${of(id)}/hook`, { signal })).data,
  });

export const modelPage = (repositoryId: string, name: string, at: string | null) =>
  queryOptions({
    queryKey: ["repositories", repositoryId, "model", name, at],
    queryFn: async ({ signal }) =>
      (await ask<ModelPage>("GET", `${of(repositoryId)}/model`, { query: { name, at }, signal })).data,
  });

export const version = (repositoryId: string, name: string, number: string, at: string | null) =>
  queryOptions({
    queryKey: ["repositories", repositoryId, "version", name, number, at],
    queryFn: async ({ signal }) =>
      (
        await ask<VersionDetails>("GET", `${of(repositoryId)}/version`, {
          query: { name, version: number, at },
          signal,
        })
      ).data,
  });

export const comparison = (repositoryId: string, name: string, before: string, after: string) =>
  queryOptions({
    queryKey: ["repositories", repositoryId, "comparison", name, before, after],
    queryFn: async ({ signal }) =>
      (
        await ask<Comparison>("GET", `${of(repositoryId)}/comparison`, {
          query: { name, before, after },
          signal,
        })
      ).data,
  });

export const commits = (repositoryId: string, artifact: string, q: string) =>
  queryOptions({
    queryKey: ["repositories", repositoryId, "commits", artifact, q],
    queryFn: async ({ signal }) =>
      (await ask<Commit[]>("GET", `${of(repositoryId)}/commits`, { query: { artifact, q, limit: 50 }, signal })).data,
  });

export interface FeedFilter {
  model: string;
  repository: string;
  stage: string;
  person: string;
  event: string;
  since: string;
  until: string;
}

export const FEED_PAGE = 100;

export const feedQuery = (filter: FeedFilter) => ({
  model: filter.model,
  repository: filter.repository,
  stage: filter.stage,
  person: filter.person,
  event: filter.event,
  since: filter.since,
  until: filter.until,
});

export async function feed(filter: FeedFilter, path: string | null, signal: AbortSignal) {
  const { data, headers } = path
    ? await ask<FeedEvent[]>("GET", path, { signal })
    : await ask<FeedEvent[]>("GET", "/api/events", { query: { ...feedQuery(filter), limit: FEED_PAGE }, signal });
  return {
    events: data,
    next: nextPage(headers.get("Link")),
    total: Number(headers.get("X-Total-Count") ?? data.length),
  };
}

export const alarms = queryOptions({
  queryKey: ["alarms"],
  queryFn: ({ signal }) => all<Alarm>("/api/alarms", {}, signal),
});

export const preview = (repositoryId: string, request: Request) =>
  queryOptions({
    queryKey: ["repositories", repositoryId, "preview", request],
    queryFn: async ({ signal }) =>
      (await ask<Preview>("POST", `${of(repositoryId)}/preview`, { body: request, signal })).data,
    staleTime: 0,
    gcTime: 10_000,
  });

export const change = (id: string) =>
  queryOptions({
    queryKey: ["changes", id],
    queryFn: async ({ signal }) =>
      (await ask<Change>("GET", `/api/changes/${encodeURIComponent(id)}`, { signal })).data,
  });

// --- writing ---------------------------------------------------------------------------------------------------

export async function makeChange(repositoryId: string, request: NewChange): Promise<Change> {
  return (await ask<Change>("POST", `${of(repositoryId)}/changes`, { body: request })).data;
}

export async function syncRepository(id: string): Promise<Sync> {
  return (await ask<Sync>("POST", `${of(id)}/sync`)).data;
}

export async function addProjects(project: NewProject): Promise<Project[]> {
  return (await ask<Project[]>("POST", "/api/projects", { body: project })).data;
}

export async function acknowledge(alarm: string): Promise<Alarm> {
  return (await ask<Alarm>("POST", `/api/alarms/${encodeURIComponent(alarm)}/acknowledge`)).data;
}

export async function signIn(username: string, password: string): Promise<Me> {
  return (await ask<Me>("POST", "/api/session", { body: { username, password } })).data;
}

export async function signOut(): Promise<void> {
  await ask("DELETE", "/api/session");
}

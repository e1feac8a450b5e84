/** Questions about git connections: what lets a person or a team in at a forge. */

import { queryOptions } from "@tanstack/react-query";
import { body, server } from "./client";
import type { components } from "./schema";

export type GitConnection = components["schemas"]["GitConnection"];
export type NewGitConnection = components["schemas"]["NewGitConnection"];
export type ForgeRepository = components["schemas"]["ForgeRepository"];

/** How often a connection that is being tried is looked at, should the notice of its end be missed. */
const LOOK_MS = 2000;

export const gitConnections = queryOptions({
  queryKey: ["git-connections", "list"],
  queryFn: ({ signal }) => body(server.GET("/api/git-connections", { signal })),
  refetchInterval: ({ state: { data } }) => (data?.some(({ state }) => state === "trying") ? LOOK_MS : false),
});

export const forgeRepositories = (id: string, search: string) =>
  queryOptions({
    queryKey: ["git-connections", "repositories", id, search],
    queryFn: ({ signal }) =>
      body(
        server.GET("/api/git-connections/{git_connection}/repositories", {
          params: { path: { git_connection: id }, query: { search } },
          signal,
        }),
      ),
    refetchInterval: ({ state: { data } }) => (data?.connection.state === "trying" ? LOOK_MS : false),
  });

const at = (id: string) => ({ params: { path: { git_connection: id } } });

export const addGitConnection = (wish: NewGitConnection) => body(server.POST("/api/git-connections", { body: wish }));

export const changeGitConnection = (id: string, by: { token: string } | { private_key: string }) =>
  body(server.PATCH("/api/git-connections/{git_connection}", { ...at(id), body: by }));

export const testGitConnection = (id: string) =>
  body(server.POST("/api/git-connections/{git_connection}/test", at(id)));

export const removeGitConnection = (id: string) => body(server.DELETE("/api/git-connections/{git_connection}", at(id)));

/** Every question the pages ask, by name. Keys begin with what is asked about, so that news of it finds them. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { body, nextPage, Refusal, server } from "./client";
import type {
  Event,
  Model,
  NewChange,
  NewInvite,
  NewPerson,
  NewProject,
  NewSubscription,
  NewToken,
  ProjectChange,
  Request,
  Role,
  SubscriptionChange,
} from "./types";

const MODELS_PAGE = 5000;
/** Each waits for some seconds on the server. */
const DOWNLOAD_TRIES = 30;

// --- reading ---------------------------------------------------------------------------------------------------

export const me = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => body(server.GET("/api/me", { signal })),
  staleTime: 60_000,
});

/** All of them, deprecated ones and other types included: the page filters as one types. */
export const models = (team: string | null) =>
  queryOptions({
    queryKey: ["models", team],
    queryFn: async ({ signal }) => {
      const found: Model[] = [];
      for (;;) {
        const query = { deprecated: true, limit: MODELS_PAGE, offset: found.length, ...(team ? { team } : {}) };
        const { data = [], response } = await server.GET("/api/models", { params: { query }, signal });
        found.push(...data);
        if (data.length === 0 || nextPage(response.headers.get("Link")) === null) return found;
      }
    },
  });

export const repositories = queryOptions({
  queryKey: ["repositories"],
  queryFn: ({ signal }) => body(server.GET("/api/repositories", { signal })),
});

export const repository = (id: string) =>
  queryOptions({
    queryKey: ["repositories", id],
    queryFn: ({ signal }) =>
      body(server.GET("/api/repositories/{repository}", { params: { path: { repository: id } }, signal })),
  });

export const problems = (id: string) =>
  queryOptions({
    queryKey: ["repositories", id, "problems"],
    queryFn: ({ signal }) =>
      body(server.GET("/api/repositories/{repository}/problems", { params: { path: { repository: id } }, signal })),
  });

export const dataRemotes = (id: string) =>
  queryOptions({
    queryKey: ["repositories", id, "remotes"],
    queryFn: ({ signal }) =>
      body(server.GET("/api/repositories/{repository}/remotes", { params: { path: { repository: id } }, signal })),
  });

export const ciWorkflows = (id: string) =>
  queryOptions({
    queryKey: ["repositories", id, "workflows"],
    queryFn: ({ signal }) =>
      body(server.GET("/api/repositories/{repository}/workflows", { params: { path: { repository: id } }, signal })),
  });

export const repositoryForge = (id: string) =>
  queryOptions({
    queryKey: ["repositories", id, "forge"],
    queryFn: ({ signal }) =>
      body(server.GET("/api/repositories/{repository}/forge", { params: { path: { repository: id } }, signal })),
  });

/** By whose right whoever is signed in pushes there. */
export const actingRight = (id: string) =>
  queryOptions({
    queryKey: ["repositories", id, "acting"],
    queryFn: ({ signal }) =>
      body(server.GET("/api/repositories/{repository}/acting", { params: { path: { repository: id } }, signal })),
  });

export const hook = (id: string) =>
  queryOptions({
    queryKey: ["hooks", id],
    queryFn: ({ signal }) =>
      body(server.GET("/api/repositories/{repository}/hook", { params: { path: { repository: id } }, signal })),
  });

export const projects = (team: string | null) =>
  queryOptions({
    queryKey: ["projects", "list", team],
    queryFn: ({ signal }) => body(server.GET("/api/projects", { params: { query: team ? { team } : {} }, signal })),
  });

export const project = (id: string) =>
  queryOptions({
    queryKey: ["projects", "one", id],
    queryFn: ({ signal }) => body(server.GET("/api/projects/{project}", { params: { path: { project: id } }, signal })),
  });

export const modelPage = (id: string, name: string, at: string | null) =>
  queryOptions({
    queryKey: ["repositories", id, "model", name, at],
    queryFn: ({ signal }) =>
      body(
        server.GET("/api/repositories/{repository}/model", {
          params: { path: { repository: id }, query: { name, ...(at ? { at } : {}) } },
          signal,
        }),
      ),
  });

export const version = (id: string, name: string, number: string, at: string | null) =>
  queryOptions({
    queryKey: ["repositories", id, "version", name, number, at],
    queryFn: ({ signal }) =>
      body(
        server.GET("/api/repositories/{repository}/version", {
          params: { path: { repository: id }, query: { name, version: number, ...(at ? { at } : {}) } },
          signal,
        }),
      ),
  });

export const comparison = (id: string, name: string, before: string, after: string) =>
  queryOptions({
    queryKey: ["repositories", id, "comparison", name, before, after],
    queryFn: ({ signal }) =>
      body(
        server.GET("/api/repositories/{repository}/comparison", {
          params: { path: { repository: id }, query: { name, before, after } },
          signal,
        }),
      ),
  });

export const commits = (id: string, artifact: string, q: string) =>
  queryOptions({
    queryKey: ["repositories", id, "commits", artifact, q],
    queryFn: ({ signal }) =>
      body(
        server.GET("/api/repositories/{repository}/commits", {
          params: { path: { repository: id }, query: { artifact, limit: 50, ...(q ? { q } : {}) } },
          signal,
        }),
      ),
  });

export const branches = (id: string) =>
  queryOptions({
    queryKey: ["repositories", id, "branches"],
    queryFn: ({ signal }) =>
      body(server.GET("/api/repositories/{repository}/branches", { params: { path: { repository: id } }, signal })),
  });

/** Those that Studio opened and that wait for a decision. */
export const openPullRequests = (team: string | null, repository: string | null = null) =>
  queryOptions({
    queryKey: ["models", "pull-requests", team, repository],
    queryFn: ({ signal }) => {
      const query = { state: "open" as const, ...(team ? { team } : {}), ...(repository ? { repository } : {}) };
      return body(server.GET("/api/pull-requests", { params: { query }, signal }));
    },
  });

/** What CI says of commits; of those that nobody knows yet the forge is asked, and the pages are told. */
export const commitChecks = (id: string, commits: string[]) =>
  queryOptions({
    queryKey: ["repositories", id, "checks", commits],
    queryFn: ({ signal }) =>
      body(
        server.GET("/api/repositories/{repository}/checks", {
          params: { path: { repository: id }, query: { commits: commits.join(",") } },
          signal,
        }),
      ),
  });

export interface FeedFilter {
  model?: string;
  repository?: string;
  team?: string;
  stage?: string;
  person?: string;
  event?: Event["event"][];
  since?: string;
  until?: string;
}

export const feed = (filter: FeedFilter) =>
  infiniteQueryOptions({
    queryKey: ["feed", filter],
    queryFn: async ({ signal, pageParam }) => {
      const query = { ...filter, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) };
      const { data = [], response } = await server.GET("/api/events", { params: { query }, signal });
      return { events: data, next: nextPage(response.headers.get("Link"))?.get("cursor") ?? null };
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

export const alarms = (team: string | null) =>
  queryOptions({
    queryKey: ["alarms", team],
    queryFn: ({ signal }) =>
      body(server.GET("/api/alarms", { params: { query: { acknowledged: true, ...(team ? { team } : {}) } }, signal })),
  });

export const preview = (id: string, request: Request) =>
  queryOptions({
    queryKey: ["previews", id, request],
    queryFn: ({ signal }) =>
      body(
        server.POST("/api/repositories/{repository}/preview", {
          params: { path: { repository: id } },
          body: request,
          signal,
        }),
      ),
    staleTime: 0,
    gcTime: 10_000,
  });

export const change = (id: string) =>
  queryOptions({
    queryKey: ["changes", id],
    queryFn: ({ signal }) => body(server.GET("/api/changes/{change}", { params: { path: { change: id } }, signal })),
  });

export const changes = (id: string) =>
  queryOptions({
    queryKey: ["repositories", id, "changes"],
    queryFn: ({ signal }) =>
      body(server.GET("/api/repositories/{repository}/changes", { params: { path: { repository: id } }, signal })),
  });

/** Where the files of a version can be had for an hour: file → address. A worker may have to look first. */
export async function downloads(of: {
  repository: string;
  name: string;
  version: string;
}): Promise<Record<string, string>> {
  const query = { repo: of.repository, name: of.name, version: of.version };
  for (let left = DOWNLOAD_TRIES; ; left--) {
    try {
      return await body(server.GET("/api/model-registry/get-download-uris", { params: { query } }));
    } catch (error) {
      if (!(error instanceof Refusal && error.code === "not-here-yet") || left === 0) throw error;
    }
  }
}

export const tokens = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => body(server.GET("/api/tokens", { signal })),
});

/** Whoever looks here has just started something, and waits for it. */
export const connection = queryOptions({
  queryKey: ["connection"],
  queryFn: ({ signal }) => body(server.GET("/api/connection", { signal })),
  refetchInterval: 3_000,
});

export const people = queryOptions({
  queryKey: ["people"],
  queryFn: ({ signal }) => body(server.GET("/api/people", { signal })),
});

export const teams = queryOptions({
  queryKey: ["teams"],
  queryFn: ({ signal }) => body(server.GET("/api/teams", { signal })),
});

export const members = (team: string) =>
  queryOptions({
    queryKey: ["teams", team, "members"],
    queryFn: ({ signal }) => body(server.GET("/api/teams/{team}/members", { params: { path: { team } }, signal })),
  });

export const invites = (team: string) =>
  queryOptions({
    queryKey: ["teams", team, "invites"],
    queryFn: ({ signal }) => body(server.GET("/api/teams/{team}/invites", { params: { path: { team } }, signal })),
  });

export const audit = (action: string | null) =>
  infiniteQueryOptions({
    queryKey: ["audit", action],
    queryFn: async ({ signal, pageParam }) => {
      const query = { limit: 100, ...(action ? { action } : {}), ...(pageParam ? { before: pageParam } : {}) };
      const { data = [], response } = await server.GET("/api/audit", { params: { query }, signal });
      return { entries: data, next: nextPage(response.headers.get("Link"))?.get("before") ?? null };
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

export const subscriptions = (team: string) =>
  queryOptions({
    queryKey: ["subscriptions", "list", team],
    queryFn: ({ signal }) =>
      body(server.GET("/api/teams/{team}/subscriptions", { params: { path: { team } }, signal })),
  });

export const subscription = (id: string) =>
  queryOptions({
    queryKey: ["subscriptions", "one", id],
    queryFn: ({ signal }) =>
      body(server.GET("/api/subscriptions/{subscription}", { params: { path: { subscription: id } }, signal })),
  });

export const dispatches = (id: string, state: string | null) =>
  infiniteQueryOptions({
    queryKey: ["subscriptions", "dispatches", id, state],
    queryFn: async ({ signal, pageParam }) => {
      const query = { limit: 50, ...(state ? { state } : {}), ...(pageParam ? { before: pageParam } : {}) };
      const { data = [], response } = await server.GET("/api/subscriptions/{subscription}/dispatches", {
        params: { path: { subscription: id }, query },
        signal,
      });
      return { rows: data, next: nextPage(response.headers.get("Link"))?.get("before") ?? null };
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

export const invitation = (secret: string) =>
  queryOptions({
    queryKey: ["invitation", secret],
    queryFn: ({ signal }) => body(server.POST("/api/invitation", { body: { secret }, signal })),
    retry: false,
  });

export const deviceLogin = (code: string) =>
  queryOptions({
    queryKey: ["device-login", code],
    queryFn: ({ signal }) => body(server.GET("/api/device-login/{code}", { params: { path: { code } }, signal })),
    retry: false,
  });

// --- writing ---------------------------------------------------------------------------------------------------

export const makeChange = (id: string, request: NewChange) =>
  body(server.POST("/api/repositories/{repository}/changes", { params: { path: { repository: id } }, body: request }));

export const syncRepository = (id: string) =>
  body(server.POST("/api/repositories/{repository}/sync", { params: { path: { repository: id } } }));

export const changeRepository = (
  id: string,
  change: {
    name?: string;
    username?: string;
    password?: string;
    ssh_key?: string;
    forget_credentials?: boolean;
    poll_seconds?: number | null;
  },
) =>
  body(
    server.PATCH("/api/repositories/{repository}", {
      params: { path: { repository: id } },
      body: { forget_credentials: false, ...change },
    }),
  );

export const removeRepository = (id: string) =>
  body(server.DELETE("/api/repositories/{repository}", { params: { path: { repository: id } } }));

export const attachRemote = (id: string, name: string, fields: Record<string, string>) =>
  body(
    server.PUT("/api/repositories/{repository}/remotes", {
      params: { path: { repository: id } },
      body: { name, fields },
    }),
  );

export const detachRemote = (id: string, name: string) =>
  body(
    server.DELETE("/api/repositories/{repository}/remotes", {
      params: { path: { repository: id }, query: { name } },
    }),
  );

export const lookAtForge = (id: string) =>
  body(server.POST("/api/repositories/{repository}/forge", { params: { path: { repository: id } } }));

export const renewHook = (id: string) =>
  body(server.POST("/api/repositories/{repository}/hook", { params: { path: { repository: id } } }));

export const addProjects = (project: NewProject) => body(server.POST("/api/projects", { body: project }));

export const changeProject = (id: string, change: ProjectChange) =>
  body(server.PATCH("/api/projects/{project}", { params: { path: { project: id } }, body: change }));

export const removeProject = (id: string) =>
  body(server.DELETE("/api/projects/{project}", { params: { path: { project: id } } }));

export const importAgain = (id: string) =>
  body(server.POST("/api/projects/{project}/import", { params: { path: { project: id } } }));

export const acknowledge = (alarm: string) =>
  body(server.POST("/api/alarms/{alarm}/acknowledge", { params: { path: { alarm } } }));

export const signIn = (username: string, password: string) =>
  body(server.POST("/api/session", { body: { username, password } }));

export const signOut = () => body(server.DELETE("/api/session"));

export const changeMe = (change: {
  name?: string;
  email?: string;
  password?: string;
  current_password?: string;
  revoke_tokens?: boolean;
}) => body(server.PATCH("/api/me", { body: { revoke_tokens: false, ...change } }));

export const endSessions = () => body(server.DELETE("/api/me/sessions"));

export const makeToken = (token: NewToken) => body(server.POST("/api/tokens", { body: token }));

export const revokeToken = (id: string) =>
  body(server.DELETE("/api/tokens/{token}", { params: { path: { token: id } } }));

export const addPerson = (person: NewPerson) => body(server.POST("/api/people", { body: person }));

export const changePerson = (id: string, change: { admin?: boolean; disabled?: boolean }) =>
  body(
    server.PATCH("/api/people/{person}", {
      params: { path: { person: id } },
      body: { revoke_tokens: false, ...change },
    }),
  );

export const addTeam = (team: { slug: string; name: string }) => body(server.POST("/api/teams", { body: team }));

export const changeTeam = (team: string, change: { slug?: string; name?: string }) =>
  body(server.PATCH("/api/teams/{team}", { params: { path: { team } }, body: change }));

export const removeTeam = (team: string) => body(server.DELETE("/api/teams/{team}", { params: { path: { team } } }));

export const setRole = (team: string, person: string, role: Role) =>
  body(server.PUT("/api/teams/{team}/members/{person}", { params: { path: { team, person } }, body: { role } }));

export const removeMember = (team: string, person: string) =>
  body(server.DELETE("/api/teams/{team}/members/{person}", { params: { path: { team, person } } }));

export const invite = (team: string, wish: NewInvite) =>
  body(server.POST("/api/teams/{team}/invites", { params: { path: { team } }, body: wish }));

export const withdrawInvite = (team: string, id: string) =>
  body(server.DELETE("/api/teams/{team}/invites/{invite}", { params: { path: { team, invite: id } } }));

export const addSubscription = (team: string, wish: NewSubscription) =>
  body(server.POST("/api/teams/{team}/subscriptions", { params: { path: { team } }, body: wish }));

export const changeSubscription = (id: string, change: SubscriptionChange) =>
  body(server.PATCH("/api/subscriptions/{subscription}", { params: { path: { subscription: id } }, body: change }));

export const removeSubscription = (id: string) =>
  body(server.DELETE("/api/subscriptions/{subscription}", { params: { path: { subscription: id } } }));

export const renewSubscriptionSecret = (id: string) =>
  body(server.POST("/api/subscriptions/{subscription}/secret", { params: { path: { subscription: id } } }));

export const pingSubscription = (id: string) =>
  body(server.POST("/api/subscriptions/{subscription}/ping", { params: { path: { subscription: id } } }));

export const replaySubscription = (id: string, since: string) =>
  body(
    server.POST("/api/subscriptions/{subscription}/replay", {
      params: { path: { subscription: id } },
      body: { since },
    }),
  );

export const retryDispatch = (id: string, dispatch: string) =>
  body(
    server.POST("/api/subscriptions/{subscription}/dispatches/{dispatch}/retry", {
      params: { path: { subscription: id, dispatch } },
    }),
  );

export const acceptInvitation = (secret: string, account: NewPerson | null) =>
  body(server.POST("/api/invitation/accept", { body: { secret, account } }));

export const answerDevice = (code: string, allow: boolean) =>
  body(server.POST("/api/device-login/answer", { body: { user_code: code, allow } }));

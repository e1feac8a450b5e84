/** Forges as people choose them: their names, where they are, and what a token there has to allow. */

export interface ForgeKind {
  id: "github" | "gitlab" | "gitea" | "bitbucket" | "azure";
  name: string;
  /** Where it is for everybody; null: only people's own servers. */
  home: string | null;
  /** What a token has to allow, in the forge's words. */
  scopes: string;
  /** Where tokens are made, below its address; null: it depends on the account. */
  tokens: string | null;
  /** Why a user name is wanted beside the token; null: it is not. */
  username: string | null;
}

export const FORGES: ForgeKind[] = [
  {
    id: "github",
    name: "GitHub",
    home: "https://github.com",
    scopes: "the scope repo, or fine-grained: contents, pull requests, commit statuses and webhooks, read and write",
    tokens: "/settings/tokens",
    username: null,
  },
  {
    id: "gitlab",
    name: "GitLab",
    home: "https://gitlab.com",
    scopes: "the scope api",
    tokens: "/-/user_settings/personal_access_tokens",
    username: null,
  },
  {
    id: "gitea",
    name: "Gitea or Forgejo",
    home: null,
    scopes: "read:user and write:repository",
    tokens: null,
    username: null,
  },
  {
    id: "bitbucket",
    name: "Bitbucket",
    home: "https://bitbucket.org",
    scopes: "read and write of repositories, pull requests and webhooks",
    tokens: null,
    username: "The account's e-mail address, for tokens of Bitbucket Cloud that belong to an account.",
  },
  {
    id: "azure",
    name: "Azure DevOps",
    home: "https://dev.azure.com",
    scopes: "Code (read, write & status)",
    tokens: null,
    username: null,
  },
];

export function forge(id: string): ForgeKind | undefined {
  return FORGES.find((each) => each.id === id);
}

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
  /** Whether an app can let us in, too. */
  apps?: true;
}

export const FORGES: ForgeKind[] = [
  {
    id: "github",
    name: "GitHub",
    home: "https://github.com",
    scopes: "the scope repo, or fine-grained: contents, pull requests, commit statuses and webhooks, read and write",
    tokens: "/settings/tokens",
    username: null,
    apps: true,
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

/** What an app at GitHub has to be allowed, in the words of its API: rules/apps.py. */
export const APP_PERMISSIONS = {
  contents: "write",
  metadata: "read",
  pull_requests: "write",
  checks: "read",
  statuses: "write",
  repository_hooks: "write",
};

/** Where an app for us is made, the form filled in: at the GitHub at an address, for an organisation or for oneself. */
export function appForm(address: string, organisation: string, studio: string): string {
  const typed = address.trim().replace(/\/+$/, "") || "https://github.com";
  const home = /^https?:\/\//.test(typed) ? typed : `https://${typed}`;
  const whose = organisation.trim() ? `/organizations/${encodeURIComponent(organisation.trim())}` : "";
  const asked = {
    name: ["gto-studio", organisation.trim()].filter(Boolean).join("-"),
    url: studio,
    public: "false",
    webhook_active: "false",
    ...APP_PERMISSIONS,
  };
  return `${home}${whose}/settings/apps/new?${new URLSearchParams(asked)}`;
}

export function forge(id: string): ForgeKind | undefined {
  return FORGES.find((each) => each.id === id);
}

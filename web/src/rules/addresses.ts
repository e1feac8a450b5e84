/** Addresses of pages. Both ways: what a page needs → path, path → what it needs. */

export function modelPath(repository: string, name: string, version?: string | null): string {
  const whole = version ? `${name}@${version}` : name;
  return `/models/${encodeURIComponent(repository)}/${whole.split("/").map(segment).join("/")}`;
}

/** Readable where it may be: `@` and `:` are allowed in a path as they are. */
function segment(text: string): string {
  return encodeURIComponent(text).replaceAll("%40", "@").replaceAll("%3A", ":");
}

/** The part after the repository: `name` or `name@version`. A name has no `@`, but a folder before its `:` may. */
export function readModelPath(rest: string): { name: string; version: string | null } {
  const at = rest.lastIndexOf("@");
  if (at <= 0 || at < rest.lastIndexOf(":")) return { name: rest, version: null };
  return { name: rest.slice(0, at), version: rest.slice(at + 1) || null };
}

/** Another page for the same team: whoever chose one keeps it. */
export function pagePath(path: string, url: URLSearchParams): string {
  const team = url.get("team");
  return team ? `${path}?${new URLSearchParams({ team })}` : path;
}

export function projectPath(id: string): string {
  return `/projects/${encodeURIComponent(id)}`;
}

/** Commits in a project's table, with panes open beside it. */
export function rowsPath(project: string, commits: string[], panes: string[]): string {
  const rows = [...new Set(commits)].join(",");
  return `${projectPath(project)}?${new URLSearchParams({ commits: rows, plotted: rows, panels: panes.join(",") })}`;
}

/** What an address says of an action's dialog. `as`: the number that a version is to get. */
export const ACTION_KEYS = ["do", "on", "of", "to", "as"] as const;

/** The address of an action's dialog over the page one is on. */
export function actionSearch(
  current: URLSearchParams,
  action: { do: string; on?: string | null; version?: string | null; stage?: string | null; as?: string | null },
): string {
  const next = new URLSearchParams(current);
  for (const key of ACTION_KEYS) next.delete(key);
  next.set("do", action.do);
  if (action.on) next.set("on", action.on);
  if (action.version) next.set("of", action.version);
  if (action.stage) next.set("to", action.stage);
  if (action.as) next.set("as", action.as);
  return `?${next}`;
}

/** What an address says of a dialog over the experiments table: which one, and about which rows. */
export const ASK_KEYS = ["ask", "about"] as const;

/** The address of a dialog over the experiments table; `null` closes it. */
export function askSearch(current: URLSearchParams, ask: string | null, about: readonly string[] = []): string {
  const next = new URLSearchParams(current);
  for (const key of ASK_KEYS) next.delete(key);
  if (ask !== null) {
    next.set("ask", ask);
    next.set("about", about.join(","));
  }
  return `?${next}`;
}

/** Only a path of our own may follow a sign-in. Browsers leave out tabs and line ends, so `/\t/host` is `//host` to them. */
export function safeReturn(asked: string | null): string {
  if (!asked?.startsWith("/") || asked.startsWith("//") || asked.includes("\\")) return "/";
  if ([...asked].some((sign) => sign <= " " || sign === "\x7f")) return "/";
  return asked;
}

/** Where an editor that asked for a token is to be told of it: an address of one that is known, and of no other program. */
export function editorAddress(asked: string | null): string | null {
  return asked && /^(vscode|vscode-insiders|vscodium|cursor):\/\/[\w.-]+\//.test(asked) ? asked : null;
}

/** An address out of data becomes a link only if it leads to the web. */
export function webAddress(url: string | null | undefined): string | null {
  return url && /^https?:\/\//i.test(url) ? url : null;
}

/** A provider's address of ours, with the page to come back to. */
export function signInAddress(url: string, to: string): string {
  if (!url.startsWith("/") || url.startsWith("//")) return webAddress(url) ?? "/sign-in";
  return `${url}${url.includes("?") ? "&" : "?"}to=${encodeURIComponent(to)}`;
}

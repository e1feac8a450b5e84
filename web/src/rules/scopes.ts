import type { NewToken } from "../api/types";

type Scope = NewToken["scopes"][number];

/** What a token may be for, in the order in which it is offered: its name, and what that means. */
export const SCOPES: readonly [Scope, string][] = [
  ["read", "look at everything that you may look at"],
  ["write", "registry actions, projects and repositories"],
  ["models", "read the registry and get models"],
  ["experiments", "live metrics and notices of pushed experiments"],
  ["runner", "run queued experiments: gto studio runner"],
  ["datasets", "what clients of data sets ask for"],
  ["admin", "teams, people and settings"],
];

/** "live metrics and notices of pushed experiments"; a name that is not known stands for itself. */
export function scopeWords(name: string): string {
  return SCOPES.find(([known]) => known === name)?.[1] ?? name;
}

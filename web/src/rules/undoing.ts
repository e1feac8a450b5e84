/** The opposite of what was done: a new event, never the removal of one. */

import type { Change, Request } from "../api/types";

export interface Undoing {
  do: Request["action"];
  version: string | null;
  stage: string | null;
  /** Of a version that is to be registered again: its commit. */
  commit: string | null;
  /** What the button says after "Undo: ". */
  words: string;
}

/** What takes a change back that was done; null where no single action does. */
export function opposite(change: Change): Undoing | null {
  const { request, tags } = change;
  const made = tags.at(-1);
  if (change.state !== "done" || made === undefined) return null;
  const nothing = { version: null, stage: null, commit: null };
  switch (request.action) {
    case "register": {
      const version = versionOf(made.tag);
      return version === "" ? null : { ...nothing, do: "deregister", version, words: `deregister ${version}` };
    }
    case "assign":
      return { ...nothing, do: "unassign", stage: request.stage ?? null, words: `unassign ${request.stage}` };
    case "unassign": {
      const { version, stage } = request;
      if (!version || !stage) return null;
      return { ...nothing, do: "assign", version, stage, words: `assign ${stage} to ${version}` };
    }
    case "deregister": {
      const version = versionOf(made.tag);
      return version === ""
        ? null
        : { ...nothing, do: "register", version, commit: made.commit, words: `register ${version}` };
    }
    case "deprecate":
      return null; // its versions and stages would have to be given again, one by one
  }
}

/** `churn@v1.0.0`, `churn@v1.0.0!#2` → `v1.0.0`. A name has no `@`; a folder before its `:` may. */
function versionOf(tag: string): string {
  return /@(v[^@!#]+)!?(#\d+)?$/.exec(tag)?.[1] ?? "";
}

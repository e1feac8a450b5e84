/** Where a change of files goes: onto a branch as it is, or onto a new one with a pull request. */

import type { Target } from "../api/edits";

/** What the form holds; empty text where the server's own suggestion counts. */
export interface Where {
  base: string;
  way: "commit" | "request";
  branch: string;
  title: string;
  body: string;
  message: string;
}

/** How a form begins. `suggestion`: what a new branch is called unless somebody says otherwise. */
export function whereAtFirst(base: string | null | undefined, suggestion: string): Where {
  return { base: base ?? "", way: "commit", branch: branchName(suggestion), title: "", body: "", message: "" };
}

/** What the server is asked for. A pull request without a title has the first line of the message. */
export function targetOf(where: Where): Target {
  const message = where.message.trim() || null;
  if (where.way === "commit") return { base: where.base, branch: null, pull_request: null, message };
  return {
    base: where.base,
    branch: where.branch.trim(),
    pull_request: { title: where.title.trim() || (message?.split("\n", 1)[0] ?? ""), body: where.body.trim() },
    message,
  };
}

/** Why the server need not be asked yet; null: it may be. */
export function lacking(where: Where): string | null {
  if (where.base.trim() === "") return "Say which branch.";
  if (where.way === "request" && where.branch.trim() === "") return "Name the new branch.";
  if (where.way === "request" && where.branch.trim() === where.base) return "The new branch needs a name of its own.";
  return null;
}

/** Text made fit for the name of a branch: "add nlp/churn: v1" → "add-nlp/churn-v1". */
export function branchName(text: string): string {
  return text
    .replace(/[^A-Za-z0-9._/-]+/g, "-")
    .replace(/\.{2,}|@\{/g, "-")
    .replace(/\/{2,}/g, "/")
    .replace(/\.lock(?=\/|$)/g, "-lock")
    .replace(/(^|\/)[.-]+/g, "$1")
    .replace(/[-./]+$/g, "");
}

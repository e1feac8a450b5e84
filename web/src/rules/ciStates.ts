/** What CI says of a commit, in words and signs. */

import type { CommitChecks } from "../api/types";

type State = CommitChecks["checks"][number]["state"];

export const CHECK_ICONS: Record<State, "clock" | "spin" | "check" | "warn" | "minus"> = {
  queued: "clock",
  running: "spin",
  passed: "check",
  failed: "warn",
  cancelled: "minus",
  skipped: "minus",
};

/** "running, 2 of 3 done", "failed: lint", "passed". */
export function checkWords({ state, checks }: Pick<CommitChecks, "state" | "checks">): string {
  if (state === "failed") {
    const failed = checks.filter((each) => each.state === "failed").map(({ name }) => name);
    return failed.length > 0 ? `failed: ${failed.join(", ")}` : "failed";
  }
  if (state === "running" && checks.length > 1) {
    const done = checks.filter((each) => each.state !== "queued" && each.state !== "running").length;
    return `running, ${done} of ${checks.length} done`;
  }
  return state === "none" ? "nothing yet" : state;
}

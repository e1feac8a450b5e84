/** Which CI runs an event of the registry started: it pushed a tag, and they began after that. */

import type { CommitChecks, Event } from "../api/types";

type Check = CommitChecks["checks"][number];

/** Clocks of a person's machine and of a forge differ by about so much, and a run begins about so soon. */
const SLACK_MS = 60_000;

/**
 * The tag of each event → the CI runs of its commit that began after it, and before the next event on that commit. Where
 * the last event was long before, a run that seems to have begun just before an event is this event's.
 * `events`: the newest first. A run that does not say when it began is nobody's.
 */
export function triggered(
  events: readonly Pick<Event, "tag" | "commit" | "created_at">[],
  checks: Readonly<Record<string, CommitChecks>>,
): Map<string, Check[]> {
  const found = new Map<string, Check[]>();
  for (const [commit, said] of Object.entries(checks)) {
    const here = events.filter((event) => event.commit === commit);
    for (const check of said.checks) {
      if (!check.started_at) continue;
      const began = new Date(check.started_at).getTime();
      const after = (event: (typeof here)[number]) => began - new Date(event.created_at).getTime();
      const last = here.find((event) => after(event) >= 0);
      const next = here.findLast((event) => after(event) < 0 && after(event) >= -SLACK_MS);
      const event = last && after(last) <= SLACK_MS ? last : (next ?? last);
      if (event) found.set(event.tag, [...(found.get(event.tag) ?? []), check]);
    }
  }
  return found;
}

/** The commits of these events, each once and no more than one may ask about. */
export function commitsAsked(events: readonly Pick<Event, "commit">[], most = 50): string[] {
  return [...new Set(events.map(({ commit }) => commit))].slice(0, most);
}

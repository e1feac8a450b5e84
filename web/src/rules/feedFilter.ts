/** Which events the activity page asks for: URL → the server's parameters. */

import type { FeedFilter } from "../api/calls";
import type { Event } from "../api/types";
import { edge } from "./dates";
import { EVENT_WORDS } from "./words";

export const FILTER_KEYS = ["q", "repository", "stage", "person", "since", "until", "event"] as const;

export function readFilter(url: URLSearchParams): FeedFilter {
  const filter: FeedFilter = {};
  const text = (key: string) => url.get(key)?.trim() || undefined;
  const [model, repository, stage, person] = [text("q"), text("repository"), text("stage"), text("person")];
  if (model) filter.model = model;
  if (repository) filter.repository = repository;
  if (stage) filter.stage = stage;
  if (person) filter.person = person;
  const [since, until] = [day(url.get("since")), day(url.get("until"))];
  if (since) filter.since = edge(since, "start");
  if (until) filter.until = edge(until, "end");
  const events = url.getAll("event").filter((each): each is Event["event"] => each in EVENT_WORDS);
  if (events.length > 0) filter.event = events;
  const team = text("team");
  if (team) filter.team = team;
  return filter;
}

/** Whether anything is left out that the team has. */
export function isFiltered(filter: FeedFilter): boolean {
  return Object.keys(filter).some((key) => key !== "team");
}

/** A date that is only half typed is no date yet. */
function day(text: string | null): string | undefined {
  return text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
}

export function exportPath(filter: FeedFilter, format: "csv" | "json"): string {
  const query = new URLSearchParams({ format });
  for (const [key, value] of Object.entries(filter)) {
    for (const each of Array.isArray(value) ? value : [value]) query.append(key, each);
  }
  return `/api/events/export?${query}`;
}

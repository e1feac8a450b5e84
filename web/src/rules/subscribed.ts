/** What a subscription is told of: kinds of events as people say them, and lists as they are typed. */

import type { NewSubscription, Subscription } from "../api/types";

type Kind = NewSubscription["kinds"][number];

export const KINDS: { kind: Kind; says: string }[] = [
  { kind: "artifact.registered", says: "a version is registered" },
  { kind: "artifact.assigned", says: "a version is assigned to a stage" },
  { kind: "artifact.unassigned", says: "a stage is taken from a version" },
  { kind: "artifact.deregistered", says: "a version is taken back" },
  { kind: "artifact.deprecated", says: "an artifact is deprecated" },
];

/** As the server keeps them: none is all, those that come later included. */
export const kept = (chosen: Kind[]): Kind[] => (chosen.length === KINDS.length ? [] : chosen);

/** `churn, cv-*` as its parts. */
export const listed = (text: string | undefined): string[] =>
  (text ?? "")
    .split(/[,\s]+/)
    .map((part) => part.trim())
    .filter(Boolean);

/** `artifact.assigned of churn in prod`, `everything`. */
export function summary({ kinds, artifacts, stages }: Pick<Subscription, "kinds" | "artifacts" | "stages">): string {
  const what = kinds.length > 0 ? kinds.map((kind) => kind.replace("artifact.", "")).join(", ") : "everything";
  const whose = artifacts.length > 0 ? ` of ${artifacts.join(", ")}` : "";
  return `${what}${whose}${stages.length > 0 ? `; stages: ${stages.join(", ")}` : ""}`;
}

/** Sentences about what happened. */

import type { Event, Request } from "../api/types";

export const EVENT_VERBS: Record<Event["event"], string> = {
  registration: "registered",
  deregistration: "deregistered",
  assignment: "assigned",
  unassignment: "unassigned",
  deprecation: "deprecated",
  creation: "created",
};

export const EVENT_WORDS: Record<Event["event"], string> = {
  registration: "Registrations",
  deregistration: "Deregistrations",
  assignment: "Assignments",
  unassignment: "Unassignments",
  deprecation: "Deprecations",
  creation: "Creations",
};

export const ACTION_WORDS: Record<Request["action"], string> = {
  register: "Register",
  assign: "Assign",
  unassign: "Unassign",
  deregister: "Deregister",
  deprecate: "Deprecate",
};

/** "not a repository" → "Not a repository." */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  const first = trimmed[0] ?? "";
  // A quoted name or an id at the start keeps its case.
  const capital = /^[a-z]+[ ,']/.test(trimmed) ? first.toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?:…]$/.test(capital) ? capital : `${capital}.`;
}

/** What an action under way does: "assigning prod to v1.2.0". */
export function doing(request: Request): string {
  const version = request.version ?? "the next version";
  switch (request.action) {
    case "register":
      return `registering ${version}`;
    case "assign":
      return `assigning ${request.stage} to ${request.version ?? "a version"}`;
    case "unassign":
      return `unassigning ${request.stage}`;
    case "deregister":
      return `deregistering ${request.version}`;
    case "deprecate":
      return `deprecating ${request.artifact}`;
  }
}

/** Edits of files, branches and experiments: what they are asked for, what they would do, and how they go. */

import type { Failure } from "./types";

export interface Target {
  base: string;
  branch: string | null;
  pull_request: { title: string; body: string } | null;
  message: string | null;
}

export interface PlannedFile {
  path: string;
  status: "added" | "changed" | "removed";
  diff: string;
}

export interface EditPlan {
  id: string;
  commits: { branch: string; is_new: boolean; parent: string | null; message: string; files: PlannedFile[] }[];
  refs: { ref: string; before: string | null; after: string | null }[];
  pull_request: {
    title: string;
    body: string;
    base: string;
    head: string;
    possible: boolean;
    link: string | null;
    why_not: string | null;
  } | null;
  remarks: string[];
  command: string | null;
  refusal: Failure | null;
}

export interface EditChange {
  id: string;
  repository: string;
  state: "queued" | "running" | "done" | "failed";
  author: string;
  made: { ref: string; object: string }[];
  pull_requests: { number: number; url: string; state: "open" | "merged" | "closed" }[];
  parts: { what: string; done: boolean; error: Failure | null }[];
  error: Failure | null;
  created_at: string;
  ended_at: string | null;
}

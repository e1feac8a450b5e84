import { expect, it } from "vitest";
import type { CommitChecks } from "../api/types";
import { checkWords } from "./ciStates";

type State = CommitChecks["checks"][number]["state"];

const check = (name: string, state: State) => ({ name, state });

it.each<[CommitChecks["state"], [string, State][], string]>([
  ["none", [], "nothing yet"],
  ["queued", [["train", "queued"]], "queued"],
  ["running", [["train", "running"]], "running"],
  [
    "running",
    [
      ["lint", "passed"],
      ["train", "running"],
      ["report", "queued"],
    ],
    "running, 1 of 3 done",
  ],
  ["passed", [["train", "passed"]], "passed"],
  [
    "failed",
    [
      ["lint", "failed"],
      ["train", "running"],
    ],
    "failed: lint",
  ],
  ["failed", [["train", "cancelled"]], "failed"],
])("%s of %j is %j", (state, checks, words) =>
  expect(checkWords({ state, checks: checks.map(([name, each]) => check(name, each)) })).toBe(words),
);

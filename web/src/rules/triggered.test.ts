import { expect, it } from "vitest";
import type { CommitChecks } from "../api/types";
import { commitsAsked, triggered } from "./triggered";

const said = (...checks: [string, string | null][]): CommitChecks => ({
  state: "passed",
  checks: checks.map(([name, started_at]) => ({ name, state: "passed", url: null, started_at, ended_at: null })),
  url: null,
  asked_at: null,
  watched: false,
});

const EVENTS = [
  { tag: "churn#prod#3", commit: "a", created_at: "2026-03-01T12:00:00+00:00" },
  { tag: "churn#dev#2", commit: "a", created_at: "2026-03-01T11:00:00+00:00" },
  { tag: "churn@v1.0.0", commit: "a", created_at: "2026-03-01T10:00:00+00:00" },
  { tag: "churn@v0.9.0", commit: "b", created_at: "2026-03-01T09:00:00+00:00" },
];

it("gives each CI run to the event after which it began", () => {
  const found = triggered(EVENTS, {
    a: said(
      ["push", "2026-03-01T08:00:00Z"],
      ["deploy dev", "2026-03-01T11:00:09Z"],
      ["deploy prod", "2026-03-01T11:59:30Z"], // by a clock that is late
      ["tests", "2026-03-01T13:00:00Z"],
      ["status", null],
    ),
    c: said(["deploy", "2026-03-01T13:00:00Z"]),
  });
  expect([...found].map(([tag, checks]) => [tag, checks.map(({ name }) => name)])).toEqual([
    ["churn#dev#2", ["deploy dev"]],
    ["churn#prod#3", ["deploy prod", "tests"]],
  ]);
});

it("gives a run to the event that it followed at once, though another came soon after", () => {
  const events = [
    { tag: "churn#dev#2", commit: "a", created_at: "2026-03-01T10:00:40+00:00" },
    { tag: "churn@v1.0.0", commit: "a", created_at: "2026-03-01T10:00:00+00:00" },
  ];
  const runs = said(
    ["early", "2026-03-01T09:59:50Z"],
    ["publish", "2026-03-01T10:00:05Z"],
    ["deploy", "2026-03-01T10:00:45Z"],
  );
  expect([...triggered(events, { a: runs })].map(([tag, checks]) => [tag, checks.map(({ name }) => name)])).toEqual([
    ["churn@v1.0.0", ["early", "publish"]],
    ["churn#dev#2", ["deploy"]],
  ]);
});

it("asks about each commit once", () => {
  expect(commitsAsked(EVENTS)).toEqual(["a", "b"]);
  expect(commitsAsked(EVENTS, 1)).toEqual(["a"]);
});

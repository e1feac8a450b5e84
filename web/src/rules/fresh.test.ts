import { expect, it } from "vitest";
import { freshCells } from "./fresh";
import { decode, withRuns } from "./table";
import { EXAMPLE, RUN } from "./table.example";

it("is what a running run sent since", () => {
  const stored = decode(structuredClone(EXAMPLE));
  const before = withRuns(stored, [RUN]);
  const sent = { ...RUN, metrics: { "eval.json": { data: { test: { acc: 0.6, loss: 0.9, f1: 0.1 } } } } };
  expect([...freshCells(before, withRuns(stored, [sent]))]).toEqual([
    "r1 metrics:eval.json:test.acc",
    "r1 metrics:eval.json:test.f1",
  ]);
  expect(freshCells(before, withRuns(stored, [{ ...sent, state: "finished" }])).size).toBe(0);
  expect(freshCells(null, before).size).toBe(0);
  expect(freshCells(stored, before).size).toBe(0);
});

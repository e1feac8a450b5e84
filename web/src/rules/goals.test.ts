import { expect, it } from "vitest";
import { bests, mark } from "./goals";
import { decode } from "./table";
import { EXAMPLE } from "./table.example";

const table = decode(structuredClone(EXAMPLE));
const ACC = "metrics:eval.json:test.acc";
const LOSS = "metrics:eval.json:test.loss";

it("finds the best of the rows, whichever way is up, and never NaN", () => {
  const found = bests(table, [0, 1, 2, 3], { [ACC]: "up", [LOSS]: "down", "metrics:gone:x": "up" });
  expect(Object.fromEntries(found)).toEqual({ [ACC]: 0.91234567, [LOSS]: 0.21 });
  expect(bests(table, [7], { [ACC]: "up" }).size).toBe(0);
});

it.each([
  [0.9, 0.8, 0.95, "up", "better"],
  [0.9, 0.8, 0.9, "up", "best"],
  [0.7, 0.8, 0.9, "up", "worse"],
  [0.5, 0.8, 0.9, "up", "much-worse"],
  [0.7, 0.8, 0.1, "down", "better"],
  [0.8, 0.8, 0.9, "up", null],
  [null, 0.8, 0.9, "up", null],
  [Number.NaN, 0.8, 0.9, "up", null],
  [0.9, null, 0.95, "up", null],
] as const)("%d beside %d, best %d, %s: %s", (value, base, best, goal, said) => {
  expect(mark(value, base, best, goal)).toBe(said);
});

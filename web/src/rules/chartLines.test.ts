import { describe, expect, it } from "vitest";
import { chartLines, grouped } from "./chartLines";

const ROWS = [
  { id: "a", label: "main", colour: 3 },
  { id: "b", label: "outer-mobs", colour: 0 },
];
const series = (row: string, name: string | null) => ({ row, name, x: [1, 0], y: [2, 1] });

describe("lines of a chart", () => {
  it("are called and coloured as their rows, in ascending x", () => {
    expect(chartLines([series("a", null), series("b", null)], ROWS)).toEqual([
      { row: "a", name: null, label: "main", colour: 3, dash: 0, x: [0, 1], y: [1, 2] },
      { row: "b", name: null, label: "outer-mobs", colour: 0, dash: 0, x: [0, 1], y: [1, 2] },
    ]);
  });

  it("differ in dashes where a row has several, and say which they are", () => {
    const made = chartLines([series("a", "x.csv::acc"), series("a", "x.csv::loss"), series("b", "x.csv::loss")], ROWS);
    expect(made.map(({ label, dash }) => [label, dash])).toEqual([
      ["main · acc", 0],
      ["main · loss", 1],
      ["outer-mobs · loss", 1],
    ]);
  });

  it("say the file where the field is not enough", () => {
    const made = chartLines([series("a", "train.csv::acc"), series("a", "test.csv::acc")], ROWS);
    expect(made.map(({ label }) => label)).toEqual(["main · train.csv::acc", "main · test.csv::acc"]);
  });

  it("leave out rows that are no longer there", () => expect(chartLines([series("gone", null)], ROWS)).toEqual([]));
});

it("says a reason once", () => {
  expect(grouped({ a: "too big", b: "not in Git", c: "too big" })).toEqual([
    { reason: "too big", rows: ["a", "c"] },
    { reason: "not in Git", rows: ["b"] },
  ]);
});

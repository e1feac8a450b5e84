import { expect, it } from "vitest";
import { coloursOf, only, switched } from "./plotted";

it("gives each row the first colour that is free, and takes none from another", () => {
  let plotted: string[] = [];
  for (const id of ["a", "b", "c", "b", "d"]) plotted = switched(plotted, id);
  expect(Object.fromEntries(coloursOf(plotted))).toEqual({ a: 0, d: 1, c: 2 });
  expect(switched(["a", "b"], "b")).toEqual(["a"]);
  expect(switched(["a", "", "c"], "c")).toEqual(["a"]);
});

it("has colours for rows that are only ticked, beside those that are on", () => {
  expect(Object.fromEntries(coloursOf(["", "b"], ["x", "b"]))).toEqual({ b: 1, x: 0 });
});

it("can be set as a whole", () => {
  expect(only(["a", "b", "c"], ["c", "x"])).toEqual(["x", "", "c"]);
  expect(only(["a"], [])).toEqual([]);
});

import { describe, expect, it } from "vitest";
import { align, ascending, extended, extent, positive, type Series, smoothed } from "./lines";

const line = (x: number[], y: (number | null)[], row = "r"): Series => ({ row, name: null, x, y });

describe("one x for all lines", () => {
  it("is the x there is, where all have the same", () => {
    const x = [0, 1, 2];
    const aligned = align([line(x, [1, 2, 3]), line([0, 1, 2], [4, 5, 6])]);
    expect(aligned.x).toBe(x);
    expect(aligned.ys).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it("leaves a line without a point where only another has one, and keeps its holes", () => {
    expect(align([line([0, 2], [1, null]), line([1, 2, 3], [5, 6, 7])])).toEqual({
      x: [0, 1, 2, 3],
      ys: [
        [1, undefined, null, undefined],
        [undefined, 5, 6, 7],
      ],
    });
  });

  it("lets a line stand twice at one x, as an ROC curve does", () => {
    expect(align([line([0, 0, 0, 1], [0, 0.5, 0.7, 1]), line([0, 1, 1], [0, 0.4, 1])])).toEqual({
      x: [0, 0, 0, 1, 1],
      ys: [
        [0, 0.5, 0.7, 1, undefined],
        [0, undefined, undefined, 0.4, 1],
      ],
    });
  });

  it("has nothing of nothing", () => {
    expect(align([])).toEqual({ x: [], ys: [] });
    expect(align([line([], []), line([1], [1])])).toEqual({ x: [1], ys: [[undefined], [1]] });
  });
});

describe("the order of points", () => {
  it("ascends, and leaves out what has no x", () => {
    expect(ascending(line([2, Number.NaN, 1, 2], [1, 2, 3, 4]))).toMatchObject({ x: [1, 2, 2], y: [3, 1, 4] });
  });
  it("copies nothing that is in order", () => {
    const given = line([1, 1, 2], [1, 2, 3]);
    expect(ascending(given)).toBe(given);
  });
});

describe("smoothing", () => {
  const noisy = line(
    Array.from({ length: 200 }, (_, at) => at),
    Array.from({ length: 200 }, (_, at) => at / 10 + (at % 2 ? 1 : -1)),
  );

  it("is none at the left end of the slider", () => expect(smoothed(noisy, 0.001)).toBe(noisy));

  it("finds the line in the noise", () => {
    const { x, y } = smoothed(noisy, 0.5);
    expect(x).toHaveLength(200);
    for (const at of [20, 100, 180]) expect(y[at]).toBeCloseTo(at / 10, 0);
  });

  it("leaves a straight line straight, holes and all", () => {
    const { x, y } = smoothed(line([0, 1, 2, 3, 4], [0, 2, null, 6, 8]), 0.9);
    expect(x).toEqual([0, 1, 3, 4]);
    for (const [at, value] of y.entries()) expect(value).toBeCloseTo((x[at] as number) * 2, 6);
  });

  it("takes long lines in their stride", () => {
    const many = 100_000;
    const long = line(
      Array.from({ length: many }, (_, at) => at),
      Array.from({ length: many }, (_, at) => Math.sin(at / 20_000)),
    );
    const { x, y } = smoothed(long, 0.02);
    expect(x.length).toBeLessThanOrEqual(1500);
    expect(Math.max(...x.map((value, at) => Math.abs((y[at] as number) - Math.sin(value / 20_000))))).toBeLessThan(
      0.01,
    );
  });

  it("gives back what is too short to be smoothed", () => {
    const two = line([0, 1], [1, 2]);
    expect(smoothed(two, 0.5)).toBe(two);
  });
});

it("leaves out what a logarithmic axis can't show", () => {
  const given = line([0, 1, 2], [1, -1, 3]);
  expect(positive(given, { x: false, y: false })).toBe(given);
  expect(positive(given, { x: true, y: true })).toMatchObject({ x: [1, 2], y: [null, 3] });
});

describe("a growing line", () => {
  it("takes new points, and the last word on a step", () => {
    const grown = extended(line([0, 1], [1, 2]), [
      [1, 2.5],
      [2, 3],
    ]);
    expect(grown).toMatchObject({ x: [0, 1, 2], y: [1, 2.5, 3] });
    expect(extended(grown, [])).toBe(grown);
  });
  it("puts a late step where it belongs", () => {
    expect(extended(line([0, 5], [0, 5]), [[3, 3]])).toMatchObject({ x: [0, 3, 5], y: [0, 3, 5] });
  });
});

it("knows how far values reach", () => {
  expect(
    extent([
      [1, null, 3],
      [undefined, -2],
    ]),
  ).toEqual([-2, 3]);
  expect(extent([[null]])).toBeNull();
});

import { describe, expect, it } from "vitest";
import { count, delta, flat, full, metric, number, short } from "./values";

describe("values", () => {
  it.each([
    [0.123456789, "0.12346"],
    [12, "12"],
    [1e-7, "1.0000e-7"],
    [123456789.5, "1.2346e+8"],
    [0, "0"],
  ])("%d is shown as %s", (value, text) => {
    expect(number(value)).toBe(text);
  });

  it("never rounds what is copied", () => {
    expect(full(0.123456789)).toBe("0.123456789");
    expect(short(0.123456789)).toBe("0.12346");
    expect(full({ a: [1] })).toBe('{"a":[1]}');
    expect(full(null)).toBe("–");
  });

  it("says how much a number changed, and nothing of text", () => {
    expect(delta(0.8, 0.9)).toBe("+0.1 (+12.5 %)");
    expect(delta(0.9, 0.8)).toBe("−0.1 (−11.1 %)");
    expect(delta(0.01, 64)).toBe("+63.99 (×6400)");
    expect(delta(0, 64)).toBe("+64");
    expect(delta(0.01, -64)).toBe("−64.01 (−640000 %)");
    expect(delta("a", "b")).toBeNull();
  });

  it("flattens nested keys in order", () => {
    expect(flat({ train: { lr: 0.1, layers: [1, 2] }, seed: 3, empty: {} })).toEqual([
      ["train.lr", 0.1],
      ["train.layers", [1, 2]],
      ["seed", 3],
      ["empty", {}],
    ]);
  });

  it("reads numbers that JSON lacks", () => {
    expect([metric({ $: "nan" }), metric({ $: "-inf" }), metric(0.5), metric(null), metric({ $: "x" })]).toEqual([
      Number.NaN,
      -Infinity,
      0.5,
      null,
      { $: "x" },
    ]);
  });

  it("counts", () => {
    expect(count(1, "model")).toBe("1 model");
    expect(count(1240, "commit")).toBe("1,240 commits");
  });
});

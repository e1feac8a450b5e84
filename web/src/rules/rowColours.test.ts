import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROW_COLOURS, rowColours } from "./rowColours";

describe("colours of rows", () => {
  it("gives the first twelve rows different ones", () => {
    const rows = Array.from({ length: ROW_COLOURS }, (_, index) => `row ${index}`);
    expect(new Set(rowColours(rows).values()).size).toBe(ROW_COLOURS);
  });

  it("lets a row keep its own, whoever comes and goes", () => {
    const before = rowColours(["a", "b", "c"]);
    const after = rowColours(["x", "c", "a"], before);
    expect(after.get("c")).toBe(before.get("c"));
    expect(after.get("a")).toBe(before.get("a"));
    expect(after.get("x")).toBe(before.get("b"));
    expect([...after.keys()]).toEqual(["x", "c", "a"]);
  });

  it("uses each twice before any thrice", () => {
    const rows = Array.from({ length: 24 }, (_, index) => String(index));
    const uses = new Map<number, number>();
    for (const colour of rowColours(rows).values()) uses.set(colour, (uses.get(colour) ?? 0) + 1);
    expect(new Set(uses.values())).toEqual(new Set([2]));
  });
});

const tokens = readFileSync(join(import.meta.dirname, "../styles/tokens.css"), "utf8");
const palette = [...tokens.matchAll(/--row-(\d+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map(
  ([, place, light, dark]) => ({ place: Number(place), light: light ?? "", dark: dark ?? "" }),
);
const linear = (hex: string): [number, number, number] => {
  const part = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
};
const luminance = ([r, g, b]: [number, number, number]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const contrast = (one: string, other: string) => {
  const [high, low] = [luminance(linear(one)), luminance(linear(other))].sort((a, b) => b - a);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
};
/** What an eye without green cones sees of it (Viénot 1999), as OKLab. */
function deuteranope(hex: string): [number, number, number] {
  const [r, g, b] = linear(hex);
  return oklab([0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b]);
}
function oklab([r, g, b]: [number, number, number]): [number, number, number] {
  const l = Math.cbrt(0.4122 * r + 0.5363 * g + 0.0514 * b);
  const m = Math.cbrt(0.2119 * r + 0.6807 * g + 0.1074 * b);
  const s = Math.cbrt(0.0883 * r + 0.2817 * g + 0.6299 * b);
  return [
    0.2105 * l + 0.7936 * m - 0.0041 * s,
    1.978 * l - 2.4286 * m + 0.4506 * s,
    0.0259 * l + 0.7828 * m - 0.8087 * s,
  ];
}
const apart = (one: number[], other: number[]) => Math.hypot(...one.map((value, index) => value - (other[index] ?? 0)));

describe("the palette of rows", () => {
  it("has twelve", () => expect(palette.map(({ place }) => place)).toEqual([...Array(ROW_COLOURS).keys()]));

  for (const [theme, ground] of [
    ["light", "#ffffff"],
    ["dark", "#0e1116"],
  ] as const) {
    it(`stands out from the ${theme} ground`, () => {
      for (const colour of palette) expect(contrast(colour[theme], ground)).toBeGreaterThanOrEqual(3);
    });

    it(`keeps the first six apart for eyes without green cones, ${theme}`, () => {
      const seen = palette.slice(0, 6).map((colour) => deuteranope(colour[theme]));
      for (const [index, one] of seen.entries()) {
        for (const other of seen.slice(index + 1)) expect(apart(one, other)).toBeGreaterThan(0.06);
      }
    });
  }
});

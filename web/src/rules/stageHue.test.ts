import { expect, it } from "vitest";
import { stageHue } from "./stageHue";

it("is the same everywhere, so that people learn it", () => {
  expect([stageHue("dev"), stageHue("prod"), stageHue("staging")]).toEqual([11, 2, 8]);
});

it("keeps the usual stages apart", () => {
  const usual = ["dev", "staging", "stage", "prod", "production", "test"].map(stageHue);
  expect(new Set(usual).size).toBe(usual.length);
});

it("takes any text", () => {
  for (const name of ["", "🚀", "<script>", "x".repeat(10_000)]) {
    expect(stageHue(name)).toBeGreaterThanOrEqual(0);
    expect(stageHue(name)).toBeLessThan(12);
  }
});

import { describe, expect, it } from "vitest";
import { pictureAt, steps } from "./pictures";

const at = (step: number | null) => ({ path: `images/${step}.png`, step, url: `/${step}` });

describe("pictures of steps", () => {
  it("knows all steps of all rows", () => {
    expect(steps({ a: [at(10), at(2)], b: [at(2), at(3)], c: [] })).toEqual([2, 3, 10]);
    expect(steps({ a: [at(null)] })).toEqual([]);
  });

  it("shows the newest up to a step, to rows that log less often too", () => {
    const pictures = [at(10), at(0), at(5)];
    expect(pictureAt(pictures, 5)?.step).toBe(5);
    expect(pictureAt(pictures, 7)?.step).toBe(5);
    expect(pictureAt(pictures, 99)?.step).toBe(10);
    expect(pictureAt([at(5)], 0)?.step).toBe(5);
    expect(pictureAt(pictures, null)?.step).toBe(10);
    expect(pictureAt([], 3)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { decode } from "../../../rules/table";
import { EXAMPLE } from "../../../rules/table.example";
import { layout, widthAt } from "./layout";

const table = decode(structuredClone(EXAMPLE));
const PLAIN = { goals: {}, delta: false };
const acc = table.columns.findIndex(({ id }) => id === "metrics:eval.json:test.acc");
const text = table.columns.findIndex(({ id }) => id === "params:params.yaml:train.arch");

describe("where columns are", () => {
  it("leaves room for the sign of a difference and for the mark of a goal", () => {
    const width = (shown: typeof PLAIN, index = acc) => widthAt(layout(table.columns, 0, 1400, shown), index);
    const goals = { "metrics:eval.json:test.acc": "up" as const };
    expect(width({ goals: {}, delta: true })).toBeGreaterThan(width(PLAIN));
    expect(width({ goals, delta: false })).toBeGreaterThan(width(PLAIN));
    expect(width({ goals, delta: true })).toBeGreaterThan(width({ goals, delta: false }));
    expect(width({ goals, delta: true }, text)).toBe(width(PLAIN, text));
  });

  it("puts one column beside the other, pinned ones in the block that stays", () => {
    const at = layout(table.columns, 2, 1400, { goals: {}, delta: true });
    expect(at.left[1]).toBe((at.left[0] as number) + widthAt(at, 0));
    expect(at.frozen).toBe((at.left[1] as number) + widthAt(at, 1));
    expect(at.left[2]).toBe(0);
    expect(at.total).toBe(at.frozen + (at.left.at(-1) as number));
  });
});

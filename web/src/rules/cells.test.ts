import { describe, expect, it } from "vitest";
import { brief, bytes, difference, numeric, readBytes, whole } from "./cells";
import { type Cell, type Column, decode } from "./table";
import { EXAMPLE } from "./table.example";

const table = decode(structuredClone(EXAMPLE));
const [ACC, , CHURN, DATA, , ARCH] = table.columns as [Column, Column, Column, Column, Column, Column];

describe("a cell", () => {
  it.each<[Column, Cell, string, string]>([
    [ACC, 0.91234567, "0.91235", "0.91234567"],
    [ACC, 12, "12", "12"],
    [ACC, undefined, "–", ""],
    [ACC, null, "null", "null"],
    [ACC, Number.NaN, "NaN", "NaN"],
    [ACC, Number.NEGATIVE_INFINITY, "−∞", "-Infinity"],
    [ARCH, [0.123456789, "b"], "[0.12346, b]", '[0.123456789,"b"]'],
    [ARCH, true, "true", "true"],
    [DATA, [1048576, null, "aaaa"], "1.05 MB", "1,048,576 bytes, aaaa"],
    [DATA, [2097152, 158, "bbbb"], "158 items", "2,097,152 bytes, 158 files, bbbb"],
    [DATA, [null, null, "0123456789"], "0123456", "0123456789"],
    [DATA, undefined, "–", ""],
    [CHURN, { version: "v1.1.0", stages: ["prod"], name: "churn" }, "v1.1.0", "v1.1.0, prod"],
    [CHURN, { version: null, stages: [], name: "churn" }, "", "not registered"],
  ])("is short in the table and whole on hover", (column, cell, short, long) => {
    expect([brief(column, cell), whole(column, cell)]).toEqual([short, long]);
  });

  it.each<[Column, Cell, Cell, string | null]>([
    [ACC, 0.3, 0.1, "+0.2"],
    [ACC, 0.1, 0.3, "−0.2"],
    [ACC, 1e-20, 3e-20, "−2.0000e-20"],
    [ACC, 1, 1, "0"],
    [ACC, Number.NaN, 1, "–"],
    [ACC, undefined, 1, null],
    [ARCH, "a", "b", null],
    [DATA, [3000, null, "a"], [1000, null, "b"], "+2 kB"],
  ])("differs from the baseline's by this much", (column, cell, base, text) => {
    expect(difference(column, cell, base)).toBe(text);
  });

  it("counts as a number where it is one, or a size", () => {
    expect([numeric(ACC, 1), numeric(DATA, [5, null, "x"]), numeric(ARCH, "5"), numeric(ACC, undefined)]).toEqual([
      1,
      5,
      null,
      null,
    ]);
  });
});

it("reads sizes as it writes them", () => {
  for (const size of [0, 999, 1000, 1_500, 13_400_000, 2e9, 7e12]) expect(readBytes(bytes(size))).toBe(size);
  expect([bytes(999_700), readBytes("1 KiB"), readBytes("x")]).toEqual(["1 MB", 1024, null]);
});

import { describe, expect, it } from "vitest";
import { axis, brushed, fileLines, label, plottable, points, varying } from "./explore";
import { decode } from "./table";
import { EXAMPLE } from "./table.example";

const table = decode(EXAMPLE);
const rows = [0, 1, 2, 3, 4];
const columns = plottable(table, rows);
const column = (id: string) => {
  const found = table.columnById.get(id);
  if (!found) throw new Error(id);
  return found;
};
const acc = column("metrics:eval.json:test.acc");
const loss = column("metrics:eval.json:test.loss");
const lr = column("params:params.yaml:train.lr");
const arch = column("params:params.yaml:train.arch");

it("offers metrics and parameters that some row has", () => {
  expect(columns.map(({ kind }) => kind)).not.toContain("files");
  expect(plottable(table, [7]).map(({ id }) => id)).not.toContain(acc.id);
});

it("calls a column by its path, and by its file where that is not enough", () => {
  expect(label(acc, columns)).toBe("test.acc");
  expect(label(acc, [...columns, { ...acc, id: "twin", file: "other.json" }])).toBe("test.acc (eval.json)");
});

describe("axes", () => {
  it("are of numbers, or of texts in order", () => {
    expect(axis(acc, rows, columns).texts).toBeNull();
    const texts = axis(arch, rows, columns);
    expect(texts.texts).toEqual(['["a","b"]', "resnet18"]);
    expect(rows.map(texts.of)).toEqual([1, 1, 1, 0, 1]);
  });

  it("have no place for NaN, nor for what is absent", () => {
    expect(axis(loss, rows, columns).of(1)).toBeNull();
    expect(axis(acc, rows, columns).of(7)).toBeNull();
  });

  it("are at first the parameters that vary, then the metrics", () => {
    expect(varying(columns, rows)).toEqual([lr.id, arch.id, acc.id, loss.id]);
    expect(varying(columns, [2, 2])).toEqual([]);
  });
});

it("pairs what rows have of both", () => {
  expect(points(rows, axis(lr, rows, columns), axis(loss, rows, columns))).toEqual({
    row: [3, 2, 4, 0],
    x: [0.001, 0.01, 0.01, 0.1],
    y: [0.3, 0.25, 0.4, 0.21],
  });
});

it("says a brush as ranges of columns", () => {
  const axes = [lr, arch, acc].map((each) => axis(each, rows, columns));
  expect(brushed(axes, [[0.08123456789, 0.0123456789], [0, 1], null])).toEqual([
    { column: lr.id, low: 0.01235, high: 0.08123 },
  ]);
});

it("draws one field of a file against another", () => {
  const rows = { a: { step: [0, 1], acc: ["0.5", "nan"] }, b: { step: [0] } };
  expect(fileLines(rows, "step", "acc")).toEqual([{ row: "a", name: null, x: [0, 1], y: [0.5, null] }]);
});

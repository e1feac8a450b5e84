import { describe, expect, it } from "vitest";
import {
  type Column,
  comparable,
  createdAt,
  decode,
  failuresOf,
  missing,
  rowId,
  rowOf,
  subject,
  type Table,
  withRuns,
} from "./table";
import { EXAMPLE, RUN } from "./table.example";

const fresh = () => decode(structuredClone(EXAMPLE));
const column = (table: Table, id: string) => table.columnById.get(id) as Column;

describe("the server's columns", () => {
  it("answer for each row, and where there is none, with nothing", () => {
    const table = fresh();
    const acc = column(table, "metrics:eval.json:test.acc");
    expect([0, 7, 8, 99].map((row) => acc.of(row))).toEqual([0.91234567, undefined, undefined, undefined]);
    const arch = column(table, "params:params.yaml:train.arch");
    expect([0, 3, 7].map((row) => arch.of(row))).toEqual(["resnet18", ["a", "b"], undefined]);
  });

  it("have the numbers that JSON lacks", () => {
    const loss = column(fresh(), "metrics:eval.json:test.loss");
    expect(loss.of(1)).toBeNaN();
    expect(loss.of(7)).toBe(Number.POSITIVE_INFINITY);
  });

  it("say which files changed", () => {
    const data = column(fresh(), "files:data/train.csv");
    expect([3, 4, 5].map((row) => data.changed(row))).toEqual([false, true, false]);
    expect(data.name).toBe("data/train.csv");
  });

  it("have equal keys for equal values only", () => {
    const values = [undefined, null, "null", 1, "1", -1, "-1", true, "true", Number.NaN, "NaN", [1, "1"], ["1", 1], 0];
    expect(new Set(values.map(comparable)).size).toBe(values.length);
    expect(comparable([1, { a: 2 }])).toBe(comparable([1, { a: 2 }]));
  });

  it("survive an answer with too few values", () => {
    const table = decode({ ...structuredClone(EXAMPLE), values: [] });
    expect(table.columns.map((each) => each.of(0))).toEqual(table.columns.map(() => undefined));
  });
});

describe("live runs", () => {
  it("are further rows, with new columns at the end of their kind", () => {
    const table = withRuns(fresh(), [RUN]);
    const live = table.size;
    expect(column(table, "metrics:eval.json:test.acc").of(live)).toBe(0.5);
    expect(column(table, "params:params.yaml:seed").of(live)).toBe(42);
    expect(column(table, "params:params.yaml:seed").key(live)).toBe(column(table, "params:params.yaml:seed").key(0));
    const step = column(table, "metrics:dvclive/metrics.json:step");
    expect([step.of(live), step.of(0), step.type]).toEqual([3, undefined, "number"]);
    expect(table.columns.map(({ kind }) => kind).join()).toBe(
      "metrics,metrics,metrics,models,files,params,params,params",
    );
    expect(table.columns.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(createdAt(table, live)).toBe(RUN.started);
  });

  it("may be begun from commits that the table does not show yet", () => {
    const known = { ...RUN, detached: false };
    const away = { ...known, baseline: "b".repeat(40) };
    expect(
      missing(fresh(), [known, away, { ...away, id: "2" }, { ...away, baseline: "0".repeat(40), detached: true }]),
    ).toEqual([away.baseline]);
    expect(missing(fresh(), [known, RUN])).toEqual([]);
  });

  it("leave again", () => {
    const table = fresh();
    expect(withRuns(table, [])).toBe(table);
  });

  it("may send a number as a structure of its own, and nothing at all", () => {
    const table = withRuns(fresh(), [
      { ...RUN, metrics: { "m.json": { data: { a: { $: "nan" }, data: 1 } } } },
      { ...RUN, id: "r2", metrics: { "bad.json": { data: null, error: { type: "X", msg: "why" } } }, params: {} },
    ]);
    expect(column(table, "metrics:m.json:a").of(table.size)).toBeNaN();
    expect(column(table, "metrics:m.json:data").of(table.size)).toBe(1);
    expect(column(table, "metrics:m.json:data").of(table.size + 1)).toBeUndefined();
    expect(table.columns.some(({ file }) => file === "bad.json")).toBe(false);
  });
});

describe("ids of rows", () => {
  it("find their rows again", () => {
    const table = withRuns(fresh(), [RUN]);
    for (let row = 0; row < table.size + 1; row++) expect(rowOf(table, rowId(table, row))).toBe(row);
  });

  it("may be short, or a baseline and a name", () => {
    const table = withRuns(fresh(), [RUN]);
    expect(rowOf(table, "fffffff")).toBe(2);
    expect(rowOf(table, "ffff")).toBeNull();
    expect(rowOf(table, "0123456789")).toBeNull();
    expect(rowOf(table, `live:${RUN.baseline}:${RUN.name}`)).toBe(table.size);
  });

  it("of a run lead to the experiment that it was pushed as", () => {
    expect(rowOf(fresh(), `live:${"f".repeat(40)}:outer-mobs`)).toBe(0);
    const running = withRuns(fresh(), [RUN]);
    expect(rowId(running, running.size)).toBe(`live:${RUN.baseline}:${RUN.name}`);
    const odd = withRuns(fresh(), [{ ...RUN, name: "a,b" }]);
    expect(rowId(odd, odd.size)).toBe(`live:${RUN.id}`);
    expect(rowOf(fresh(), "live:nobody")).toBeNull();
  });
});

it("knows what of a commit could not be read", () => {
  expect(failuresOf(fresh(), 3).map(({ file }) => file)).toEqual(["broken.yaml"]);
  expect(failuresOf(fresh(), 4)).toEqual([]);
});

it("takes the first line of a message for its subject", () => {
  expect([subject("one\n\ntwo"), subject("one"), subject("")]).toEqual(["one", "one", ""]);
});

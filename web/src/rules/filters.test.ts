import { describe, expect, it } from "vitest";
import { compiled, fieldName, inForce, opsOf, reachable, tests } from "./filters";
import { decode, withRuns } from "./table";
import { EXAMPLE, RUN } from "./table.example";
import { tree } from "./tree";
import { DEFAULT, type Filter, type Op } from "./view";

const table = withRuns(decode(structuredClone(EXAMPLE)), [RUN]);
const whole = tree(table, "all");
const LIVE = table.size;

/** The rows that a filter lets through; 2 is the baseline. */
function through(field: string, op: Op, value = ""): number[] | null {
  const test = compiled({ field, op, value, on: true }, table, whole, 2);
  return test && Array.from({ length: LIVE + 1 }, (_, row) => row).filter(test);
}

describe("a filter", () => {
  const acc = "metrics:eval.json:test.acc";
  const arch = "params:params.yaml:train.arch";
  it.each<[string, Op, string, number[]]>([
    [acc, ">", "0.88", [0, 2]],
    [acc, ">=", "0.88", [0, 1, 2]],
    [acc, "<", "0.7", [LIVE]],
    [acc, "<=", "7e-1", [5, 6, LIVE]],
    [acc, "=", "0.9", [2]],
    [acc, "!=", "0.9", [0, 1, 3, 4, 5, 6, 7, LIVE]],
    [acc, "between", "0.8,0.9", [1, 2, 3, 4]],
    [acc, "none", "", [7]],
    ["delta:metrics:eval.json:test.acc", "<", "-0.1", [5, 6, LIVE]],
    ["delta:metrics:eval.json:test.acc", "some", "", [0, 1, 2, 3, 4, 5, 6, LIVE]],
    [arch, "is", "ResNet18", [0, 1, 2, 4, 5, 6, LIVE]],
    [arch, "has", "a, b", [3]],
    [arch, "lacks", "resnet", [3, 7]],
    ["files:data/train.csv", ">", "2 MB", [0, 1, 2, 3, 4]],
    ["files:data/train.csv", "<", "1.5MB", [5, 6]],
    ["changed:files:data/train.csv", "some", "", [4]],
    ["models:churn", "is", "prod", [2]],
    ["models:churn", "not", "prod", [0, 1, 3, 4, 5, 6, 7, LIVE]],
    ["branch", "is", "dev", [3]],
    ["branch", "not", "main", [3, 7]],
    ["onbranch", "is", "dev", [3, 4, 5, 6]],
    ["onbranch", "is", "old", [5, 6]],
    ["tag", "some", "", [2, 6]],
    ["tag", "has", "churn", [2]],
    ["tag", "is", "main", []],
    ["author", "is", "bo tester", [3, 5]],
    ["message", "has", "twenty", [2]],
    ["note", "has", "ship", [3]],
    ["note", "some", "", [3]],
    ["note", "none", "", [0, 1, 2, 4, 5, 6, 7, LIVE]],
    ["name", "has", "lark", [LIVE]],
    ["created", "<", "2026-03-03T01:00:00Z", [6, 7]],
  ])("%s %s %s", (field, op, value, rows) => {
    expect(through(field, op, value)).toEqual(rows);
  });

  it.each<[string, Op, string]>([
    [acc, ">", ""],
    [acc, ">", "many"],
    [acc, "between", "1"],
    ["created", "<", "then"],
    ["metrics:gone:x", "some", ""],
  ])("that is not finished holds nothing back: %s %s %s", (field, op, value) => {
    expect(through(field, op, value)).toBeNull();
  });

  it("can be switched off", () => {
    expect(compiled({ field: "author", op: "is", value: "x", on: false }, table, whole, 2)).toBeNull();
  });

  it("offers what its field can be asked", () => {
    for (const { id } of table.columns) for (const op of opsOf(id, table)) expect(through(id, op, "1")).not.toBeNull();
    expect(opsOf("branch", table)).toEqual(["is", "not"]);
    expect(opsOf("delta:models:churn", table)).toContain(">=");
  });
});

describe("all of them", () => {
  const filters: Filter[] = [
    { field: "author", op: "has", value: "Ada", on: true },
    { field: "delta:metrics:eval.json:test.acc", op: ">", value: "0", on: true },
    { field: "message", op: "has", value: "", on: true },
    { field: "message", op: "has", value: "x", on: false },
  ];

  it("are said in words, those that hold something back", () => {
    const view = { ...DEFAULT, q: " lark ", filters, quick: { ...DEFAULT.quick, live: true } };
    expect(inForce(view, table)).toEqual(["search “lark”", "only live runs", "Author contains Ada", "Δ test.acc > 0"]);
    expect(tests(table, whole, view, 2, new Set())).toHaveLength(4);
    expect(fieldName("changed:files:data/train.csv", table)).toBe("data/train.csv");
  });

  it("search ids, names, messages, authors and notes for every word", () => {
    const rows = (q: string) => {
      const [test] = tests(table, whole, { ...DEFAULT, q }, 2, new Set());
      return test ? Array.from({ length: LIVE + 1 }, (_, row) => row).filter(test) : null;
    };
    expect(rows("ada first")).toEqual([6]);
    expect(rows("EEEEEEE")).toEqual([3]);
    expect(rows("churn@")).toEqual([2]);
    expect(rows("overfits CURVE")).toEqual([3]);
    expect(rows("  ")).toBeNull();
  });
});

it("knows every commit of a branch", () => {
  expect([...reachable(table, "dev")].sort()).toEqual([3, 4, 5, 6]);
  expect([...reachable(table, "nobody")]).toEqual([]);
});

import { describe, expect, it } from "vitest";
import { decode } from "./table";
import { EXAMPLE } from "./table.example";
import { history, trends } from "./trends";

const table = decode(EXAMPLE);
// 6 ── 5 ── 4 ── 2 (main)    4 ── 3 (dev)    merge: 0 = 2 + 3
const merged = decode({
  ...EXAMPLE,
  branches: [...EXAMPLE.branches, { name: "merged", commit: 0 }],
  commits: { ...EXAMPLE.commits, parents: EXAMPLE.commits.parents.with(0, [2, 3]) },
});

describe("the commits of a branch", () => {
  it("are its ancestors, the newest first", () => expect(history(table, 2, true)).toEqual([2, 4, 5, 6]));
  it("are those along first parents, where one asks for it", () => {
    expect(history(merged, 0, false)).toEqual([0, 2, 4, 5, 6]);
    expect(history(merged, 0, true)).toEqual([0, 2, 3, 4, 5, 6]);
  });
  it("end where the table does", () => expect(history(table, 99, true)).toEqual([]));
});

describe("trends", () => {
  const acc = "metrics:eval.json:test.acc";
  it("put the commits of all branches in one order, the oldest first", () => {
    const found = trends(table, ["main", "dev"], { every: false, metrics: [acc] });
    expect(found.commits).toEqual([6, 5, 4, 3, 2]);
    expect(found.trends).toHaveLength(1);
    expect(found.trends[0]?.lines.map(({ branch, x, y }) => ({ branch, x, y }))).toEqual([
      { branch: "main", x: [0, 1, 2, 4], y: [0.7, 0.7, 0.8, 0.9] },
      { branch: "dev", x: [0, 1, 2, 3], y: [0.7, 0.7, 0.8, 0.85] },
    ]);
  });

  it("show every metric that has a number, and no others", () => {
    const ids = (metrics: string[]) =>
      trends(table, ["main"], { every: true, metrics }).trends.map(({ column }) => column.id);
    expect(ids([])).toEqual(["metrics:eval.json:test.acc", "metrics:eval.json:test.loss"]);
    expect(ids(["params:params.yaml:seed"])).toEqual([]);
  });

  it("pass over what is no number", () => {
    const found = trends(merged, ["merged"], { every: true, metrics: ["metrics:eval.json:test.loss"] });
    expect(found.trends[0]?.lines[0]?.y.every(Number.isFinite)).toBe(true);
  });

  it("have nothing of a branch that is gone", () => {
    expect(trends(table, ["gone"], { every: false, metrics: [] })).toEqual({ commits: [], trends: [] });
  });
});

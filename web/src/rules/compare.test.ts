import { describe, expect, it } from "vitest";
import { compareRows, diffAddress, difference, fileText, size, towards } from "./compare";
import { decode } from "./table";

const table = decode({
  stamp: "1",
  head: 0,
  default_branch: "main",
  complete: true,
  branches: [{ name: "main", commit: 0 }],
  commits: {
    id: ["c0", "c1", "c2"],
    parents: [[1], [2], []],
    committed: [3, 2, 1],
    offset: [0, 0, 0],
    author: ["A", "A", "A"],
    author_email: ["a@x", "a@x", "a@x"],
    message: ["third", "second", "first"],
    refs: [["main"], [], []],
    skipped: [false, false, false],
    same: [false, false, false],
    problems: [0, 0, 0],
  },
  experiments: [],
  notes: [],
  columns: [
    { id: "metrics:m.json:acc", kind: "metrics", file: "m.json", path: ["acc"], type: "number" },
    { id: "metrics:m.json:nan", kind: "metrics", file: "m.json", path: ["nan"], type: "number" },
    { id: "params:p.yaml:train.lr", kind: "params", file: "p.yaml", path: ["train", "lr"], type: "number" },
    { id: "params:p.yaml:layers", kind: "params", file: "p.yaml", path: ["layers"], type: "text" },
    { id: "files:data.csv", kind: "files", file: "data.csv", path: [], type: "size" },
    { id: "params:p.yaml:never", kind: "params", file: "p.yaml", path: ["never"], type: "text" },
  ],
  values: [
    { all: [0.9, 0.8, null] },
    { all: [{ $: "nan" }, { $: "nan" }, 1] },
    { distinct: [0.1, 0.2], of: [0, 0, 1] },
    {
      all: [
        [1, 2],
        [1, 2],
        [1, 3],
      ],
    },
    {
      all: [
        [1000, null, "aaaaaaaaaa"],
        [1000, null, "bbbbbbbbbb"],
        [2000, null, "bbbbbbbbbb"],
      ],
    },
    { all: [null, null, null] },
  ],
  errors: [],
  links: null,
});
const ids = (rows: number[], all = false, hidden: string[] = []) =>
  compareRows(table.columns, rows, { all, hidden: new Set(hidden) }).flatMap(({ lines }) =>
    lines.map(({ column }) => column.id),
  );

describe("rows side by side", () => {
  it("shows only what differs; NaN is NaN and a list is its content", () => {
    expect(ids([0, 1])).toEqual(["metrics:m.json:acc", "files:data.csv"]);
    expect(ids([0, 2])).toEqual([
      "metrics:m.json:acc",
      "metrics:m.json:nan",
      "params:p.yaml:train.lr",
      "params:p.yaml:layers",
      "files:data.csv",
    ]);
  });

  it("takes a file of the same hash for the same", () => expect(ids([1, 2])).not.toContain("files:data.csv"));

  it("shows everything that any row has when asked, and counts what it leaves out", () => {
    expect(ids([0, 1], true)).toHaveLength(5);
    expect(
      compareRows(table.columns, [0, 1], { all: false, hidden: new Set() }).map(({ kind, left }) => [kind, left]),
    ).toEqual([
      ["metrics", 1],
      ["params", 2],
      ["files", 0],
    ]);
  });

  it("leaves out hidden columns, unless all are asked for", () => {
    expect(ids([0, 1], false, ["metrics:m.json:acc"])).toEqual(["files:data.csv"]);
    expect(ids([0, 1], true, ["metrics:m.json:acc"])).toContain("metrics:m.json:acc");
  });

  it("compares any number of rows, one too", () => {
    expect(ids([0])).toEqual([]);
    expect(compareRows(table.columns, [2, 0, 1], { all: false, hidden: new Set() })[0]?.lines[0]?.values).toEqual([
      undefined,
      0.9,
      0.8,
    ]);
  });
});

it("says by how much", () => {
  expect(difference("metrics", 0.8, 0.9)).toBe("+0.1 (+12.5 %)");
  expect(difference("params", "a", "b")).toBeNull();
  expect(difference("metrics", 0.8, 0.8)).toBeNull();
  expect(difference("metrics", 0.8, Number.NaN)).toBeNull();
  expect(difference("metrics", Number.POSITIVE_INFINITY, 1)).toBeNull();
  expect(difference("files", [1000, null, "a"], [500, null, "b"])).toBe("−500 B");
  expect(difference("files", [1000, null, "a"], [1000, null, "b"])).toBe("changed");
  expect(difference("files", [1000, null, "a"], [1000, null, "a"])).toBeNull();
  expect(difference("files", null, [1000, null, "a"])).toBeNull();
});

it("knows better from worse only where there is a goal", () => {
  expect(towards("up", 1, 2)).toBe("better");
  expect(towards("down", 1, 2)).toBe("worse");
  expect(towards(undefined, 1, 2)).toBeNull();
  expect(towards("up", 1, 1)).toBeNull();
  expect(towards("up", "a", 1)).toBeNull();
});

it("says how big a file is", () => {
  expect(size(999)).toBe("999 B");
  expect(size(1_234_567)).toBe("1.23 MB");
  expect(size(5e15)).toBe("5000 TB");
  expect(fileText([2048, null, "0123456789"])).toBe("2.05 kB · 0123456");
  expect(fileText([2048, 1500, "0123456789"])).toBe("1,500 items · 0123456");
  expect(fileText(null)).toBe("–");
});

it("leads to the forge's own comparison", () => {
  expect(diffAddress("https://x/compare/{old}...{new}", "a", "b")).toBe("https://x/compare/a...b");
  expect(diffAddress("https://x/compare/{old}...{new}", "a", "a")).toBeNull();
  expect(diffAddress(null, "a", "b")).toBeNull();
});

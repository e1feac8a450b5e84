import { describe, expect, it } from "vitest";
import { bands, columnTree, drawn, labels, moved, ordered, title, varying } from "./columns";
import { decode } from "./table";
import { EXAMPLE } from "./table.example";
import { DEFAULT } from "./view";

const table = decode(structuredClone(EXAMPLE));
const [ACC, LOSS, CHURN, DATA, LR, ARCH, SEED] = table.columns.map(({ id }) => id) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const columns = (change: Partial<(typeof DEFAULT)["columns"]>) => ({ columns: { ...DEFAULT.columns, ...change } });

describe("the columns drawn", () => {
  it("are metrics, models, files, params, in the order of their files", () => {
    expect(ordered(table, DEFAULT).map(({ id }) => id)).toEqual([ACC, LOSS, CHURN, DATA, LR, ARCH, SEED]);
  });

  it("may be put in front, pinned and hidden", () => {
    const { columns: shown, pinned } = drawn(
      table,
      columns({ order: [SEED, LOSS], pinned: [LR], hidden: [CHURN] }),
      null,
    );
    expect(shown.map(({ id }) => id)).toEqual([LR, SEED, LOSS, ACC, DATA, ARCH]);
    expect(pinned).toBe(1);
  });

  it("are moved by saying no more than what comes first", () => {
    expect(moved(table, DEFAULT, LOSS, ACC)).toEqual([LOSS]);
    expect(moved(table, DEFAULT, SEED, CHURN)).toEqual([ACC, LOSS, SEED]);
    const there = moved(table, columns({ order: [LOSS] }), LOSS, CHURN);
    expect(there).toEqual([]);
    expect(moved(table, DEFAULT, ACC, null)).toEqual([LOSS, CHURN, DATA, LR, ARCH, SEED]);
    expect(moved(table, columns({ order: [SEED] }), "gone", ACC)).toEqual([SEED]);
  });

  it("can be those that differ, and those that are pinned", () => {
    const { columns: shown, alike } = drawn(table, columns({ pinned: [SEED] }), new Set([ACC]));
    expect(shown.map(({ id }) => id)).toEqual([SEED, ACC]);
    expect(alike).toBe(5);
  });
});

describe("what differs", () => {
  it("is what has two values among the rows", () => {
    expect([...varying(table, [2, 4])].sort()).toEqual([ACC, LOSS, CHURN].sort());
    expect([...varying(table, [2])]).toEqual([]);
  });

  it("is what one row lacks, if it has the file", () => {
    const found = varying(table, [0, 7]);
    expect(found.has(ARCH)).toBe(true);
    expect(found.has(SEED)).toBe(false);
    const old = structuredClone(EXAMPLE);
    for (const at of [4, 5, 6]) {
      const values = old.values[at];
      if (values && "of" in values) values.of[7] = -1;
      else if (values) values.all[7] = null;
    }
    expect(varying(decode(old), [0, 7]).has(ARCH)).toBe(false);
  });

  it("is a file that is not everywhere", () => {
    expect(varying(table, [0, 7]).has(DATA)).toBe(true);
  });
});

describe("the header", () => {
  it("has a band for the file and for each nested key, without gaps", () => {
    const shown = ordered(table, DEFAULT);
    const [files, keys] = bands(shown, 0);
    expect(files?.map(({ text, span }) => `${text}×${span}`)).toEqual(["eval.json×2", "×1", "data×1", "params.yaml×3"]);
    expect(keys?.map(({ text, span }) => `${text}×${span}`)).toEqual(["test×2", "×1", "×1", "train×2", "×1"]);
    expect(keys?.[0]?.whole).toBe("eval.json › test");
  });

  it("does not join what is pinned to what is not", () => {
    expect(
      bands(ordered(table, DEFAULT), 1)[0]
        ?.slice(0, 2)
        .map(({ at }) => at),
    ).toEqual([0, 1]);
  });

  it("is at most four bands high", () => {
    const deep = { ...table.columns[0], file: "m.json", path: ["a", "b", "c", "d", "e"] } as (typeof table.columns)[0];
    expect(labels(deep)).toEqual(["m.json", "a", "b.c.d", "e"]);
    expect(title(deep)).toBe("m.json a.b.c.d.e");
  });
});

describe("the tree of columns", () => {
  it("goes by kind, file and key, and knows its leaves", () => {
    const roots = columnTree(ordered(table, DEFAULT));
    expect(roots.map(({ name, leaves }) => `${name} ${leaves.length}`)).toEqual([
      "metrics 2",
      "models 1",
      "files 1",
      "params 3",
    ]);
    expect(roots[3]?.below[0]?.below.map(({ name }) => name)).toEqual(["train", "seed"]);
  });

  it("is searched by words", () => {
    expect(columnTree(ordered(table, DEFAULT), "PARAMS lr").flatMap(({ leaves }) => leaves)).toEqual([LR]);
    expect(columnTree(ordered(table, DEFAULT), "nothing")).toEqual([]);
  });
});

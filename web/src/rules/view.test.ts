import { describe, expect, it } from "vitest";
import { NO_PANELS } from "./panels";
import { DEFAULT, fromKept, isStep, kept, readView, sameKept, type View, writeView } from "./view";

const read = (text: string, base?: View) => readView(new URLSearchParams(text), base);
const FULL: View = {
  columns: { order: ["metrics:a b.json:x,y"], hidden: ["params:p:1", "params:p:2"], pinned: ["metrics:m:1"] },
  sort: [
    { column: "metrics:m:1", desc: true },
    { column: "created", desc: false },
  ],
  flat: true,
  filters: [
    { field: 'delta:metrics:a "b".json:x', op: ">=", value: "0.5", on: true },
    { field: "message", op: "has", value: " two  words ", on: false },
    { field: "tag", op: "some", value: "", on: true },
  ],
  quick: { experiments: true, selected: true, live: true, hidden: true },
  goals: { "metrics:m:1": "up", "metrics:m:2": "down" },
  baseline: "a".repeat(40),
  delta: true,
  differs: true,
  hidden: { commits: ["b".repeat(40)], branches: ["feature/x"] },
  rows: "firstparent",
  panels: { ...NO_PANELS, open: ["plots", "compare"], compare: { all: true, turned: false } },
  q: "über & out",
  folded: ["branch:main"],
  unfolded: ["nest:1"],
  selected: ["c".repeat(40), "live:r1"],
  plotted: ["c".repeat(40), "", "live:r1"],
};

describe("a view in the address", () => {
  it("is read as it was written", () => {
    expect(readView(new URLSearchParams(writeView(FULL, new URLSearchParams()).toString()))).toEqual(FULL);
  });

  it("says nothing of what is as it is by default", () => {
    expect(writeView(DEFAULT, new URLSearchParams("team=a&q=old")).toString()).toBe("team=a");
  });

  it("says what differs from the kept view, down to what that has and it has not", () => {
    const base = { ...FULL, selected: [], plotted: [] };
    const bare = writeView(DEFAULT, new URLSearchParams(), base);
    expect(read(bare.toString(), base)).toEqual(DEFAULT);
    expect(writeView(base, new URLSearchParams(), base).toString()).toBe("");
  });

  it("takes what editors link to", () => {
    const sha = "d".repeat(40);
    const view = read(
      `showOnlySelected=1&experimentReferences=${sha}&liveExperiments=${sha}%3Awarm-lark&panels=plots,`,
    );
    expect(view.quick.selected).toBe(true);
    expect(view.selected).toEqual([sha, `live:${sha}:warm-lark`]);
    expect(view.panels.open).toEqual(["plots"]);
    expect(read("commits=abc,primary").selected).toEqual(["abc", "primary"]);
    const again = writeView(view, new URLSearchParams(`experimentReferences=${sha}`));
    expect(again.has("experimentReferences")).toBe(false);
    expect(readView(again)).toEqual(view);
  });

  it.each(["filter=nonsense", "filter==%20%22open", "goal=sideways:x", "rows=none", "filter=%3D%20%22\\q%22"])(
    "does without what it does not understand: %s",
    (text) => expect(read(text)).toEqual(DEFAULT),
  );
});

describe("a kept view", () => {
  it("is what it was, but for what is one person's", () => {
    const again = fromKept(JSON.parse(JSON.stringify(kept(FULL))));
    expect(sameKept(again, FULL)).toBe(true);
    expect([again.q, again.selected, again.folded]).toEqual(["", [], []]);
  });

  it.each([null, 3, [], { columns: 1, sort: [{}, 1], filters: [{ field: "x", op: "?" }], goals: { a: "b" }, rows: 4 }])(
    "of a wrong shape is the default",
    (state) => expect(fromKept(state)).toEqual(DEFAULT),
  );

  it("differs by any of its parts", () => {
    expect(sameKept(DEFAULT, { ...DEFAULT, delta: true })).toBe(false);
    expect(sameKept(DEFAULT, { ...DEFAULT, panels: { ...NO_PANELS, open: ["plots"] } })).toBe(true);
    expect(sameKept(DEFAULT, { ...FULL, ...kept(DEFAULT) })).toBe(true);
  });
});

describe("the back button", () => {
  const filter = { field: "message", op: "has", value: "a", on: true } as const;
  const open = (...names: View["panels"]["open"]): Partial<View> => ({ panels: { ...NO_PANELS, open: names } });
  const step = (change: Partial<View>, from: Partial<View> = {}) =>
    isStep({ ...DEFAULT, ...from }, { ...DEFAULT, ...from, ...change });

  it("takes back panes, filters, sorting, modes and baselines", () => {
    const changes: Partial<View>[] = [
      open("plots"),
      { filters: [filter] },
      { sort: [{ column: "name", desc: true }] },
      { delta: true },
      { rows: "heads" },
      { baseline: "a" },
      { hidden: { commits: ["a"], branches: [] } },
    ];
    expect(changes.filter((change) => !step(change))).toEqual([]);
    expect(step({ filters: [{ ...filter, on: false }] }, { filters: [filter] })).toBe(true);
  });

  it("is not in the way of ticks, folds, typing and sliders", () => {
    const changes: Partial<View>[] = [
      { selected: ["a"] },
      { plotted: ["a"] },
      { q: "a" },
      { folded: ["branch:main"] },
      { panels: { ...NO_PANELS, compare: { all: true, turned: false } } },
    ];
    expect(changes.filter((change) => step(change))).toEqual([]);
    expect(step({ filters: [{ ...filter, value: "ab" }] }, { filters: [filter] })).toBe(false);
  });
});

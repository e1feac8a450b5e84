import { describe, expect, it } from "vitest";
import {
  choose,
  chosen,
  type Folder,
  found,
  moved,
  nameIn,
  ordered,
  type PlotSummary,
  plotTree,
  reasons,
} from "./plotTree";

const plot = (id: string, folder = "", rows: Record<string, string> = {}): PlotSummary => ({
  id,
  title: id.split("/").at(-1) ?? id,
  kind: "series",
  folder,
  rows,
});
const PLOTS = [
  plot("dvc.yaml::roc"),
  plot("dvclive/plots/metrics/train/acc.tsv", "dvclive/plots/metrics/train"),
  plot("dvclive/plots/metrics/train/loss.tsv", "dvclive/plots/metrics/train"),
  plot("dvclive/plots/metrics/lr.tsv", "dvclive/plots/metrics"),
  plot("dvclive/plots/images/cm.png", "dvclive/plots/images"),
];
const drawn = (folder: Folder, depth = 0): string[] => [
  ...folder.plots.map(({ title }) => `${"  ".repeat(depth)}${title}`),
  ...folder.folders.flatMap((each) => [
    `${"  ".repeat(depth)}${each.name}/ ${each.ids.length}`,
    ...drawn(each, depth + 1),
  ]),
];

describe("the tree", () => {
  it("joins folders that hold nothing else, and counts what is beneath", () => {
    expect(drawn(plotTree(PLOTS))).toEqual([
      "dvc.yaml::roc",
      "dvclive/plots/ 4",
      "  metrics/ 3",
      "    lr.tsv",
      "    train/ 2",
      "      acc.tsv",
      "      loss.tsv",
      "  images/ 1",
      "    cm.png",
    ]);
  });

  it("takes no folder and the top for the same", () => {
    expect(plotTree([plot("a", "."), plot("b", "")]).plots).toHaveLength(2);
  });

  it("finds by all words, in any case", () => {
    expect(found(PLOTS, "TRAIN acc").map(({ title }) => title)).toEqual(["acc.tsv"]);
    expect(found(PLOTS, "  ")).toHaveLength(5);
  });
});

describe("choosing", () => {
  const off = new Set(["b"]);
  it("knows all, some and none", () => {
    expect(chosen(["a", "c"], off)).toBe("all");
    expect(chosen(["a", "b"], off)).toBe("some");
    expect(chosen(["b"], off)).toBe("none");
  });

  it("turns all on, and off only where all were on", () => {
    expect(choose(["a", "b"], ["b", "z"])).toEqual(["z"]);
    expect(choose(["a", "c"], ["z"])).toEqual(["z", "a", "c"]);
    expect(choose(["b"], ["b"])).toEqual([]);
  });
});

describe("the order", () => {
  const ids = (plots: { id: string }[]) => plots.map(({ id }) => id);
  it("is the person's, then the server's", () => {
    const plots = ["a", "b", "c", "d"].map((id) => plot(id));
    expect(ids(ordered(plots, ["c", "gone", "a"]))).toEqual(["c", "a", "b", "d"]);
    expect(ids(ordered(plots, []))).toEqual(["a", "b", "c", "d"]);
  });

  it("moves one before another", () => {
    expect(moved(["a", "b", "c"], "c", "a")).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b", "c"], "a", null)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b", "c"], "a", "a")).toEqual(["a", "b", "c"]);
    expect(moved(["a", "b", "c"], "a", "gone")).toEqual(["a", "b", "c"]);
  });
});

it("says once why rows have no plot", () => {
  const broken = plot("a", "", { r1: "ok", r2: "not in Git", r3: "not in Git" });
  expect(reasons(broken, ["r1", "r2", "r3", "r4"])).toEqual([
    { reason: "not in Git", rows: ["r2", "r3"] },
    { reason: "missing", rows: ["r4"] },
  ]);
});

it("calls a plot in its folder without the folder", () => {
  expect(nameIn({ ...plot("x", "a/b"), title: "a/b/acc.tsv" })).toBe("acc.tsv");
  expect(nameIn({ ...plot("x", "a/b"), title: "ROC" })).toBe("ROC");
  expect(nameIn(plot("acc.tsv"))).toBe("acc.tsv");
});

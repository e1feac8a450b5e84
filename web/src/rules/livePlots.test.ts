import { describe, expect, it } from "vitest";
import { fieldOf, imagePlot, lineOf, liveFile, livePictures, withLive } from "./livePlots";
import type { PlotSummary } from "./plotTree";

const ACC = "dvclive/plots/metrics/train/acc.tsv";
const pushed: PlotSummary = {
  id: `dvc.yaml::${ACC}`,
  title: ACC,
  kind: "series",
  folder: "dvclive/plots/metrics/train",
  files: [ACC],
  rows: { aaa: "ok" },
};
const image = (step: number | null) => ({
  file: step === null ? "dvclive/plots/images/cm.png" : `dvclive/plots/images/steps/${step}.png`,
  step,
  url: `/image/${step}`,
});

describe("plots of runs", () => {
  const run = {
    row: "live:1",
    plots: [ACC, "dvclive/plots/metrics/loss.tsv"],
    images: [image(0), image(1), image(null)],
  };
  const merged = withLive([pushed], [run]);

  it("lie over the commit's plot of the same file, or are their own", () => {
    expect(merged.map(({ id, kind, rows }) => [id, kind, rows])).toEqual([
      [pushed.id, "series", { aaa: "ok", "live:1": "ok" }],
      ["live::dvclive/plots/metrics/loss.tsv", "series", { "live:1": "ok" }],
      ["live::dvclive/plots/images/steps", "image", { "live:1": "ok" }],
      ["live::dvclive/plots/images/cm.png", "image", { "live:1": "ok" }],
    ]);
    expect(pushed.rows).toEqual({ aaa: "ok" });
  });

  it("of two runs are one", () => expect(withLive([pushed], [run, { ...run, row: "live:2" }])).toHaveLength(4));

  it("know their file, and their pictures by step", () => {
    expect(merged.map((plot) => liveFile(plot, run.plots))).toEqual([
      ACC,
      "dvclive/plots/metrics/loss.tsv",
      null,
      null,
    ]);
    const steps = merged[2];
    expect(steps && livePictures(steps, run.images).map(({ step }) => step)).toEqual([0, 1]);
  });

  it("put pictures of steps together", () => {
    expect(imagePlot(image(12))).toBe("dvclive/plots/images/steps");
    expect(imagePlot(image(null))).toBe("dvclive/plots/images/cm.png");
  });
});

describe("a line of a run", () => {
  it("is its last value that is not a time, by step", () => {
    expect(
      lineOf(
        "live:1",
        [0, 1],
        [
          { timestamp: "17", step: 0, acc: 0.5 },
          { step: 1, acc: "0.75", timestamp: "18" },
        ],
      ),
    ).toEqual({
      row: "live:1",
      name: null,
      x: [0, 1],
      y: [0.5, 0.75],
    });
  });

  it("has holes where there is no number", () => {
    expect(lineOf("r", [0, 1, 2], [{ acc: "nan" }, {}, { acc: "" }]).y).toEqual([null, null, null]);
  });

  it("grows, and takes the last word on a step", () => {
    const before = lineOf("r", [0, 1], [{ acc: 1 }, { acc: 2 }]);
    expect(lineOf("r", [1, 2], [{ acc: 2.5 }, { acc: 3 }], before)).toMatchObject({ x: [0, 1, 2], y: [1, 2.5, 3] });
  });
});

it("calls the values of a file that only runs have as the file", () => {
  expect(fieldOf({ ...pushed, id: "live::dvclive/plots/metrics/system/cpu/usage (%).tsv" })).toBe("usage (%)");
  expect(fieldOf({ ...pushed, id: "live::acc.tsv" })).toBe("acc");
  expect(fieldOf(pushed)).toBe("");
});

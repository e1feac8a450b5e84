import { describe, expect, it } from "vitest";
import { NO_PANELS, type Panels, panelsFrom, readPanels, toggled, withSetting, writePanels } from "./panels";

function there(panels: Panels): string {
  const address = new URLSearchParams("q=kept");
  writePanels(panels, address);
  return address.toString();
}

const back = (panels: Panels) => readPanels(new URLSearchParams(there(panels)));

const EVERYTHING: Panels = {
  open: ["compare", "plots"],
  compare: { all: true, turned: true },
  plots: {
    off: ["dvc.yaml::roc"],
    order: ["a/b.tsv", "x,y"],
    folded: ["images"],
    set: { "dvc.yaml::roc~1": { smooth: 0.25, logX: true, logY: true }, plain: { logY: true } },
  },
  trends: { branches: ["main", "a&b=c"], metrics: ["metrics:eval.json:acc"], every: true },
  explore: {
    charts: [
      { of: "table", x: "params:p.yaml:lr", y: "metrics:m.json:a~b\\c" },
      { of: "file", file: "logs/~x.csv", x: "step", y: "" },
    ],
    axes: ["params:p.yaml:lr"],
    parallel: false,
  },
  dag: { commit: "0123abc", list: true },
};

describe("panels in the address", () => {
  it("says nothing of what is as always, and leaves the rest of the address alone", () => {
    expect(there(NO_PANELS)).toBe("q=kept");
    expect(readPanels(new URLSearchParams())).toEqual(NO_PANELS);
  });

  it("comes back as it went", () => expect(back(EVERYTHING)).toEqual(EVERYTHING));

  it("replaces what the address said before", () => {
    const address = new URLSearchParams("panels=dag&dag=abc&axes=x");
    writePanels(NO_PANELS, address);
    expect(address.toString()).toBe("");
  });

  it("opens what it can of an address that it does not understand", () => {
    const read = readPanels(
      new URLSearchParams("panels=plots,nonsense,plots&plot=smooth:9~a&plot=b&chart=odd&chart=file~a~b"),
    );
    expect(read.open).toEqual(["plots"]);
    expect(read.plots.set).toEqual({ a: {} });
    expect(read.explore.charts).toEqual([]);
  });
});

it("opens and closes", () => {
  const opened = toggled(toggled(NO_PANELS, "compare"), "plots");
  expect(opened.open).toEqual(["compare", "plots"]);
  expect(toggled(opened, "compare").open).toEqual(["plots"]);
});

it("changes one chart and no other", () => {
  const once = withSetting(EVERYTHING, "plain", { smooth: 0.5 });
  expect(once.plots.set.plain).toEqual({ logY: true, smooth: 0.5 });
  expect(once.plots.set["dvc.yaml::roc~1"]).toEqual(EVERYTHING.plots.set["dvc.yaml::roc~1"]);
});

it("reads a saved view of any age", () => {
  expect(panelsFrom(null)).toEqual(NO_PANELS);
  expect(panelsFrom({ open: ["plots", "gone"], compare: { all: true } })).toEqual({
    ...NO_PANELS,
    open: ["plots"],
    compare: { all: true, turned: false },
  });
  expect(panelsFrom(JSON.parse(JSON.stringify(EVERYTHING)))).toEqual(EVERYTHING);
});

import { describe, expect, it } from "vitest";
import { UNSMOOTHED } from "./lines";
import { dressed, linesCsv, linesSpec, livePoints, type Spec, withPoints } from "./specs";

const ROWS = [
  { id: "aaaaaaaa1", label: "main", colour: "red" },
  { id: "bbbbbbbb2", label: "outer-mobs", colour: "blue" },
];

// As dvc-render fills its template `linear`, shortened.
const LINEAR: Spec = {
  $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  data: {
    values: [
      { step: "0", acc: "0.5", rev: "aaaaaaaa1" },
      { step: "0", acc: "0.6", rev: "bbbbbbbb2" },
    ],
  },
  title: { text: "acc", anchor: "middle" },
  width: 300,
  height: 300,
  params: [{ name: "smooth", value: 0.001, bind: { input: "range", min: 0.001, max: 1, step: 0.001 } }],
  encoding: {
    x: { field: "step", type: "quantitative" },
    color: { field: "rev", scale: { domain: ["bbbbbbbb2", "aaaaaaaa1"], range: ["#945dd6", "#13adc7"] } },
  },
  layer: [{ mark: "line", encoding: { y: { field: "acc" }, color: { field: "rev", type: "nominal" } } }],
};

describe("a specification of the server", () => {
  const spec = dressed(LINEAR, ROWS) as Record<string, never>;

  it("has the table's colours and names, in its own order", () => {
    expect(spec.encoding).toMatchObject({
      color: { field: "rev", scale: { domain: ["outer-mobs", "main"], range: ["blue", "red"] } },
    });
    expect(spec.layer).toMatchObject([
      { encoding: { color: { type: "nominal", scale: { domain: ["main", "outer-mobs"], range: ["red", "blue"] } } } },
    ]);
    expect(spec.data).toEqual({
      values: [
        { step: "0", acc: "0.5", rev: "main" },
        { step: "0", acc: "0.6", rev: "outer-mobs" },
      ],
    });
  });

  it("fills its card, which has its title", () => {
    expect(spec.width).toBe("container");
    expect(spec.title).toBeUndefined();
  });

  it("is otherwise what the template says", () => {
    expect(spec.params).toEqual(LINEAR.params);
    expect(spec.height).toBe(300);
    expect(LINEAR.title).toBeDefined();
  });

  it("keeps its width where charts stand side by side", () => {
    const confusion = { width: 300, encoding: { facet: { field: "rev" } }, data: { values: [] } };
    expect(dressed(confusion, ROWS)).toMatchObject({ width: 300 });
  });

  it("tells rows of the same name apart", () => {
    const twins = ROWS.map((row) => ({ ...row, label: "main" }));
    expect(dressed(LINEAR, twins)).toMatchObject({
      data: { values: [{ rev: "main aaaaaaa" }, { rev: "main bbbbbbb" }] },
    });
  });

  it("paints a row that nobody named grey, and breaks on nothing", () => {
    const odd = { encoding: { color: { field: "rev", scale: { domain: ["else"] } } }, data: { values: [1, null, {}] } };
    expect(dressed(odd, ROWS)).toMatchObject({ encoding: { color: { scale: { domain: ["else"], range: ["gray"] } } } });
  });
});

it("says our own chart in Vega-Lite", () => {
  const spec = linesSpec([{ row: "a", name: null, label: "main", colour: "red", x: [1, 2], y: [3, null] }], {
    title: "acc",
    xLabel: "step",
    yLabel: "acc",
    setting: { logY: true },
  });
  expect(spec.data).toEqual({
    values: [
      { x: 1, y: 3, line: "main" },
      { x: 2, y: null, line: "main" },
    ],
  });
  expect(spec.encoding).toMatchObject({
    x: { scale: { zero: false } },
    y: { scale: { type: "log" } },
    color: { scale: { domain: ["main"], range: ["red"] } },
  });
});

describe("our own chart, saved", () => {
  const about = { title: "acc", xLabel: "commit", yLabel: "", setting: {} };
  const line = { row: "a", name: null, label: "main", colour: "red", x: [0, 1, 2], y: [0.5, null, 0.7] };

  it("calls the places of an axis as the page does, and a trend goes on where a commit has no value", () => {
    const spec = linesSpec([line], { ...about, xText: (place) => `c${place}` });
    expect(spec.data).toEqual({
      values: [
        { x: 0, y: 0.5, xText: "c0", line: "main" },
        { x: 2, y: 0.7, xText: "c2", line: "main" },
      ],
    });
    expect(spec.encoding).toMatchObject({ x: { field: "xText", type: "ordinal", sort: { field: "x" } } });
  });

  it("is smoothed as it is shown, in front of what was measured", () => {
    const rough = { ...line, x: [0, 1, 2, 3, 4, 5], y: [0, 1, 0, 1, 0, 1] };
    const { data, layer } = linesSpec([rough], { ...about, setting: { smooth: 0.9 } }) as {
      data: { values: { y: number; measured?: boolean }[] };
      layer: unknown[];
    };
    const measured = data.values.filter((value) => value.measured).map(({ y }) => y);
    const curve = data.values.filter((value) => !value.measured).map(({ y }) => y);
    expect(measured).toEqual(rough.y);
    expect(Math.max(...curve) - Math.min(...curve)).toBeLessThan(1);
    expect(layer).toHaveLength(2);
    expect(linesSpec([rough], { ...about, setting: { smooth: UNSMOOTHED } }).layer).toBeUndefined();
  });

  it("keeps what has no place on a logarithmic axis out, and tells the lines of a row apart by dashes", () => {
    const other = { ...line, label: "main · loss", dash: 1, y: [0, 0.1, 10] };
    const spec = linesSpec([line, other], { ...about, setting: { logY: true } }) as {
      data: { values: { y: number }[] };
      encoding: unknown;
    };
    expect(spec.data.values.map(({ y }) => y)).toEqual([0.5, null, 0.7, null, 0.1, 10]);
    expect(spec.encoding).toMatchObject({ strokeDash: { scale: { range: [[], [6, 4]] } } });
  });

  it("is a table of its points", () => {
    const lines = [{ ...line, label: 'a "b", c', colour: 0, dash: 0 }];
    expect(linesCsv({ lines, xText: (place) => `c${place}` })).toBe(
      'line,x,y\n"a ""b"", c",c0,0.5\n"a ""b"", c",c1,\n"a ""b"", c",c2,0.7\n',
    );
    expect(linesCsv({ lines, yText: (place) => `t${place}` })).toContain('c",0,t0.5\n');
  });
});

describe("what a running job sent, in a chart that a template draws", () => {
  const rows = [...ROWS, { id: "live:c", label: "sunny", colour: "green", live: true }];
  const spec = dressed(LINEAR, rows);
  const line = { row: "live:c", name: null, x: [0, 1, 2], y: [0.1, null, 0.3] };

  it("has the job's colour beside those of the commits", () => {
    expect(spec.encoding).toMatchObject({
      color: { scale: { domain: ["outer-mobs", "main", "sunny"], range: ["blue", "red", "green"] } },
    });
  });

  it("is data under the fields that are the axes of the template", () => {
    const points = livePoints(spec, [line], rows);
    expect(points).toMatchObject([
      { step: 0, acc: 0.1, rev: "sunny" },
      { step: 2, acc: 0.3, rev: "sunny" },
    ]);
    expect(withPoints(spec, points)).toMatchObject({ data: { values: { length: 4 } }, layer: spec.layer });
    expect(spec.data).toMatchObject({ values: { length: 2 } });
  });

  it("is nothing where a template has no axes of its own, or no data", () => {
    expect(livePoints({ ...spec, encoding: {} }, [line], rows)).toEqual([]);
    expect(livePoints({ ...spec, data: { url: "rows.csv" } }, [line], rows)).toEqual([]);
    expect(withPoints(spec, [])).toBe(spec);
  });
});

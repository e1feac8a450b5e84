import { memo, useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { DASHES } from "../../../rules/chartLines";
import { type Aligned, align, positive, type Series, smoothed, UNSMOOTHED } from "../../../rules/lines";
import type { ChartSetting } from "../../../rules/panels";
import { number } from "../../../rules/values";
import { type Colours, useColours } from "./useColours";

/** A line of a chart: its points in ascending x, what it is called, how it looks. */
export interface ChartLine extends Series {
  label: string;
  /** A place in the palette of rows. */
  colour: number;
  /** The how-manieth line of its row: rows differ in colour, their lines in dashes. */
  dash: number;
}

export interface LineChartProps {
  title: string;
  lines: readonly ChartLine[];
  xLabel: string;
  yLabel: string;
  setting: ChartSetting;
  height: number;
  /** Dots and no line. */
  dots?: boolean;
  /** A dot at each point of the line, where there is room. */
  marked?: boolean;
  /** What stands at a place of an axis, where it is not the number itself. */
  xText?: ((x: number) => string) | undefined;
  yText?: ((y: number) => string) | undefined;
  /** What a click on a point means. */
  onPick?: ((line: ChartLine, x: number) => void) | undefined;
}

const FAINT = 0.2;
const NEAR = 12;
const TIP_LINES = 14;

/** Lines on a canvas: any number of points, growing in place. Drag to zoom, along one axis or both; double-click ends it. */
export const LineChart = memo(function LineChart(props: LineChartProps) {
  const { title, lines, xLabel, yLabel, setting, height } = props;
  const colours = useColours();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const tip = useRef<HTMLDivElement>(null);
  const [zoomed, setZoomed] = useState(false);
  const { logX = false, logY = false, smooth = UNSMOOTHED } = setting;
  const shown = useMemo(() => {
    const whole = lines.map((line) => ({ ...positive(line, { x: logX, y: logY }), line }));
    // What is smoothed stands in front of what was measured, as in DVC's template.
    const faint = smooth > UNSMOOTHED ? whole.map((each) => ({ ...each, faint: true })) : [];
    const front = whole.map((each) => ({ ...each, ...smoothed(each, smooth), faint: false }));
    return { series: [...faint, ...front], data: align([...faint, ...front]) };
  }, [lines, logX, logY, smooth]);
  const latest = useRef({ props, shown });
  // Lines that were smoothed otherwise have the x that they had.
  const drawn = useRef<Shown>(undefined);
  latest.current = { props, shown };
  // A chart is made anew when its looks change; new points of the same lines only give it other data.
  const looks = JSON.stringify([
    shown.series.map(({ line, faint }) => [line.row, line.name, line.colour, line.dash, faint]),
    [logX, logY, height, xLabel, yLabel, props.dots, props.marked],
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `looks` is what it is made of
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = new uPlot(
      options(latest.current.props, latest.current.shown, colours, element.clientWidth, {
        zoomed: setZoomed,
        tip: () => tip.current,
        latest: () => latest.current,
      }),
      aligned(latest.current.shown.data),
      element,
    );
    chart.current = made;
    drawn.current = latest.current.shown;
    setZoomed(false);
    const sized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    sized.observe(element);
    return () => {
      sized.disconnect();
      made.destroy();
      chart.current = undefined;
    };
  }, [looks, colours]);
  useEffect(() => {
    const made = chart.current;
    if (!made || drawn.current === shown) return;
    drawn.current = shown;
    // What is under the pointer, or was zoomed into, stays where it is.
    const held = zoomed || made.over.matches(":hover");
    if (!held) made.setData(aligned(shown.data));
    else {
      made.setData(aligned(shown.data), false);
      made.redraw();
    }
  }, [shown, zoomed]);
  const release = () => {
    const made = chart.current;
    if (made && !zoomed) made.setData(made.data);
  };
  const unzoom = () => {
    setZoomed(false);
    chart.current?.setData(chart.current.data);
  };
  return (
    <div className="line-chart" onPointerLeave={release}>
      <div ref={box} role="img" aria-label={inWords(title, xLabel, lines)} />
      <div ref={tip} className="chart-tip" hidden />
      {zoomed && (
        <button type="button" className="button small chart-unzoom" onClick={unzoom}>
          Show all
        </button>
      )}
    </div>
  );
});

function aligned({ x, ys }: Aligned): uPlot.AlignedData {
  return [x, ...ys] as uPlot.AlignedData;
}

interface Shown {
  series: { line: ChartLine; faint: boolean }[];
  data: Aligned;
}

interface Hooks {
  zoomed: (is: boolean) => void;
  tip: () => HTMLDivElement | null;
  latest: () => { props: LineChartProps; shown: Shown };
}

/** An axis of names, such as those of commits: each at a whole number, and with room for seven letters. */
const NAMED: Partial<uPlot.Axis> = {
  space: 64,
  incrs: [1, 2, 3, 4, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000],
};

function options(props: LineChartProps, shown: Shown, colours: Colours, width: number, hooks: Hooks): uPlot.Options {
  const { height, setting, xLabel, yLabel, dots = false, marked = false, xText, yText } = props;
  const font = `12px ${colours.font}`;
  const axis = (label: string, text: ((value: number) => string) | undefined): uPlot.Axis => ({
    label,
    labelFont: font,
    labelSize: 18,
    labelGap: 0,
    font,
    stroke: colours.soft,
    grid: { stroke: colours.line, width: 1 },
    ticks: { stroke: colours.line, width: 1, size: 4 },
    gap: 4,
    values: (_, splits) => splits.map((value) => (value === null ? "" : (text ?? number)(value))),
  });
  return {
    width,
    height,
    pxAlign: 0,
    legend: { show: false },
    scales: {
      x: { time: false, distr: setting.logX ? 3 : 1, ...(dots ? { range: airy } : {}) },
      y: { distr: setting.logY ? 3 : 1 },
    },
    axes: [
      {
        ...axis(xLabel, xText),
        ...(xText && NAMED),
        size: 24,
      },
      { ...axis(yLabel, yText), size: wide },
    ],
    series: [
      {},
      ...shown.series.map(({ line, faint }): uPlot.Series => {
        const stroke = colours.rows[line.colour] ?? colours.ink;
        return {
          stroke,
          alpha: faint ? FAINT : 1,
          width: 1.5,
          dash: DASHES[line.dash % DASHES.length] ?? [],
          spanGaps: marked,
          ...(dots
            ? { paths: () => null, points: { show: true, size: 7, fill: stroke, stroke } }
            : {
                points: {
                  ...(marked ? {} : { show: !faint }),
                  size: 5,
                  fill: stroke,
                  stroke,
                  ...(marked ? {} : { filter: lastOnly }),
                },
              }),
        };
      }),
    ],
    cursor: {
      drag: { x: true, y: true, uni: 40, setScale: true },
      points: { size: 7, width: 0 },
      focus: { prox: NEAR },
      dataIdx: nearest,
    },
    focus: { alpha: 0.35 },
    hooks: {
      setSelect: [(plot) => hooks.zoomed(plot.select.width > 0 || plot.select.height > 0)],
      setCursor: [(plot) => tell(plot, hooks, colours)],
      ready: [
        (plot) => {
          plot.over.addEventListener("dblclick", () => hooks.zoomed(false));
          plot.over.addEventListener("mouseleave", () => {
            const tip = hooks.tip();
            if (tip) tip.hidden = true;
          });
          plot.over.addEventListener("click", () => {
            const { props: now, shown: of } = hooks.latest();
            const at = focused(plot);
            const line = of.series[at.series]?.line;
            if (now.onPick && line && at.index !== null) now.onPick(line, plot.data[0][at.index] as number);
          });
        },
      ],
    },
  };
}

/** Dots on the edge of a chart would be cut. */
const airy: uPlot.Scale.Range = (_, low, high) => {
  const air = (high - low || Math.abs(high) || 1) * 0.05;
  return [low - air, high + air];
};

/** As wide as the longest number of the axis. */
const wide: uPlot.Axis.Size = (_, values) => 30 + 6.4 * Math.max(0, ...(values ?? []).map((text) => text?.length ?? 0));

/** DVC's charts mark where a line ends; a single point is all there is of its line. */
const lastOnly: uPlot.Series.Points.Filter = (plot, series) => {
  const values = plot.data[series] ?? [];
  for (let at = values.length - 1; at >= 0; at--) if (typeof values[at] === "number") return [at];
  return [];
};

/** Where a line has no point at the pointer's x, its nearest one. */
function nearest(plot: uPlot, series: number, index: number): number | null {
  const values = plot.data[series];
  if (series === 0 || !values || typeof values[index] === "number") return index;
  const x = plot.data[0];
  const here = x[index] as number;
  for (let away = 1; away < values.length; away++) {
    for (const at of [index - away, index + away]) {
      if (typeof values[at] !== "number") continue;
      const distance = Math.abs(plot.valToPos(x[at] as number, "x") - plot.valToPos(here, "x"));
      return distance <= NEAR ? at : null;
    }
    if (index - away < 0 && index + away >= values.length) return null;
  }
  return null;
}

function focused(plot: uPlot): { series: number; index: number | null } {
  const { idxs = [], top = 0 } = plot.cursor;
  let best = { series: -1, index: null as number | null, distance: Number.POSITIVE_INFINITY };
  for (let series = 1; series < plot.data.length; series++) {
    const index = idxs[series];
    const value = index === null || index === undefined ? null : plot.data[series]?.[index];
    if (typeof value !== "number") continue;
    const distance = Math.abs(plot.valToPos(value, "y") - (top ?? 0));
    if (distance < best.distance) best = { series: series - 1, index: index ?? null, distance };
  }
  return best;
}

/** What the lines say at the pointer, the nearest to it in bold. */
function tell(plot: uPlot, hooks: Hooks, colours: Colours) {
  const tip = hooks.tip();
  if (!tip) return;
  const { left = -1, top = -1, idx, idxs = [] } = plot.cursor;
  const { props, shown } = hooks.latest();
  if (left < 0 || idx === null || idx === undefined) {
    tip.hidden = true;
    return;
  }
  const near = focused(plot).series;
  const rows: HTMLElement[] = [];
  const said = shown.series.flatMap(({ line, faint }, series) => {
    const index = idxs[series + 1];
    const value = index === null || index === undefined ? null : plot.data[series + 1]?.[index];
    return faint || typeof value !== "number" ? [] : [{ line, value, series }];
  });
  said.sort((a, b) => b.value - a.value);
  // Of very many lines those around the pointer.
  const at = said.findIndex(({ series }) => series === near);
  const from = Math.max(0, Math.min(at - TIP_LINES / 2, said.length - TIP_LINES));
  for (const { line, value, series } of said.slice(from, from + TIP_LINES)) {
    const row = document.createElement("div");
    row.className = series === near ? "near" : "";
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.style.background = colours.rows[line.colour] ?? colours.ink;
    const name = document.createElement("span");
    name.className = "cut";
    name.textContent = line.label;
    const figure = document.createElement("span");
    figure.className = "mono figure";
    figure.textContent = (props.yText ?? number)(value);
    row.append(swatch, name, figure);
    rows.push(row);
  }
  const head = document.createElement("div");
  head.className = "soft";
  const x = plot.data[0][idx] as number;
  head.textContent = `${props.xLabel} ${(props.xText ?? number)(x)}`;
  if (said.length > TIP_LINES) {
    const more = document.createElement("div");
    more.className = "soft";
    more.textContent = `and ${said.length - TIP_LINES} more`;
    rows.push(more);
  }
  tip.replaceChildren(head, ...rows);
  tip.hidden = rows.length === 0;
  const over = plot.over;
  const pointer = over.offsetLeft + left;
  const beside = left > over.clientWidth / 2 ? pointer - NEAR - tip.offsetWidth : pointer + NEAR;
  // on a narrow screen it lies over the pointer rather than beyond the edge
  tip.style.left = `${Math.max(0, Math.min(beside, plot.width - tip.offsetWidth))}px`;
  tip.style.top = `${Math.max(0, over.offsetTop + top - tip.offsetHeight / 2)}px`;
}

/** What somebody hears who does not see it. */
function inWords(title: string, xLabel: string, lines: readonly ChartLine[]): string {
  const ends = lines.slice(0, 12).map((line) => {
    const value = line.y.findLast((each) => each !== null);
    const end = typeof value === "number" ? `ends at ${number(value)}` : "has no values";
    return `${line.label} ${end}, ${line.x.length} points`;
  });
  const more = lines.length > 12 ? `; and ${lines.length - 12} more` : "";
  return `${title} by ${xLabel}. ${ends.join("; ")}${more}`;
}

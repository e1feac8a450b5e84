/** ECharts with nothing but parallel axes in it, loaded when somebody looks at them. */

import { ParallelChart } from "echarts/charts";
import { ParallelComponent } from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { Axis } from "../../../rules/explore";
import type { Colours } from "./useColours";

use([ParallelChart, ParallelComponent, CanvasRenderer]);

const LEFT = 64;
const RIGHT = 72;

export interface ParallelLine {
  row: number;
  /** A place in the palette, for rows whose plots are on. */
  colour: number | null;
}

export type { ECharts };

export function make(element: HTMLElement): ECharts {
  return init(element, null, { renderer: "canvas" });
}

export function show(chart: ECharts, axes: readonly Axis[], lines: readonly ParallelLine[], colours: Colours): void {
  const room = Math.max(48, (chart.getWidth() - LEFT - RIGHT) / Math.max(1, axes.length - 1) - 12);
  const text = { color: colours.soft, fontFamily: colours.font, fontSize: 12 };
  chart.setOption(
    {
      animation: false,
      backgroundColor: "transparent",
      parallel: { left: LEFT, right: RIGHT, top: 48, bottom: 24 },
      parallelAxis: axes.map(({ label, texts }, dim) => ({
        dim,
        name: label,
        nameTextStyle: { ...text, color: colours.ink, width: room, overflow: "truncate", ellipsis: "…" },
        nameTruncate: { maxWidth: room },
        scale: true,
        ...(texts ? { type: "category", data: texts } : { type: "value" }),
        axisLabel: { ...text, hideOverlap: true, width: room - 8, overflow: "truncate" },
        axisLine: { lineStyle: { color: colours.soft } },
        axisTick: { lineStyle: { color: colours.line } },
        splitLine: { show: false },
        areaSelectStyle: { width: 16, borderColor: colours.accent, color: colours.accent, opacity: 0.25 },
      })),
      series: [
        {
          type: "parallel",
          lineStyle: { width: 1.5, opacity: 0.55 },
          inactiveOpacity: 0.06,
          activeOpacity: 0.8,
          progressive: 500,
          smooth: false,
          data: lines.map(({ row, colour }) => ({
            value: axes.map((axis) => axis.of(row)),
            lineStyle:
              colour === null
                ? { color: colours.soft, opacity: 0.35 }
                : { color: colours.rows[colour] ?? colours.ink, opacity: 1, width: 2.5 },
          })),
        },
      ],
    },
    true,
  );
}

/** What is brushed on each axis: a range of its values, of places for texts; null for an axis that is not. */
export function intervals(chart: ECharts, axes: number): ([number, number] | null)[] {
  const found = chart.getOption() as { parallelAxis?: { activeIntervals?: unknown }[] };
  const models = (
    chart as unknown as {
      getModel(): { getComponent(type: string, at: number): { activeIntervals?: [number, number][] } | undefined };
    }
  ).getModel();
  return Array.from({ length: axes }, (_, at) => {
    const model = models.getComponent("parallelAxis", at);
    const [first] = model?.activeIntervals ?? [];
    return first && found.parallelAxis?.[at] ? first : null;
  });
}

/** Brushes axes by hand of the program: a saved view, or a chart that was drawn anew. */
export function brush(chart: ECharts, ranges: readonly ([number, number] | null)[]): void {
  for (const [parallelAxisIndex, range] of ranges.entries()) {
    if (range) chart.dispatchAction({ type: "axisAreaSelect", parallelAxisIndex, intervals: [range] });
  }
}

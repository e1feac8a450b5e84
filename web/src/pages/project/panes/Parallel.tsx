import { useEffect, useRef, useState } from "react";
import { Note } from "../../../parts/states";
import type { Axis } from "../../../rules/explore";
import type { ECharts, ParallelLine } from "./parallelChart";
import { useColours } from "./useColours";

const HEIGHT = 340;
/** Beside an axis stand its values: nearer to each other, the axes would be written over. */
const BETWEEN = 64;
const SIDES = 136;

/** Each row a line through its values. Drag along an axis to keep only the rows that pass there. */
export function Parallel({
  axes,
  lines,
  ranges,
  onBrush,
}: {
  axes: readonly Axis[];
  lines: readonly ParallelLine[];
  /** What is brushed already, an axis each. */
  ranges: readonly ([number, number] | null)[];
  onBrush: (intervals: ([number, number] | null)[]) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const colours = useColours();
  const [drawn, setDrawn] = useState<{ chart: ECharts; by: typeof import("./parallelChart") } | null>(null);
  const [failed, setFailed] = useState(false);
  const brush = useRef(onBrush);
  brush.current = onBrush;
  const count = useRef(0);
  count.current = axes.length;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let gone = false;
    let made: ECharts | undefined;
    let sized: ResizeObserver | undefined;
    import("./parallelChart").then(
      (by) => {
        if (gone) return;
        const chart = by.make(element);
        made = chart;
        sized = new ResizeObserver(() => chart.resize());
        sized.observe(element);
        let soon: ReturnType<typeof setTimeout> | undefined;
        chart.on("axisareaselected", () => {
          clearTimeout(soon);
          soon = setTimeout(() => !gone && brush.current(by.intervals(chart, count.current)), 150);
        });
        setDrawn({ chart, by });
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      sized?.disconnect();
      made?.dispose();
      setDrawn(null);
    };
  }, []);
  const looks = JSON.stringify([axes.map(({ column, texts }) => [column.id, texts]), lines]);
  const latest = useRef({ axes, lines, ranges });
  latest.current = { axes, lines, ranges };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `looks` is what is drawn
  useEffect(() => {
    if (!drawn) return;
    drawn.by.show(drawn.chart, latest.current.axes, latest.current.lines, colours);
    // Drawing anew takes the brushes away.
    drawn.by.brush(drawn.chart, latest.current.ranges);
  }, [drawn, looks, colours]);
  return (
    <>
      {failed && <Note kind="bad" title="The script of this chart did not come" />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard */}
      <section className="parallel-frame" tabIndex={0} aria-label="Parallel axes">
        <div
          ref={box}
          className="parallel"
          role="img"
          aria-label={`${lines.length} rows over ${axes.map(({ label }) => label).join(", ")}`}
          style={{ height: HEIGHT, minWidth: SIDES + BETWEEN * (axes.length - 1) }}
        />
      </section>
      {!drawn && !failed && <span className="hidden-text">Drawing the axes</span>}
    </>
  );
}

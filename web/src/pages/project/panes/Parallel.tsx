import { useEffect, useRef, useState } from "react";
import { Note } from "../../../parts/states";
import type { Axis } from "../../../rules/explore";
import type { ECharts, ParallelLine } from "./parallelChart";
import { useColours } from "./useColours";

const HEIGHT = 340;

/** Each row a line through its values. Drag along an axis to keep only the rows that pass there. */
export function Parallel({
  axes,
  lines,
  onBrush,
}: {
  axes: readonly Axis[];
  lines: readonly ParallelLine[];
  onBrush: (intervals: ([number, number] | null)[]) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const colours = useColours();
  const [drawn, setDrawn] = useState<{ chart: ECharts; show: typeof import("./parallelChart").show } | null>(null);
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
      ({ make, show, intervals }) => {
        if (gone) return;
        const chart = make(element);
        made = chart;
        sized = new ResizeObserver(() => chart.resize());
        sized.observe(element);
        let soon: ReturnType<typeof setTimeout> | undefined;
        chart.on("axisareaselected", () => {
          clearTimeout(soon);
          soon = setTimeout(() => !gone && brush.current(intervals(chart, count.current)), 150);
        });
        setDrawn({ chart, show });
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
  // The brushes are part of what is drawn: drawing anew for other rows would take them away.
  const looks = JSON.stringify([axes.map(({ column, texts }) => [column.id, texts]), lines]);
  const latest = useRef({ axes, lines });
  latest.current = { axes, lines };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `looks` is what is drawn
  useEffect(() => {
    drawn?.show(drawn.chart, latest.current.axes, latest.current.lines, colours);
  }, [drawn, looks, colours]);
  return (
    <>
      {failed && <Note kind="bad" title="The script of this chart did not come" />}
      <div
        ref={box}
        className="parallel"
        role="img"
        aria-label={`${lines.length} rows over ${axes.map(({ label }) => label).join(", ")}`}
        style={{ height: HEIGHT }}
      />
      {!drawn && !failed && <span className="hidden-text">Drawing the axes</span>}
    </>
  );
}

import { memo, useEffect, useRef, useState } from "react";
import { Note, Skeleton } from "../../../parts/states";
import type { Spec } from "../../../rules/specs";
import { sentence } from "../../../rules/words";
import { useColours } from "./useColours";

/**
 * A chart by a Vega-Lite specification. One that cannot be drawn says why, and only itself. `points` lie over its own
 * data: other ones move what is drawn, and nothing is drawn anew.
 */
export const VegaChart = memo(function VegaChart({
  title,
  spec,
  points = NO_POINTS,
}: {
  title: string;
  spec: Spec;
  points?: readonly Spec[];
}) {
  const box = useRef<HTMLDivElement>(null);
  const colours = useColours();
  const chart = useRef<{ put: (points: readonly Spec[]) => Promise<void> }>(undefined);
  const latest = useRef(points);
  latest.current = points;
  const [state, setState] = useState<"drawing" | "drawn" | { error: string }>("drawing");
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let gone = false;
    let finish: (() => void) | undefined;
    import("./vega")
      .then(({ drawGrowing }) => (gone ? undefined : drawGrowing(element, spec, colours)))
      .then(async (made) => {
        if (!made) return;
        finish = () => made.finalize();
        if (gone) return finish();
        chart.current = made;
        if (latest.current.length > 0) await made.put(latest.current);
        setState("drawn");
      })
      .catch((error: unknown) => {
        if (!gone) setState({ error: error instanceof Error ? error.message : String(error) });
      });
    return () => {
      gone = true;
      chart.current = undefined;
      finish?.();
    };
  }, [spec, colours]);
  useEffect(() => {
    void chart.current?.put(points);
  }, [points]);
  return (
    <>
      {typeof state === "object" && (
        <Note kind="bad" title="This plot can't be drawn">
          <p>{sentence(state.error)}</p>
        </Note>
      )}
      {state === "drawing" && <Skeleton lines={5} label={`Drawing ${title}`} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a chart wider than its card is scrolled by keyboard too */}
      <section className="vega-chart" ref={box} aria-label={title} tabIndex={0} hidden={typeof state === "object"} />
    </>
  );
});

const NO_POINTS: Spec[] = [];

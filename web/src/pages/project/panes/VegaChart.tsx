import { memo, useEffect, useRef, useState } from "react";
import { Note, Skeleton } from "../../../parts/states";
import { sentence } from "../../../rules/words";
import { useColours } from "./useColours";

/** A chart by a Vega-Lite specification. One that cannot be drawn says why, and only itself. */
export const VegaChart = memo(function VegaChart({ title, spec }: { title: string; spec: object }) {
  const box = useRef<HTMLDivElement>(null);
  const colours = useColours();
  const [state, setState] = useState<"drawing" | "drawn" | { error: string }>("drawing");
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let gone = false;
    let finish: (() => void) | undefined;
    import("./vega")
      .then(({ draw }) => (gone ? undefined : draw(element, spec, colours)))
      .then((made) => {
        if (!made) return;
        finish = () => made.finalize();
        if (gone) finish();
        else setState("drawn");
      })
      .catch((error: unknown) => {
        if (!gone) setState({ error: error instanceof Error ? error.message : String(error) });
      });
    return () => {
      gone = true;
      finish?.();
    };
  }, [spec, colours]);
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

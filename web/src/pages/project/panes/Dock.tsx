import { type KeyboardEvent, type PointerEvent, type ReactNode, useCallback, useRef, useState } from "react";

const KEPT = "panes";
const STEP = 24;
const LEAST = 280;

type Side = "right" | "bottom";

interface Measures {
  side: Side;
  right: number;
  bottom: number;
}

/** Where the panes stand and how big they are, kept in this browser. */
export function useDock(): [Measures, (change: Partial<Measures>) => void] {
  const [measures, setMeasures] = useState<Measures>(remembered);
  const change = useCallback((part: Partial<Measures>) => {
    setMeasures((before) => {
      const next = { ...before, ...part };
      try {
        localStorage.setItem(KEPT, JSON.stringify(next));
      } catch {
        // A browser that keeps nothing still shows them so until the page is closed.
      }
      return next;
    });
  }, []);
  return [measures, change];
}

function remembered(): Measures {
  const given: Measures = { side: "right", right: 640, bottom: 420 };
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Partial<Measures>;
    return {
      side: kept.side === "bottom" ? "bottom" : "right",
      right: Number(kept.right) > 0 ? Number(kept.right) : given.right,
      bottom: Number(kept.bottom) > 0 ? Number(kept.bottom) : given.bottom,
    };
  } catch {
    return given;
  }
}

/** What holds the open panes beside or under the table, with an edge to drag or to move with the arrows. */
export function Dock({
  measures,
  onChange,
  children,
}: {
  measures: Measures;
  onChange: (change: Partial<Measures>) => void;
  children: ReactNode;
}) {
  const { side } = measures;
  const size = measures[side];
  const ref = useRef<HTMLElement>(null);
  const most = () => {
    const around = ref.current?.parentElement?.getBoundingClientRect();
    const whole = side === "right" ? (around?.width ?? innerWidth) : (around?.height ?? innerHeight);
    return Math.max(LEAST, whole - LEAST / 2);
  };
  const resize = (to: number) => onChange({ [side]: Math.round(Math.min(most(), Math.max(LEAST, to))) });
  const drag = (down: PointerEvent<HTMLElement>) => {
    if (down.button !== 0) return;
    down.preventDefault();
    const edge = down.currentTarget;
    edge.setPointerCapture(down.pointerId);
    const place = (event: { clientX: number; clientY: number }) => (side === "right" ? event.clientX : event.clientY);
    const start = place(down);
    const move = (event: globalThis.PointerEvent) => resize(size + start - place(event));
    edge.addEventListener("pointermove", move);
    edge.addEventListener("lostpointercapture", () => edge.removeEventListener("pointermove", move), { once: true });
  };
  const press = (event: KeyboardEvent) => {
    const grows = side === "right" ? "ArrowLeft" : "ArrowUp";
    const shrinks = side === "right" ? "ArrowRight" : "ArrowDown";
    if (event.key !== grows && event.key !== shrinks) return;
    event.preventDefault();
    resize(size + (event.key === grows ? STEP : -STEP));
  };
  return (
    <aside
      ref={ref}
      className="panes"
      data-side={side}
      aria-label="Panes"
      style={side === "right" ? { width: size } : { height: size }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: an hr can't be focused and moved */}
      <div
        className="panes-edge"
        role="separator"
        tabIndex={0}
        aria-label="Size of the panes"
        aria-orientation={side === "right" ? "vertical" : "horizontal"}
        aria-valuenow={size}
        aria-valuemin={LEAST}
        aria-valuemax={4000}
        onPointerDown={drag}
        onKeyDown={press}
      />
      <div className="panes-inside">{children}</div>
    </aside>
  );
}

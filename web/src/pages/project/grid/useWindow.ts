import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from "react";
import { ROW } from "../../../styles/measures";
import { between, type Layout } from "./layout";

const AROUND = 10;
const STEP = 6;
const ASIDE = 240;

export interface Window {
  from: number;
  to: number;
  first: number;
  last: number;
}

/** Which rows and columns are near what is in sight. It changes by steps, not with every pixel. */
export function useWindow(frame: RefObject<HTMLElement | null>, rows: number, head: number, at: Layout): Window {
  const look = useCallback((): Window => {
    const element = frame.current;
    if (!element) return { from: 0, to: Math.min(rows, 40), first: at.pinned, last: at.pinned };
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = element;
    const top = Math.floor(scrollTop / ROW / STEP) * STEP;
    const from = Math.max(0, Math.min(top, rows) - AROUND);
    const to = Math.min(rows, top + Math.ceil((clientHeight - head) / ROW / STEP) * STEP + STEP + AROUND);
    const [first, last] = between(at, scrollLeft - ASIDE, scrollLeft + clientWidth - at.frozen + ASIDE);
    return { from, to, first, last };
  }, [frame, rows, head, at]);
  const [window, setWindow] = useState(look);
  const update = useCallback(() => {
    const next = look();
    setWindow((now) =>
      now.from === next.from && now.to === next.to && now.first === next.first && now.last === next.last ? now : next,
    );
  }, [look]);
  useLayoutEffect(update, [update]);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    element.addEventListener("scroll", update, { passive: true });
    const watch = new ResizeObserver(update);
    watch.observe(element);
    return () => {
      element.removeEventListener("scroll", update);
      watch.disconnect();
    };
  }, [frame, update]);
  return window;
}

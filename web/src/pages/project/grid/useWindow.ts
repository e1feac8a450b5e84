import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from "react";
import { ROW } from "../../../styles/measures";
import { between, type Layout } from "./layout";

const AROUND = 10;
const STEP = 6;
/** Pixels drawn beyond what is in sight to the right, and to the left: columns cost more to change than rows. */
const ASIDE = 360;

interface Look extends Window {
  /** What is in sight itself. */
  least: number;
  most: number;
}

export interface Window {
  from: number;
  to: number;
  first: number;
  last: number;
}

/** Which rows and columns are near what is in sight. It changes by steps, not with every pixel. */
export function useWindow(frame: RefObject<HTMLElement | null>, rows: number, head: number, at: Layout): Window {
  const look = useCallback((): Look => {
    const element = frame.current;
    if (!element) return { from: 0, to: Math.min(rows, 40), first: at.pinned, last: at.pinned, least: 0, most: 0 };
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = element;
    const top = Math.floor(scrollTop / ROW / STEP) * STEP;
    const from = Math.max(0, Math.min(top, rows) - AROUND);
    const to = Math.min(rows, top + Math.ceil((clientHeight - head) / ROW / STEP) * STEP + STEP + AROUND);
    const end = scrollLeft + clientWidth - at.frozen;
    const [least, most] = between(at, scrollLeft, end);
    const [first, last] = between(at, scrollLeft - ASIDE, end + ASIDE);
    return { from, to, first, last, least, most };
  }, [frame, rows, head, at]);
  const [window, setWindow] = useState<Window & { at: Layout }>(() => ({ ...look(), at }));
  const update = useCallback(() => {
    const { from, to, first, last, least, most } = look();
    setWindow((now) => {
      const aside = now.at === at && now.first <= least && now.last >= most;
      if (aside && now.from === from && now.to === to) return now;
      return { from, to, first: aside ? now.first : first, last: aside ? now.last : last, at };
    });
  }, [look, at]);
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
  // Until the next look, what is drawn is of a layout that may have fewer columns, and of fewer rows.
  const most = at.columns.length;
  return {
    from: Math.min(window.from, rows),
    to: Math.min(window.to, rows),
    first: Math.max(at.pinned, Math.min(window.first, most)),
    last: Math.min(window.last, most),
  };
}

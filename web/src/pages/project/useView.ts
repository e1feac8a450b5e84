import { useCallback, useMemo, useRef } from "react";
import { useAddress } from "../../parts/useAddress";
import { isStep, readView, type View, writeView } from "../../rules/view";

/**
 * The view of the address, starting from what the project keeps. Parts that say the same as before are the same objects,
 * so that what is worked out from them is worked out once.
 */
export function useView(base: View): [View, (change: Partial<View>) => void] {
  const [url, setUrl] = useAddress();
  const last = useRef<View | null>(null);
  const view = useMemo(() => {
    const read = readView(url, base);
    const before = last.current;
    if (before) {
      for (const key of Object.keys(read) as (keyof View)[]) {
        if (JSON.stringify(read[key]) === JSON.stringify(before[key])) keep(read, before, key);
      }
    }
    last.current = read;
    return read;
  }, [url, base]);
  const set = useCallback(
    (change: Partial<View>) => {
      const now = readView(new URLSearchParams(window.location.search), base);
      setUrl((before) => writeView({ ...readView(before, base), ...change }, before, base), {
        replace: !isStep(now, { ...now, ...change }),
      });
    },
    [setUrl, base],
  );
  return [view, set];
}

function keep<K extends keyof View>(view: View, before: View, key: K) {
  view[key] = before[key];
}

import { useSyncExternalStore } from "react";

/** As wide as a telephone: the style sheets' `max-width: 560px`. */
const NARROW = "(max-width: 560px)";

/** Whether a table has no room beside its first column, so that something else must be drawn in its place. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watch, () => matchMedia(NARROW).matches);
}

function watch(changed: () => void): () => void {
  const media = matchMedia(NARROW);
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
}

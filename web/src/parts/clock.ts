import { useSyncExternalStore } from "react";

const TICK = 30_000;
let now = new Date();
const readers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  timer ??= setInterval(() => {
    now = new Date();
    for (const each of readers) each();
  }, TICK);
  return () => {
    readers.delete(reader);
    if (readers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The present, to half a minute; everyone on a page reads the same one. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now);
}

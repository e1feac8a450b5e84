import { useSyncExternalStore } from "react";

const TICK = 30_000;
let now = new Date();
const readers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Be told of every half minute, until what is given back is called. */
export function subscribe(reader: () => void): () => void {
  // While nobody reads it, it stands still.
  if (readers.size === 0) now = new Date();
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

/** The moment that everyone on a page takes for the present. */
export const present = () => now;

/** The present, to half a minute; everyone on a page reads the same one. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, present);
}

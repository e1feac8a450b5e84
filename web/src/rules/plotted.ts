/** Rows whose plots are on, as the address has them: their places are their colours, empty text is a free colour. */

import { ROW_COLOURS, rowColours } from "./rowColours";

/** Row id → the number of its colour. Rows that are only ticked get one that is used least, for the panes. */
export function coloursOf(plotted: readonly string[], ticked: readonly string[] = []): Map<string, number> {
  const kept = new Map(plotted.flatMap((id, at) => (id ? [[id, at % ROW_COLOURS] as const] : [])));
  return rowColours([...new Set([...kept.keys(), ...ticked])], kept);
}

/** Switches a row's plots on, in the first colour that is free, or off. The others keep theirs. */
export function switched(plotted: readonly string[], id: string): string[] {
  const at = plotted.indexOf(id);
  if (at >= 0) return trimmed(plotted.with(at, ""));
  const free = plotted.indexOf("");
  return free >= 0 ? plotted.with(free, id) : [...plotted, id];
}

/** Exactly these rows on; whoever was on before keeps the colour. */
export function only(plotted: readonly string[], ids: readonly string[]): string[] {
  const left = plotted.map((id) => (ids.includes(id) ? id : ""));
  return trimmed(
    ids.filter((id) => !plotted.includes(id)).reduce((now: readonly string[], id) => switched(now, id), left),
  );
}

function trimmed(plotted: readonly string[]): string[] {
  return plotted.slice(0, plotted.findLastIndex(Boolean) + 1);
}

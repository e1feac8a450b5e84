/** Better or worse than the baseline, and the best of all shown, for columns that have a goal. */

import { numeric } from "./cells";
import type { Table } from "./table";
import type { Goal } from "./view";

export type Mark = "best" | "better" | "worse" | "much-worse";

/** Worse by more than this share of the baseline is much worse. */
const FAR = 0.2;

/** The best value of each column with a goal, among `rows`. NaN is never best. */
export function bests(table: Table, rows: readonly number[], goals: Record<string, Goal>): Map<string, number> {
  const found = new Map<string, number>();
  for (const [id, goal] of Object.entries(goals)) {
    const column = table.columnById.get(id);
    if (!column) continue;
    let best: number | null = null;
    for (const row of rows) {
      const value = numeric(column, column.of(row));
      if (value === null || Number.isNaN(value)) continue;
      if (best === null || (goal === "up" ? value > best : value < best)) best = value;
    }
    if (best !== null) found.set(id, best);
  }
  return found;
}

/** What a value is next to the baseline's; null for neither, or where there is nothing to compare with. */
export function mark(value: number | null, base: number | null, best: number | undefined, goal: Goal): Mark | null {
  if (value === null || Number.isNaN(value)) return null;
  if (value === best) return "best";
  if (base === null || Number.isNaN(base) || value === base) return null;
  const better = goal === "up" ? value > base : value < base;
  if (better) return "better";
  return Math.abs(value - base) > FAR * Math.abs(base) ? "much-worse" : "worse";
}

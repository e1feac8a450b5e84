/** Which live values are news: for colouring what the last answer of a running training changed. */

import type { Table } from "./table";

/** `run id, column id` of every value of a live run that `before` had differently, or not. */
export function freshCells(before: Table | null, after: Table): Set<string> {
  const found = new Set<string>();
  if (!before) return found;
  const rows = new Map(before.runs.map((run, at) => [run.id, before.size + at]));
  after.runs.forEach((run, at) => {
    const old = rows.get(run.id);
    if (old === undefined || run.state !== "running") return;
    for (const column of after.columns) {
      const key = column.key(after.size + at);
      if (key !== -1 && key !== (before.columnById.get(column.id)?.key(old) ?? -1)) found.add(`${run.id} ${column.id}`);
    }
  });
  return found;
}

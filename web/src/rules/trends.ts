/** How metrics went over the commits of branches, in order. */

import type { Series } from "./lines";
import type { Column, Table } from "./table";

export interface Trend {
  column: Column;
  /** One line a branch that has values; x is a place in `commits`. */
  lines: (Series & { branch: string })[];
}

export interface Trends {
  /** Numbers of commits, the oldest first: what stands at a place of the x axis. */
  commits: number[];
  trends: Trend[];
}

/** The commits that lead to one, the newest first: along first parents, or all of them. */
export function history(table: Table, head: number, every: boolean): number[] {
  const seen = new Set<number>();
  const ahead = [head];
  while (ahead.length > 0) {
    const commit = ahead.pop() as number;
    if (seen.has(commit) || commit < 0 || commit >= table.size) continue;
    seen.add(commit);
    const parents = table.commits.parents[commit] ?? [];
    ahead.push(...(every ? parents : parents.slice(0, 1)));
  }
  // The server numbers the newest first, and no commit before its parents.
  return [...seen].sort((a, b) => a - b);
}

/**
 * One chart for each metric that has a number in any of these commits. Commits without a value are passed over, so that
 * a line goes on; commits that no branch has a value at take no room.
 */
export function trends(
  table: Table,
  branches: readonly string[],
  { every, metrics }: { every: boolean; metrics: readonly string[] },
): Trends {
  const heads = branches.flatMap((name) => table.branches.filter((branch) => branch.name === name));
  const histories = heads.map(({ name, commit }) => ({ name, commits: history(table, commit, every) }));
  const columns = table.columns.filter(
    ({ kind, id }) => kind === "metrics" && (metrics.length === 0 || metrics.includes(id)),
  );
  const told = new Set<number>();
  for (const { commits } of histories) {
    for (const commit of commits) if (columns.some((column) => isNumber(column.of(commit)))) told.add(commit);
  }
  const order = [...told].sort((a, b) => b - a);
  const place = new Map(order.map((commit, at) => [commit, at]));
  const made = columns.map((column) => ({
    column,
    lines: histories.flatMap(({ name, commits }) => {
      const points = commits
        .flatMap((commit) => {
          const value = column.of(commit);
          const x = place.get(commit);
          return isNumber(value) && x !== undefined ? [[x, value] as const] : [];
        })
        .reverse();
      if (points.length === 0) return [];
      return [{ row: name, name: null, branch: name, x: points.map(([x]) => x), y: points.map(([, y]) => y) }];
    }),
  }));
  return { commits: order, trends: made.filter(({ lines }) => lines.length > 0) };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

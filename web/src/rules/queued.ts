/** Experiments that wait for a runner, run on one, or did not end well: rows under the commit that they start from. */

import type { Queued, Run, Table } from "./table";

/** Begins the ids of rows that are only queued; a live run's id has no colon. */
const MARK = "queued:";

/** So long a failure is shown, and what was pushed but was not read yet. */
const FAILED_SECONDS = 86_400;
const UNREAD_SECONDS = 120;

/**
 * Live runs, and what the queue says beyond them. A run that a runner started is one row with its place in the queue;
 * what was pushed is in the table by itself. `now` in seconds since 1970.
 */
export function withQueue(runs: Run[], queue: readonly Queued[], table: Table, now: number): Run[] {
  if (queue.length === 0) return runs;
  const pushed = new Set(table.experiments.map(({ baselineId, name }) => placeOf(baselineId, name)));
  // The newest of a name counts: what failed and was queued again is shown once.
  const waiting = new Map<string, Queued>();
  for (const each of queue) {
    const place = placeOf(each.baseline, each.name);
    const known = waiting.get(place);
    if (!pushed.has(place) && !isPast(each, table, now) && (!known || known.created_at < each.created_at))
      waiting.set(place, each);
  }
  const found = runs.map((run) => {
    const place = placeOf(run.baseline, run.name);
    const queued = waiting.get(place);
    waiting.delete(place);
    return queued ? { ...run, queued } : run;
  });
  for (const queued of waiting.values()) found.push(rowOf(queued));
  return found;
}

/** Whether a row is only in the queue: nothing was ever heard of it. */
export function isQueuedOnly(run: Run | null): boolean {
  return run?.id.startsWith(MARK) ?? false;
}

/** The words of a row's state: "queued", "running on gpu-1", "failed". */
export function queuedWords({ state, runner }: Pick<Queued, "state" | "runner">): string {
  if (state === "running") return runner ? `running on ${runner}` : "running";
  return state === "done" ? "done, being read" : state;
}

function isPast({ state, ended_at, commit }: Queued, table: Table, now: number): boolean {
  if (commit && table.commitById.has(commit)) return true;
  const ended = ended_at === null ? now : new Date(ended_at).getTime() / 1000;
  return now - ended > (state === "done" ? UNREAD_SECONDS : FAILED_SECONDS);
}

function rowOf(queued: Queued): Run {
  const { id, baseline, name, params } = queued;
  const created = new Date(queued.created_at).getTime() / 1000;
  const state = queued.state === "running" ? "running" : queued.state === "done" ? "finished" : queued.state;
  return {
    id: MARK + id,
    baseline,
    name,
    state,
    message: null,
    step: null,
    started: created,
    heard: created,
    params: Object.fromEntries(Object.entries(params).map(([file, values]) => [file, { data: nested(values) }])),
    metrics: {},
    queued,
  };
}

/** `{"train.lr": 1}` → `{train: {lr: 1}}`, as runs send it. A key with a dot in it is `a\.b`. */
function nested(values: Record<string, unknown>): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    const keys = (path.match(/(\\.|[^.\\])+/g) ?? [path]).map((key) => key.replace(/\\(.)/g, "$1"));
    let at = whole;
    for (const key of keys.slice(0, -1)) {
      const below = at[key];
      const next = typeof below === "object" && below !== null ? (below as Record<string, unknown>) : {};
      at[key] = next;
      at = next;
    }
    at[keys.at(-1) ?? path] = value;
  }
  return whole;
}

function placeOf(baseline: string, name: string): string {
  return `${baseline} ${name}`;
}

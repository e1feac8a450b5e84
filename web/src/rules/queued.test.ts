import { describe, expect, it } from "vitest";
import { isQueuedOnly, queuedWords, withQueue } from "./queued";
import { decode, type Queued, rowId, rowOf, withRuns } from "./table";
import { EXAMPLE, RUN } from "./table.example";
import { tree } from "./tree";

const TABLE = decode(EXAMPLE);
const NOW = Date.parse("2026-03-03T16:05:00Z") / 1000;
const HEAD = "f".repeat(40);
const WAITING: Queued = {
  id: "q1",
  baseline: HEAD,
  name: "calm-finch",
  state: "queued",
  runner: null,
  params: { "params.yaml": { "train.lr": 0.5, "train.a\\.b": 1 } },
  created_at: "2026-03-03T16:01:40Z",
  ended_at: null,
  commit: null,
};

describe("experiments in the queue are rows", () => {
  it("under the commit that they start from, with what was changed", () => {
    const table = withRuns(TABLE, withQueue([], [WAITING], TABLE, NOW));
    const row = table.size;
    expect(tree(table, "all").nests.get(2)).toContain(row);
    expect(table.columnById.get("params:params.yaml:train.lr")?.of(row)).toBe(0.5);
    expect(table.columnById.get("params:params.yaml:train.a\\.b")?.of(row)).toBe(1);
    expect(table.columnById.get("params:params.yaml:seed")?.of(row)).toBeUndefined();
    expect(isQueuedOnly(table.runs[0] ?? null)).toBe(true);
    expect(rowOf(table, rowId(table, row))).toBe(row);
  });

  it("and one row with their run, once it is heard of", () => {
    const running: Queued = { ...WAITING, name: RUN.name, state: "running", runner: "gpu-1" };
    const [run, ...rest] = withQueue([RUN], [running], TABLE, NOW);
    expect(rest).toEqual([]);
    expect(run).toMatchObject({ id: RUN.id, step: 3, queued: { id: "q1" } });
    expect(isQueuedOnly(run ?? null)).toBe(false);
  });

  it("and none beside the experiment that was pushed", () => {
    expect(withQueue([], [{ ...WAITING, name: "outer-mobs", state: "done" }], TABLE, NOW)).toEqual([]);
    expect(withQueue([], [{ ...WAITING, state: "done" }], TABLE, NOW)).toMatchObject([{ state: "finished" }]);
  });

  it.each<[Partial<Queued>, boolean]>([
    [{ state: "failed", ended_at: "2026-03-03T10:00:00Z" }, true],
    [{ state: "failed", ended_at: "2026-03-02T10:00:00Z" }, false],
    [{ state: "done", ended_at: "2026-03-03T16:04:00Z" }, true],
    [{ state: "done", ended_at: "2026-03-03T16:00:00Z" }, false],
    [{ state: "done", ended_at: "2026-03-03T16:04:00Z", commit: "7".repeat(40) }, false],
    [{ state: "queued", created_at: "2026-01-01T00:00:00Z" }, true],
  ])("while they are news: %j is shown: %j", (change, shown) => {
    expect(withQueue([], [{ ...WAITING, ...change }], TABLE, NOW)).toHaveLength(Number(shown));
  });

  it("once, where the same was queued again after it failed", () => {
    const again: Queued = { ...WAITING, id: "q2", created_at: "2026-03-03T16:02:40Z" };
    const failed: Queued = { ...WAITING, state: "failed" };
    for (const queue of [
      [failed, again],
      [again, failed],
    ]) {
      expect(withQueue([], queue, TABLE, NOW).map(({ id }) => id)).toEqual(["queued:q2"]);
    }
  });

  it("and without a queue the runs are as they were", () => {
    const runs = [RUN];
    expect(withQueue(runs, [], TABLE, NOW)).toBe(runs);
  });
});

it.each([
  [{ state: "queued", runner: null }, "queued"],
  [{ state: "running", runner: "gpu-1" }, "running on gpu-1"],
  [{ state: "done", runner: "gpu-1" }, "done, being read"],
  [{ state: "failed", runner: "gpu-1" }, "failed"],
] as const)("%j is %s", (queued, words) => expect(queuedWords(queued)).toBe(words));

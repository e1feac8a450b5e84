/** The rows of the experiments table: branches, their commits, and what was tried from each commit. */

import type { Table } from "./table";
import type { RowsMode } from "./view";

/** A group at the top level: a branch, what has no place in one, or (flat) everything. */
export interface Group {
  kind: "branch" | "detached" | "other" | "flat";
  id: string;
  name: string;
  /** Its head, for a branch. */
  head: number | null;
  commits: number[];
}

export interface Tree {
  groups: Group[];
  /** Experiments and live runs of a commit, newest first. */
  nests: Map<number, number[]>;
  /** The group of each commit, by its place in `groups`; -1 where only a nest has it, or nothing. */
  groupOf: Int32Array;
}

/**
 * Each commit is drawn once: by the default branch if it has it, else by the branch with the newest head. A branch that
 * has no commit of its own left is not drawn; its name stands at its commit.
 */
export function tree(table: Table, mode: RowsMode): Tree {
  const { size, commits } = table;
  const owner = new Int32Array(size).fill(-1);
  const order = [...table.branches].sort(
    (a, b) =>
      Number(b.name === table.defaultBranch) - Number(a.name === table.defaultBranch) ||
      a.commit - b.commit ||
      (a.name < b.name ? -1 : 1),
  );
  const tried = new Uint8Array(size);
  for (const { commit } of table.experiments) tried[commit] = 1;
  const groups: Group[] = [];
  for (const { name, commit: head } of order) {
    if (head < 0 || head >= size || owner[head] !== -1) continue;
    const at = groups.length;
    const mine: number[] = [];
    const ahead = [head];
    while (ahead.length > 0) {
      const commit = ahead.pop() as number;
      if (owner[commit] !== -1) continue;
      owner[commit] = at;
      mine.push(commit);
      const parents = commits.parents[commit] ?? [];
      if (mode === "firstparent") {
        if (parents[0] !== undefined) ahead.push(parents[0]);
      } else ahead.push(...parents);
    }
    mine.sort((a, b) => a - b);
    groups.push({
      kind: "branch",
      id: `branch:${name}`,
      name,
      head,
      commits: mode === "heads" ? [head] : mine,
    });
  }
  const nests = new Map<number, number[]>();
  const detached: number[] = [];
  const place = (baseline: number | null | undefined, row: number) => {
    if (baseline === null || baseline === undefined) detached.push(row);
    else {
      const nest = nests.get(baseline);
      if (nest) nest.push(row);
      else nests.set(baseline, [row]);
    }
  };
  table.runs.forEach((run, at) => {
    place(table.commitById.get(run.baseline), size + at);
  });
  for (const { commit, baseline } of table.experiments) {
    if (owner[commit] === -1) place(baseline, commit);
  }
  if (mode === "all") {
    const other: number[] = [];
    for (let commit = 0; commit < size; commit++) if (owner[commit] === -1 && !tried[commit]) other.push(commit);
    if (other.length > 0) {
      groups.push({ kind: "other", id: "other:", name: "On no branch", head: null, commits: other });
      for (const commit of other) owner[commit] = groups.length - 1;
    }
  }
  if (detached.length > 0) {
    groups.unshift({ kind: "detached", id: "detached:", name: "Detached experiments", head: null, commits: detached });
    for (let commit = 0; commit < size; commit++) if (owner[commit] !== -1) owner[commit] = (owner[commit] ?? 0) + 1;
    for (const row of detached) if (row < size) owner[row] = 0;
  }
  return { groups, nests, groupOf: owner };
}

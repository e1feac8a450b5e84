/** The order of rows. What has no value is last, whichever way. */

import { modelOf, numeric } from "./cells";
import { called } from "./refs";
import { createdAt, runOf, subject, type Table } from "./table";
import { compareVersions } from "./versions";
import type { SortBy } from "./view";

export const OWN_SORTS = ["created", "name", "message", "author"] as const;

const words = new Intl.Collator("en", { numeric: true });

type Order = (one: number, other: number) => number;

/** Compares rows by each wish in turn, then newest first. */
export function ordering(table: Table, sort: readonly SortBy[]): Order {
  const orders = sort.flatMap(({ column, desc }) => {
    const key = keyOf(table, column);
    return key ? [by(key, desc)] : [];
  });
  return (one, other) => {
    for (const order of orders) {
      const result = order(one, other);
      if (result !== 0) return result;
    }
    return createdAt(table, other) - createdAt(table, one) || one - other;
  };
}

type Key = (row: number) => number | string | null;

function keyOf(table: Table, column: string): Key | null {
  switch (column) {
    case "created":
      return (row) => createdAt(table, row);
    case "name":
      return (row) => nameOf(table, row);
    case "message":
      return (row) => runOf(table, row)?.message ?? subject(table.commits.message[row] ?? "");
    case "author":
      return (row) => table.commits.author[row] ?? null;
  }
  const known = table.columnById.get(column);
  if (!known) return null;
  if (known.kind === "models") return (row) => modelOf(known.of(row))?.version ?? null;
  return (row) => {
    const cell = known.of(row);
    if (cell === undefined) return null;
    const amount = numeric(known, cell);
    if (amount !== null) return Number.isNaN(amount) ? null : amount;
    return typeof cell === "string" ? cell : JSON.stringify(cell);
  };
}

function by(key: Key, desc: boolean): Order {
  const known = new Map<number, number | string | null>();
  const of = (row: number) => {
    let value = known.get(row);
    if (value === undefined) {
      value = key(row);
      known.set(row, value);
    }
    return value;
  };
  const sign = desc ? -1 : 1;
  return (one, other) => {
    const [a, b] = [of(one), of(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === "number" && typeof b === "number") return sign * (a < b ? -1 : a > b ? 1 : 0);
    // Numbers before words, both ways round the same among themselves.
    if (typeof a === "number" || typeof b === "number") return sign * (typeof a === "number" ? -1 : 1);
    return sign * (VERSION.test(a) && VERSION.test(b) ? compareVersions(a, b) : words.compare(a, b));
  };
}

const VERSION = /^v\d+\.\d+\.\d+/;

/** What a row is called: an experiment's or a run's name, a commit's branches and tags, else its short id and versions. */
export function nameOf(table: Table, row: number): string {
  const run = runOf(table, row);
  if (run) return run.name;
  const experiment = table.experimentOf.get(row);
  if (experiment) return experiment.name;
  const { names, versions } = called(table.commits.refs[row] ?? [], table.branchNames);
  return names.length > 0 ? names.join(", ") : [(table.commits.id[row] ?? "").slice(0, 7), ...versions].join(" ");
}

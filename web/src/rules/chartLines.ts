/** The lines of one plot of several rows, as a chart shows them. */

import { ascending, type Series } from "./lines";

export interface LineOwner {
  id: string;
  label: string;
  colour: number;
}

export interface NamedLine extends Series {
  label: string;
  colour: number;
  dash: number;
}

/** How the lines of one row differ; the first is drawn through. */
export const DASHES = [[], [6, 4], [2, 3], [8, 3, 2, 3], [12, 4], [4, 4, 1, 4]];

/**
 * Rows are told apart by colour, the lines of one row by dashes. A line is called as its row; with its field where a
 * row has several, and with its file where fields of several files have one name.
 */
export function chartLines(series: readonly Series[], rows: readonly LineOwner[]): NamedLine[] {
  const names = [...new Set(series.map(({ name }) => name ?? ""))];
  const short = shortNames(names);
  const owner = new Map(rows.map((row) => [row.id, row]));
  return series.flatMap((each) => {
    const row = owner.get(each.row);
    if (!row) return [];
    const dash = names.indexOf(each.name ?? "");
    const name = names.length > 1 ? short[dash] : "";
    return [{ ...ascending(each), label: name ? `${row.label} · ${name}` : row.label, colour: row.colour, dash }];
  });
}

/** `file::field` → `field` where that is enough to tell them apart. */
function shortNames(names: readonly string[]): string[] {
  const fields = names.map((name) => name.split("::").at(-1) ?? name);
  return new Set(fields).size === fields.length ? fields : [...names];
}

/** Reasons why rows are not in a chart, each once. */
export function grouped(errors: Readonly<Record<string, string>>): { reason: string; rows: string[] }[] {
  const said = new Map<string, string[]>();
  for (const [row, reason] of Object.entries(errors)) said.set(reason, [...(said.get(reason) ?? []), row]);
  return [...said].map(([reason, rows]) => ({ reason, rows }));
}

/** Charts that somebody asks for: columns of the table against each other, and many of them as parallel axes. */

import type { Column, Table } from "./table";

/** A column as an axis: of numbers, or of texts that stand for 0, 1, 2, … */
export interface Axis {
  column: Column;
  label: string;
  /** Null for an axis of numbers. */
  texts: string[] | null;
  of(row: number): number | null;
}

const TEXTS_AT_MOST = 100;
const AXES_AT_FIRST = 8;

/** What a column is called among others: its path, and its file where another has the same path. */
export function label(column: Column, among: readonly Column[]): string {
  const name = column.path.join(".") || column.file;
  const twins = among.filter((each) => each.id !== column.id && (each.path.join(".") || each.file) === name);
  return twins.length > 0 && column.path.length > 0 ? `${name} (${column.file})` : name;
}

/** Columns that can be an axis: metrics and parameters that some of the rows have. */
export function plottable(table: Table, rows: readonly number[]): Column[] {
  return table.columns.filter(
    (column) =>
      (column.kind === "metrics" || column.kind === "params") && rows.some((row) => said(column, row) !== null),
  );
}

export function axis(column: Column, rows: readonly number[], among: readonly Column[]): Axis {
  const about = { column, label: label(column, among) };
  const values = rows.map((row) => said(column, row)).filter((value) => value !== null);
  if (values.every((value) => typeof value === "number")) {
    return { ...about, texts: null, of: (row) => numberOf(column, row) };
  }
  const texts = [...new Set(values.map(String))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const kept = texts.slice(0, TEXTS_AT_MOST);
  const place = new Map(kept.map((text, at) => [text, at]));
  return {
    ...about,
    texts: kept,
    of: (row) => {
      const value = said(column, row);
      return value === null ? null : (place.get(String(value)) ?? null);
    },
  };
}

/** A value as one can be put on an axis; lists by their JSON. NaN and the infinities have no place on one. */
function said(column: Column, row: number): number | string | null {
  const value = column.of(row);
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function numberOf(column: Column, row: number): number | null {
  const value = said(column, row);
  return typeof value === "number" ? value : null;
}

/**
 * The axes that are worth a look before anybody chose: parameters that vary among the rows, then metrics that do, as
 * many as a screen has room for.
 */
export function varying(columns: readonly Column[], rows: readonly number[]): string[] {
  const vary = columns.filter(
    (column) => new Set(rows.map((row) => said(column, row)).filter((value) => value !== null)).size > 1,
  );
  const params = vary.filter(({ kind }) => kind === "params");
  const metrics = vary.filter(({ kind }) => kind === "metrics");
  const room = Math.max(2, AXES_AT_FIRST - params.length);
  return [...params.slice(0, AXES_AT_FIRST - Math.min(2, metrics.length)), ...metrics.slice(0, room)].map(
    ({ id }) => id,
  );
}

export interface Points {
  row: number[];
  x: number[];
  y: number[];
}

/** Rows that have both, in ascending x. */
export function points(rows: readonly number[], x: Axis, y: Axis): Points {
  const found = rows
    .flatMap((row) => {
      const [at, to] = [x.of(row), y.of(row)];
      return at === null || to === null ? [] : [{ row, x: at, y: to }];
    })
    .sort((a, b) => a.x - b.x);
  return { row: found.map(({ row }) => row), x: found.map((each) => each.x), y: found.map((each) => each.y) };
}

export interface Between {
  column: string;
  low: number;
  high: number;
}

/** What was brushed on the axes, as ranges of columns. On an axis of texts nothing can be said so. */
export function brushed(axes: readonly Axis[], intervals: readonly (readonly [number, number] | null)[]): Between[] {
  return axes.flatMap(({ column, texts }, at) => {
    const interval = intervals[at];
    if (!interval || texts) return [];
    const [low, high] = [Math.min(...interval), Math.max(...interval)];
    return [{ column: column.id, low: rounded(low, high - low), high: rounded(high, high - low) }];
  });
}

/** A brush is a few pixels coarse: more digits than that would only be read. */
function rounded(value: number, width: number): number {
  if (width <= 0 || !Number.isFinite(width)) return value;
  const step = 10 ** (Math.floor(Math.log10(width)) - 3);
  return Number((Math.round(value / step) * step).toPrecision(12));
}

/** One column of a data file against another, of each row that has both; what is no number is a hole. */
export function fileLines(
  rows: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>,
  x: string,
  y: string,
): { row: string; name: null; x: number[]; y: (number | null)[] }[] {
  return Object.entries(rows).flatMap(([row, columns]) => {
    const [across, up] = [columns[x], columns[y]];
    if (!across || !up) return [];
    return [{ row, name: null, x: across.map((value) => asNumber(value) ?? Number.NaN), y: up.map(asNumber) }];
  });
}

function asNumber(value: unknown): number | null {
  const known = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof known === "number" && Number.isFinite(known) ? known : null;
}

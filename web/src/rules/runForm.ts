/**
 * The form of a new experiment: what somebody typed into fields → what is to be changed, and nothing else. A field that
 * says what the file says already is no change; with several values in it, the form is a grid.
 */

import type { ExperimentForm } from "../api/types";
import { plain, type Value } from "./table";

export type FieldType = "number" | "integer" | "boolean" | "text" | "list" | "null";

export interface Field {
  /** Keys from the top of the file, as the server spells them: `train.lr`. */
  path: string;
  value: Value;
  type: FieldType;
}

export interface ParamsFile {
  file: string;
  fields: Field[];
}

export interface DataVersion {
  hash: string;
  commit: string;
  /** When that commit was made, in ISO 8601. */
  committed_at: string;
}

export interface DataFile {
  path: string;
  /** Where its hash is written: its .dvc file, or dvc.lock. */
  file: string;
  hash: string;
  versions: DataVersion[];
}

export interface RunForm {
  params: ParamsFile[];
  data: DataFile[];
}

/** The server's answer, with the numbers that JSON lacks as numbers. */
export function readForm(answer: ExperimentForm) {
  return {
    ...answer,
    params: answer.params.map((each) => ({
      ...each,
      fields: each.fields.map((field): Field => ({ ...field, value: plain(field.value) })),
    })),
  };
}

/** What was typed, by `fieldKey` and `dataKey`. What was not touched is not there. */
export type Typed = Readonly<Record<string, string>>;

export interface ParamChange {
  file: string;
  path: string;
  before: Value;
  /** Several in a grid. */
  after: Value[];
}

export interface DataChange {
  path: string;
  before: string;
  after: string;
}

/** A form as it stands. */
export interface Filled {
  changed: ParamChange[];
  data: DataChange[];
  /** What is wrong, by the key of its field. */
  wrong: Record<string, string>;
  /** How many experiments it makes: one, or as many as a grid has points. */
  points: number;
}

/** A grid of more is refused by the server; the form says so before. */
export const POINTS_MAX = 50;

export function fieldKey(file: string, path: string): string {
  return JSON.stringify([file, path]);
}

export function dataKey(path: string): string {
  return JSON.stringify(["", path]);
}

/** A value as it stands in its field. */
export function written(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" && !Number.isFinite(value)) {
    return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
  }
  return value === null ? "" : typeof value === "object" ? JSON.stringify(value, spaced) : String(value);
}

type Read = { value: Value } | { wrong: string };

/** What was typed into a field, as a value of the field's type: a param keeps its type. */
export function readValue(type: FieldType, text: string): Read {
  const said = text.trim();
  switch (type) {
    case "text":
      return { value: text };
    case "integer":
      if (!/^[+-]?\d(_?\d)*$/.test(said)) return { wrong: "a whole number, like 42" };
      return whole(said);
    case "number": {
      const number = readNumber(said);
      return number === null ? { wrong: "a number, like 0.01 or 1e-3" } : { value: number };
    }
    case "boolean": {
      if (/^(true|yes|on)$/i.test(said)) return { value: true };
      return /^(false|no|off)$/i.test(said) ? { value: false } : { wrong: "true or false" };
    }
    case "list":
      return readList(said);
    case "null":
      return { value: scalar(said) };
  }
}

/** Whether what a field holds counts as something else than what the file has. */
export function isChanged(field: Field, text: string | undefined, grid: boolean): boolean {
  if (text === undefined) return false;
  const read = readField(field, text, grid);
  return "wrong" in read || read.values.length > 1 || !same(read.values[0] ?? null, field.value);
}

type ReadAll = { values: Value[] } | { wrong: string };

/** A field's one value; in a grid as many as commas divide. */
export function readField(field: Field, text: string, grid: boolean): ReadAll {
  if (!grid) {
    const read = readValue(field.type, text);
    return "wrong" in read ? read : { values: [read.value] };
  }
  // A list by itself is one value, as it is without a grid.
  const parts = field.type === "list" && !/^\s*\[/.test(text) ? [text] : divided(text);
  const values: Value[] = [];
  for (const part of parts.length > 1 ? parts.filter((each) => each.trim() !== "") : parts) {
    const read = readValue(field.type, field.type === "text" ? unquoted(part.trim()) : part);
    if ("wrong" in read) return { wrong: `${read.wrong}; several with commas between them` };
    if (!values.some((value) => same(value, read.value))) values.push(read.value);
  }
  return { values };
}

/** The form and what was typed → what changes, what is wrong, and how many experiments that makes. */
export function filled(form: RunForm, typed: Typed, grid: boolean): Filled {
  const found: Filled = { changed: [], data: [], wrong: {}, points: 1 };
  for (const { file, fields } of form.params) {
    for (const field of fields) {
      const key = fieldKey(file, field.path);
      const text = typed[key];
      // What the field showed at first stands for the value, even where it could not be typed again.
      if (text === undefined || text === written(field.value)) continue;
      const read = readField(field, text, grid);
      if ("wrong" in read) {
        found.wrong[key] = read.wrong;
        continue;
      }
      if (read.values.length === 1 && same(read.values[0] ?? null, field.value)) continue;
      found.changed.push({ file, path: field.path, before: field.value, after: read.values });
      found.points *= read.values.length;
    }
  }
  for (const { path, hash } of form.data) {
    const chosen = typed[dataKey(path)];
    if (chosen !== undefined && chosen !== hash) found.data.push({ path, before: hash, after: chosen });
  }
  return found;
}

/** What the server is asked for: `params` by file and path; each a list of values in a grid. */
export function asked({ changed, data }: Filled, grid: boolean) {
  const params: Record<string, Record<string, Value>> = {};
  for (const { file, path, after } of changed) {
    const own = params[file] ?? {};
    params[file] = own;
    own[path] = grid ? after : (after[0] ?? null);
  }
  return { params, data: Object.fromEntries(data.map(({ path, after }) => [path, after])) };
}

/** Each experiment of a grid, in the order in which fields stand: the last field changes first. */
export function points(changed: readonly ParamChange[], most = POINTS_MAX): { path: string; value: Value }[][] {
  let found: { path: string; value: Value }[][] = [[]];
  for (const { path, after } of changed) {
    found = found.flatMap((point) => after.map((value) => [...point, { path, value }])).slice(0, most);
  }
  return found;
}

/** The files with the fields that the words of the filter box, all of them, are in. */
export function narrowed<F extends RunForm>(form: F, words: string, keep: (key: string) => boolean): F {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text: string) => wanted.every((word) => text.toLowerCase().includes(word));
  return {
    ...form,
    params: form.params.flatMap((each) => {
      const fields = each.fields.filter(({ path }) => fits(`${each.file} ${path}`) && keep(fieldKey(each.file, path)));
      return fields.length > 0 ? [{ ...each, fields }] : [];
    }),
    data: form.data.filter(({ path, file }) => fits(`${path} ${file}`) && keep(dataKey(path))),
  };
}

/** "lr = 0.01, depth = 4", by the last keys where they are enough to tell them apart. */
export function pointWords(point: readonly { path: string; value: Value }[]): string {
  const last = point.map(({ path }) => path.split(".").at(-1) ?? path);
  return point
    .map(({ path, value }, at) => {
      const name = last[at] as string;
      return `${last.indexOf(name) === last.lastIndexOf(name) ? name : path} = ${written(value) || "null"}`;
    })
    .join(", ");
}

/** The same by hand: `dvc exp run -S params.yaml:train.lr=0.01`. */
export function runCommand(changed: readonly ParamChange[], name: string): string {
  const several = changed.some(({ after }) => after.length > 1);
  const sets = changed.map(({ file, path, after }) => `-S ${shell(`${file}:${path}=${after.map(hydra).join(",")}`)}`);
  return ["dvc exp run", ...(several ? ["--queue"] : name ? [`--name ${shell(name)}`] : []), ...sets].join(" ");
}

/** A value as DVC takes it on the command line. */
function hydra(value: Value): string {
  if (typeof value !== "string" || !/^$|[\s,'"[\]{}:=]/.test(value)) return written(value) || "null";
  return `'${value.replaceAll("'", "\\'")}'`;
}

function shell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Text divided at its commas, but not inside of quotes and brackets. */
export function divided(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  let depth = 0;
  let quote = "";
  for (const sign of text) {
    if (quote) quote = sign === quote ? "" : quote;
    else if ((sign === '"' || sign === "'") && (part.trim() === "" || depth > 0)) quote = sign;
    else if (sign === "[" || sign === "{") depth += 1;
    else if (sign === "]" || sign === "}") depth -= 1;
    else if (sign === "," && depth <= 0) {
      parts.push(part);
      part = "";
      continue;
    }
    part += sign;
  }
  return [...parts, part];
}

/** A finite one: JSON has no other. */
function readNumber(said: string): number | null {
  if (!/^[+-]?(\d(_?\d)*\.?(\d(_?\d)*)?|\.\d(_?\d)*)(e[+-]?\d+)?$/i.test(said)) return null;
  const number = Number(said.replaceAll("_", ""));
  return Number.isFinite(number) ? number : null;
}

/** What a browser would round is not sent. */
function whole(said: string): Read {
  const number = Number(said.replaceAll("_", ""));
  return Number.isSafeInteger(number) ? { value: number } : { wrong: "between -9007199254740991 and 9007199254740991" };
}

/** `[1, 2]`, `["a", "b"]`, or without brackets and quotes: `a, b`. */
function readList(said: string): Read {
  if (said === "") return { value: [] };
  try {
    const value: unknown = SPECIAL.test(said) ? null : JSON.parse(said);
    if (Array.isArray(value)) return { value: value as Value[] };
  } catch {
    // Not JSON; as people write it, then.
  }
  const inner = /^\[(.*)\]$/s.exec(said)?.[1] ?? said;
  if (/[[\]{}]/.test(inner) || SPECIAL.test(inner)) return { wrong: "a list, like [1, 2] or a, b" };
  return inner.trim() === "" ? { value: [] } : { value: divided(inner).map((each) => scalar(each.trim())) };
}

const SPECIAL = /(^|[\s,"'])[+-]?\.(inf|nan)\b/i;

/** A value without a type of its own, as YAML reads it. */
function scalar(said: string): Value {
  if (/^(|~|null)$/i.test(said)) return null;
  if (/^(true|false)$/i.test(said)) return said.toLowerCase() === "true";
  const number = readNumber(said);
  return number ?? unquoted(said);
}

function unquoted(text: string): string {
  return /^"([^"]*)"$|^'([^']*)'$/.test(text) ? text.slice(1, -1) : text;
}

function same(one: Value, other: Value): boolean {
  return typeof one === typeof other && written(one) === written(other);
}

/** JSON with the infinities and NaN as words, so that a list that holds them can be shown. */
function spaced(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? written(value) : value;
}

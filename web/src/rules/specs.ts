/** Vega-Lite specifications: those of the server in the colours of the table, and ours of charts of lines. */

import { DASHES, type NamedLine } from "./chartLines";
import { positive, type Series, smoothed, UNSMOOTHED } from "./lines";
import type { ChartSetting } from "./panels";

export type Spec = { [key: string]: unknown };

export interface Dress {
  id: string;
  label: string;
  /** A colour that CSS understands. */
  colour: string;
  /** It is a run whose points come beside those that are in the specification. */
  live?: boolean;
}

const REV = "rev";

/**
 * A specification with its rows called as in the table and in their colours. It fills its card, and leaves its title
 * to the card. Nothing else changes: what a template does, it does here.
 */
export function dressed(spec: Spec, rows: readonly Dress[]): Spec {
  const names = unique(rows);
  const colours = new Map(rows.map(({ id, colour }) => [names.get(id) ?? id, colour]));
  const live = rows.filter((row) => row.live).map(({ id }) => names.get(id) ?? id);
  const worn = recoloured(spec, { names, colours, live }) as Spec;
  const { title: _, ...rest } = worn;
  return facets(worn) ? rest : { ...rest, width: "container", autosize: { type: "fit", contains: "padding" } };
}

/** Two rows of one name would be one line: the id tells them apart. */
function unique(rows: readonly Dress[]): Map<string, string> {
  const uses = new Map<string, number>();
  for (const { label } of rows) uses.set(label, (uses.get(label) ?? 0) + 1);
  return new Map(
    rows.map(({ id, label }) => [
      id,
      (uses.get(label) ?? 0) > 1 ? `${label} ${id.replace("live:", "").slice(0, 7)}` : label,
    ]),
  );
}

interface Worn {
  names: Map<string, string>;
  colours: Map<string, string>;
  live: string[];
}

function recoloured(part: unknown, worn: Worn): unknown {
  if (Array.isArray(part)) {
    return part.some((each) => isSpec(each)) ? part.map((each) => recoloured(each, worn)) : part;
  }
  if (!isSpec(part)) return part;
  const made: Spec = {};
  for (const [key, value] of Object.entries(part)) {
    if (key === "values" && Array.isArray(value)) made[key] = value.map((datum) => renamed(datum, worn.names));
    else if ((key === "color" || key === "stroke" || key === "fill") && isSpec(value) && value.field === REV) {
      made[key] = { ...value, scale: { ...scale(value), ...paint(value, worn) } };
    } else made[key] = recoloured(value, worn);
  }
  return made;
}

function scale(encoding: Spec): Spec {
  return isSpec(encoding.scale) ? encoding.scale : {};
}

/** The rows that a specification speaks of, in its order, else all of them. */
function paint(encoding: Spec, { names, colours, live }: Worn) {
  const said = scale(encoding).domain;
  const domain = Array.isArray(said)
    ? [...new Set([...said.map((each) => names.get(String(each)) ?? String(each)), ...live])]
    : [...colours.keys()];
  return { domain, range: domain.map((name) => colours.get(name) ?? "gray") };
}

function renamed(datum: unknown, names: Map<string, string>): unknown {
  if (!isSpec(datum) || typeof datum[REV] !== "string") return datum;
  return { ...datum, [REV]: names.get(datum[REV]) ?? datum[REV] };
}

/**
 * What running jobs sent, as data of a specification beside its own: under the fields that are its axes, in its other
 * words. Nothing where it has no data of its own or no such axes.
 */
export function livePoints(spec: Spec, lines: readonly Series[], rows: readonly Dress[]): Spec[] {
  const values = isSpec(spec.data) ? spec.data.values : undefined;
  const axes = axesOf(spec);
  if (lines.length === 0 || !axes || !Array.isArray(values)) return [];
  const names = unique(rows);
  const [like] = values;
  const { filename, field } = isSpec(like) ? like : {};
  return lines.flatMap(({ row, x, y }) =>
    x.flatMap((at, index) => {
      const value = y[index];
      return typeof value === "number"
        ? [{ [axes.x]: at, [axes.y]: value, [REV]: names.get(row) ?? row, filename, field }]
        : [];
    }),
  );
}

/** The same specification with more data. */
export function withPoints(spec: Spec, points: readonly Spec[]): Spec {
  if (points.length === 0 || !isSpec(spec.data) || !Array.isArray(spec.data.values)) return spec;
  return { ...spec, data: { ...spec.data, values: [...spec.data.values, ...points] } };
}

/** The fields of the first layer that has both. */
function axesOf(spec: Spec): { x: string; y: string } | null {
  const { encoding, layer } = spec;
  const field = (name: "x" | "y") => {
    const said = isSpec(encoding) ? encoding[name] : undefined;
    return isSpec(said) && typeof said.field === "string" ? said.field : null;
  };
  const [x, y] = [field("x"), field("y")];
  if (x !== null && y !== null) return { x, y };
  for (const each of Array.isArray(layer) ? layer : []) {
    const found = isSpec(each)
      ? axesOf({ ...each, encoding: { ...((encoding as Spec) ?? {}), ...((each.encoding as Spec) ?? {}) } })
      : null;
    if (found) return found;
  }
  return null;
}

/** Charts side by side have each their own width. */
function facets(spec: Spec): boolean {
  if (["facet", "repeat", "hconcat", "vconcat", "concat"].some((key) => key in spec)) return true;
  const { encoding } = spec;
  return isSpec(encoding) && ["row", "column", "facet"].some((key) => key in encoding);
}

function isSpec(value: unknown): value is Spec {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export interface SpokenLine extends Series {
  label: string;
  colour: string;
  /** The how-manieth line of its row. */
  dash?: number;
}

export interface Spoken {
  title: string;
  xLabel: string;
  yLabel: string;
  dots?: boolean | undefined;
  /** What stands at a place of an axis that has no numbers of its own: a commit's id, a text. */
  xText?: ((place: number) => string) | undefined;
  yText?: ((place: number) => string) | undefined;
  setting: ChartSetting;
}

/** The points of a chart of lines as they were measured, a line each. */
export function linesCsv({
  lines,
  xText,
  yText,
}: Pick<Spoken, "xText" | "yText"> & { lines: readonly NamedLine[] }): string {
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const points = lines.flatMap(({ label, x, y }) =>
    x.map((at, index) => {
      const value = y[index] ?? null;
      const up = value === null ? "" : (yText?.(value) ?? String(value));
      return [label, xText?.(at) ?? String(at), up].map(quoted).join();
    }),
  );
  return ["line,x,y", ...points, ""].join("\n");
}

/** Our own chart of lines as a specification: for saving as a picture, and to read. It shows what the page shows. */
export function linesSpec(lines: readonly SpokenLine[], about: Spoken): Spec {
  const { title, xLabel, yLabel, dots = false, xText, yText, setting } = about;
  const { smooth = UNSMOOTHED, logX = false, logY = false } = setting;
  const isSmoothed = smooth > UNSMOOTHED;
  const labels = [...new Map(lines.map(({ label, colour }) => [label, colour]))];
  const dashes = new Map(lines.map(({ label, dash = 0 }) => [label, dash]));
  const isDashed = [...dashes.values()].some((dash) => dash > 0);
  const axis = (name: "x" | "y", log: boolean, label: string, text: unknown) =>
    text
      ? {
          field: `${name}Text`,
          type: "ordinal",
          title: label,
          sort: { field: name, op: "min" },
          axis: { labelOverlap: true },
        }
      : { field: name, type: "quantitative", title: label, scale: { zero: false, ...(log ? { type: "log" } : {}) } };
  const values = (line: SpokenLine, measured: boolean) =>
    line.x.flatMap((x, index) => {
      const y = line.y[index] ?? null;
      // a hole breaks a line of numbers; a trend goes on over it
      if (y === null && (dots || xText || yText)) return [];
      const texts = { ...(xText ? { xText: xText(x) } : {}), ...(yText && y !== null ? { yText: yText(y) } : {}) };
      return [{ x, y, ...texts, line: line.label, ...(measured ? { measured } : {}) }];
    });
  const kept = lines.map((line) => ({ ...line, ...positive(line, { x: logX, y: logY }) }));
  const encoding = {
    x: axis("x", logX, xLabel, xText),
    y: axis("y", logY, yLabel, yText),
    color: {
      field: "line",
      type: "nominal",
      title: null,
      scale: { domain: labels.map(([label]) => label), range: labels.map(([, colour]) => colour) },
      ...(isSmoothed ? { legend: { symbolOpacity: 1 } } : {}),
    },
    ...(isDashed
      ? {
          strokeDash: {
            field: "line",
            type: "nominal",
            title: null,
            scale: {
              domain: labels.map(([label]) => label),
              range: labels.map(([label]) => DASHES[(dashes.get(label) ?? 0) % DASHES.length]),
            },
          },
        }
      : {}),
  };
  const mark = dots ? { type: "point", filled: true } : { type: "line" };
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title,
    width: 720,
    height: 400,
    data: {
      values: [
        ...(isSmoothed ? kept.flatMap((line) => values(line, true)) : []),
        ...kept.flatMap((line) => values(isSmoothed ? { ...line, ...smoothed(line, smooth) } : line, false)),
      ],
    },
    encoding,
    // what was smoothed stands in front of what was measured
    ...(isSmoothed
      ? {
          layer: [
            { transform: [{ filter: "datum.measured === true" }], mark: { ...mark, opacity: 0.25 } },
            { transform: [{ filter: "datum.measured !== true" }], mark },
          ],
        }
      : { mark }),
  };
}

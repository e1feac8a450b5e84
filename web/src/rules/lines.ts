/** Lines of a chart: rows with different x side by side, smoothing as DVC's templates do it, and what a tooltip says. */

import { regressionLoess } from "vega-statistics";

export interface Series {
  /** Of which row, and, where a row has several lines, which of them. */
  row: string;
  name: string | null;
  x: number[];
  y: (number | null)[];
}

/** One x for all lines. `undefined`: this line has no point there, and goes on; null: it has a hole there. */
export interface Aligned {
  x: number[];
  ys: (number | null | undefined)[][];
}

/** Below it a template's slider does not smooth: a window of two points weighs only the one it stands on. */
export const UNSMOOTHED = 0.001;
// A screen shows no more, and the time that local regression takes grows with the square.
const SMOOTHED_POINTS = 1500;

/** The points in ascending x; those that have none are left out. Equal x stay in the order of the file. */
export function ascending(series: Series): Series {
  let sorted = true;
  for (let at = 0; at < series.x.length && sorted; at++) {
    const value = series.x[at] as number;
    sorted = Number.isFinite(value) && (at === 0 || (series.x[at - 1] as number) <= value);
  }
  if (sorted) return series;
  const places = [...series.x.keys()].filter((at) => Number.isFinite(series.x[at]));
  places.sort((a, b) => (series.x[a] as number) - (series.x[b] as number));
  return { ...series, x: places.map((at) => series.x[at] as number), y: places.map((at) => series.y[at] ?? null) };
}

/** Lines over one common x. An x that one line has twice (a step upwards) stands twice. */
export function align(lines: readonly Pick<Series, "x" | "y">[]): Aligned {
  const [first] = lines;
  if (!first) return { x: [], ys: [] };
  if (lines.every(({ x }) => x === first.x || sameNumbers(x, first.x))) {
    return { x: first.x, ys: lines.map(({ y }) => y) };
  }
  const heads = lines.map(() => 0);
  const x: number[] = [];
  const ys: (number | null | undefined)[][] = lines.map(() => []);
  for (;;) {
    let next = Number.POSITIVE_INFINITY;
    for (let line = 0; line < lines.length; line++) {
      const value = lines[line]?.x[heads[line] ?? 0];
      if (value !== undefined && value < next) next = value;
    }
    if (next === Number.POSITIVE_INFINITY) return { x, ys };
    for (let again = true; again; ) {
      again = false;
      x.push(next);
      for (let line = 0; line < lines.length; line++) {
        const head = heads[line] ?? 0;
        const of = lines[line];
        if (of?.x[head] === next) {
          ys[line]?.push(of.y[head] ?? null);
          heads[line] = head + 1;
          again ||= of.x[head + 1] === next;
        } else ys[line]?.push(undefined);
      }
    }
  }
}

function sameNumbers(one: readonly number[], other: readonly number[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/**
 * The curve that the template `linear` shows at a place of its slider: Vega's local regression. Lines of more points
 * than a screen has are first averaged in groups, which moves the curve by less than a pixel.
 */
export function smoothed(series: Series, bandwidth: number): Series {
  if (bandwidth <= UNSMOOTHED) return series;
  const points: [number, number][] = [];
  for (let at = 0; at < series.x.length; at++) {
    const y = series.y[at];
    if (typeof y === "number" && Number.isFinite(y)) points.push([series.x[at] as number, y]);
  }
  if (points.length < 3) return series;
  const curve = regressionLoess(
    grouped(points),
    ([x]) => x,
    ([, y]) => y,
    bandwidth,
  );
  // Where all x of a window are equal there is no slope, and the regression answers NaN.
  const kept = curve.filter(([, y]) => Number.isFinite(y));
  return { ...series, x: kept.map(([x]) => x), y: kept.map(([, y]) => y) };
}

function grouped(points: [number, number][]): [number, number][] {
  const size = Math.ceil(points.length / SMOOTHED_POINTS);
  if (size <= 1) return points;
  const groups: [number, number][] = [];
  for (let at = 0; at < points.length; at += size) {
    const group = points.slice(at, at + size);
    const sum = group.reduce(([x, y], point) => [x + point[0], y + point[1]], [0, 0]);
    groups.push([sum[0] / group.length, sum[1] / group.length]);
  }
  return groups;
}

/** For a logarithmic axis: what is not above zero has no place on it. */
export function positive(series: Series, of: { x: boolean; y: boolean }): Series {
  if (!of.x && !of.y) return series;
  const keeps = (at: number) => !of.x || (series.x[at] as number) > 0;
  const places = [...series.x.keys()].filter(keeps);
  const y = (at: number) => {
    const value = series.y[at] ?? null;
    return of.y && value !== null && value <= 0 ? null : value;
  };
  return { ...series, x: places.map((at) => series.x[at] as number), y: places.map(y) };
}

/** New points at the end of a line. A step that was sent again takes the place of what it said before. */
export function extended(series: Series, points: readonly [number, number | null][]): Series {
  if (points.length === 0) return series;
  const x = [...series.x];
  const y = [...series.y];
  for (const [step, value] of points) {
    const last = x.at(-1);
    const at = last === undefined || last < step ? -1 : x.lastIndexOf(step);
    if (at < 0) {
      x.push(step);
      y.push(value);
    } else y[at] = value;
  }
  return ascending({ ...series, x, y });
}

/** The lowest and highest y of what is in view, with a little air; null where there is nothing. */
export function extent(ys: readonly (readonly (number | null | undefined)[])[]): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const y of ys) {
    for (const value of y) {
      if (typeof value !== "number") continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? null : [low, high];
}

/** Values of params and metrics as text. */

/** About five significant digits; whole numbers as they are. The full value belongs in the title and the copy. */
export function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential(4) : String(Number(value.toPrecision(5)));
}

/** Any JSON value in one line. */
export function short(value: unknown): string {
  if (typeof value === "number") return number(value);
  return full(value);
}

/** Any JSON value, nothing rounded. */
export function full(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return JSON.stringify(value);
}

/** More than this, in percent, is said as a factor. */
const MANY_PERCENT = 1000;

/** How much a number changed: "+0.012 (+1.4 %)", "+63.99 (×6400)"; nothing for what is no number. */
export function delta(before: unknown, after: unknown): string | null {
  if (typeof before !== "number" || typeof after !== "number") return null;
  const difference = after - before;
  const sign = difference > 0 ? "+" : difference < 0 ? "−" : "±";
  const percent = Number((Math.abs(difference / before) * 100).toPrecision(3));
  const times = percent > MANY_PERCENT && after / before > 0;
  const share = times ? `×${number(Number((after / before).toPrecision(3)))}` : `${sign}${number(percent)} %`;
  return `${sign}${number(Math.abs(difference))}${before === 0 ? "" : ` (${share})`}`;
}

/** {train: {lr: 0.1}} → [["train.lr", 0.1]], in the order of the file. */
export function flat(tree: Record<string, unknown>, prefix = ""): [string, unknown][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length > 0
      ? flat(value as Record<string, unknown>, `${prefix}${key}.`)
      : [[`${prefix}${key}`, value] as [string, unknown]],
  );
}

/** A commit id as people write it. */
export function shortId(id: string): string {
  return id.slice(0, 7);
}

/** "1 model", "2 models", "1,240 models". */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString("en-US")} ${amount === 1 ? one : many}`;
}

/** A value as the server sends it: numbers that JSON lacks are `{"$": "nan"}`, `"inf"` or `"-inf"`. */
export function metric(value: unknown): unknown {
  if (value === null || typeof value !== "object" || !("$" in value)) return value;
  const special: Record<string, number> = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": -Infinity };
  return special[String(value.$)] ?? value;
}

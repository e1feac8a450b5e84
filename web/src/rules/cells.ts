/** Values of the experiments table as text: short in the cell, whole on hover, in copies and in exports. */

import type { Cell, Column, FileValue, ModelValue } from "./table";
import { full, number } from "./values";

/** A file's size, hash and number of files, if the cell holds one. */
export function fileOf(cell: Cell): { size: number | null; files: number | null; hash: string | null } | null {
  if (!Array.isArray(cell)) return null;
  const [size, files, hash] = cell as FileValue;
  return { size: size ?? null, files: files ?? null, hash: hash ?? null };
}

export function modelOf(cell: Cell): ModelValue | null {
  return typeof cell === "object" && cell !== null && !Array.isArray(cell) && "name" in cell
    ? (cell as unknown as ModelValue)
    : null;
}

/** The number that a cell counts as, for comparing, sorting and drawing: a file's size; null for what is no number. */
export function numeric(column: Column, cell: Cell): number | null {
  if (typeof cell === "number") return cell;
  if (column.kind === "files") return fileOf(cell)?.size ?? null;
  return null;
}

/** What stands in the cell. */
export function brief(column: Column, cell: Cell): string {
  if (cell === undefined) return "–";
  if (column.kind === "models") return modelOf(cell)?.version ?? "";
  if (column.kind === "files") {
    const file = fileOf(cell);
    if (!file) return "–";
    if (file.files !== null) return `${file.files.toLocaleString("en-US")} ${file.files === 1 ? "item" : "items"}`;
    return file.size === null ? (file.hash ?? "–").slice(0, 7) : bytes(file.size);
  }
  if (typeof cell === "number") return figure(cell);
  if (cell === null) return "null";
  return Array.isArray(cell)
    ? `[${cell.map((each) => (typeof each === "number" ? figure(each) : full(each))).join(", ")}]`
    : full(cell);
}

/** What the hover says and the copy has: nothing rounded, nothing left out. */
export function whole(column: Column, cell: Cell): string {
  if (cell === undefined) return "";
  if (column.kind === "models") {
    const model = modelOf(cell);
    return model ? [model.version ?? "not registered", ...model.stages].join(", ") : "";
  }
  if (column.kind === "files") {
    const file = fileOf(cell);
    if (!file) return "";
    return [
      file.size !== null && `${file.size.toLocaleString("en-US")} bytes`,
      file.files !== null && `${file.files.toLocaleString("en-US")} files`,
      file.hash,
    ]
      .filter(Boolean)
      .join(", ");
  }
  if (typeof cell === "number") return spelled(cell);
  return cell === null ? "null" : full(cell);
}

/** A difference to the baseline, with its sign. */
export function difference(column: Column, cell: Cell, base: Cell): string | null {
  const [one, other] = [numeric(column, cell), numeric(column, base)];
  if (one === null || other === null) return null;
  const delta = one - other;
  if (Number.isNaN(delta)) return "–";
  if (delta === 0) return "0";
  const size = column.kind === "files" ? bytes(Math.abs(delta)) : figure(rounded(Math.abs(delta), one, other));
  return `${delta > 0 ? "+" : "−"}${size}`;
}

/** 0.3 − 0.1 is 0.2, and not 0.19999999999999998: no more digits than the two numbers had. */
function rounded(delta: number, one: number, other: number): number {
  const digits = Math.max(decimals(one), decimals(other));
  return digits <= 15 ? Number(delta.toFixed(digits)) : delta;
}

function decimals(value: number): number {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  return Math.max(0, (mantissa.split(".")[1]?.length ?? 0) - Number(exponent));
}

/** About five significant digits. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  return number(value);
}

function spelled(value: number): string {
  return Number.isNaN(value) ? "NaN" : String(value);
}

/** 1,536 → "1.5 kB"; powers of 1,000, as forges and disks count. */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  const units = ["kB", "MB", "GB", "TB", "PB"];
  let value = size;
  let unit = -1;
  do {
    value /= 1000;
    unit += 1;
  } while (value >= 999.5 && unit < units.length - 1);
  return `${Number(value.toPrecision(3))} ${units[unit]}`;
}

/** "1.5 MB" → 1,500,000; a number as it is; null for what is neither. */
export function readBytes(text: string): number | null {
  const parts = /^\s*([\d.]+)\s*([kmgtp]?)(i?)b?\s*$/i.exec(text);
  if (!parts) return null;
  const power = " kmgtp".indexOf((parts[2] ?? "").toLowerCase() || " ");
  return Number(parts[1]) * (parts[3] ? 1024 : 1000) ** power;
}

/** The table as it is shown, for other programs: the rows that pass in their order, the columns drawn, nothing rounded. */

import { fileOf, modelOf } from "./cells";
import { title } from "./columns";
import { nameOf } from "./sorting";
import { type Cell, type Column, createdAt, runOf, type Table } from "./table";
import type { Tree } from "./tree";

const OWN = ["commit", "branch", "kind", "name", "created", "author", "message", "note"] as const;

function own(table: Table, tree: Tree, row: number): Record<(typeof OWN)[number], string> {
  const run = runOf(table, row);
  const experiment = table.experimentOf.get(row);
  const from = run ? table.commitById.get(run.baseline) : (experiment?.baseline ?? row);
  const group = from === undefined ? undefined : tree.groups[tree.groupOf[from] ?? -1];
  return {
    commit: run ? "" : (table.commits.id[row] ?? ""),
    branch: group?.kind === "branch" ? group.name : "",
    kind: run ? "live" : experiment ? "experiment" : "commit",
    name: nameOf(table, row),
    created: new Date(createdAt(table, row) * 1000).toISOString(),
    author: run ? "" : (table.commits.author[row] ?? ""),
    message: run ? (run.message ?? "") : (table.commits.message[row] ?? ""),
    note: table.notes.get(row) ?? "",
  };
}

export function asCsv(table: Table, tree: Tree, rows: readonly number[], columns: readonly Column[]): string {
  const lines = [[...OWN, ...columns.map(title)]];
  for (const row of rows) {
    const said = own(table, tree, row);
    lines.push([...OWN.map((key) => said[key]), ...columns.map((column) => text(column, column.of(row)))]);
  }
  return `${lines.map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}

export function asJson(table: Table, tree: Tree, rows: readonly number[], columns: readonly Column[]): string {
  const found = rows.map((row) => {
    const values: Record<string, Record<string, Record<string, unknown>>> = {};
    for (const column of columns) {
      const cell = column.of(row);
      if (cell === undefined) continue;
      values[column.kind] ??= {};
      const kind = values[column.kind] as Record<string, Record<string, unknown>>;
      kind[column.file] ??= {};
      (kind[column.file] as Record<string, unknown>)[column.path.join(".")] = plain(column, cell);
    }
    return { ...own(table, tree, row), ...values };
  });
  return `${JSON.stringify(found, null, 1)}\n`;
}

/** A file by its hash and size, a model by its version. */
function plain(column: Column, cell: Cell): unknown {
  if (column.kind === "files") return fileOf(cell);
  if (column.kind === "models") return modelOf(cell);
  return typeof cell === "number" && !Number.isFinite(cell) ? String(cell) : cell;
}

function text(column: Column, cell: Cell): string {
  if (cell === undefined) return "";
  if (column.kind === "files") return String(fileOf(cell)?.size ?? "");
  if (column.kind === "models") return modelOf(cell)?.version ?? "";
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

/** As RFC 4180 has it. What a spreadsheet would take for a formula gets a quote before it, as text has there. */
function quoted(field: string): string {
  const safe = /^[=+@\t\r]|^-(?![\d.]|Infinity$)/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

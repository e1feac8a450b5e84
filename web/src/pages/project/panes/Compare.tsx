import { useMemo, useState } from "react";
import { Icon } from "../../../parts/Icon";
import { Empty } from "../../../parts/states";
import { webAddress } from "../../../rules/addresses";
import { compareRows, diffAddress, difference, fileText, type Group, type Line, towards } from "../../../rules/compare";
import { type Cell, failuresOf, type Kind, type Table } from "../../../rules/table";
import { count, full, short } from "../../../rules/values";
import { Pane } from "./Pane";
import { Problems } from "./Problems";
import { RowChip } from "./RowChip";
import type { RowRef } from "./rowRef";
import type { PanelState } from "./types";

const LINES_AT_FIRST = 300;
const COLUMNS_AT_FIRST = 60;

/** What the checked rows differ in. */
export function Compare({
  table,
  rows: checked,
  baseline,
  hidden,
  goals,
  panels,
  setPanels,
  onRemove,
  onClose,
}: PanelState & {
  table: Table;
  rows: RowRef[];
  /** The row that others are compared with, and that stands before them, where it is among them; else it is the first. */
  baseline: number | null;
  hidden: ReadonlySet<string>;
  goals: Readonly<Record<string, "up" | "down">>;
  onRemove: (id: string) => void;
  onClose: () => void;
}) {
  const { all, turned } = panels.compare;
  const set = (change: Partial<typeof panels.compare>) =>
    setPanels((before) => ({ ...before, compare: { ...before.compare, ...change } }));
  const rows = useMemo(
    () => [...checked.filter(({ row }) => row === baseline), ...checked.filter(({ row }) => row !== baseline)],
    [checked, baseline],
  );
  const against = 0;
  const groups = useMemo(
    () =>
      compareRows(
        table.columns,
        rows.map(({ row }) => row),
        { all, hidden },
      ),
    [table, rows, all, hidden],
  );
  const left = groups.reduce((sum, group) => sum + group.left, 0);
  const diff = rows.length === 2 ? forgeDiff(table, rows[against], rows[1 - against]) : null;
  const shown = groups.filter(({ lines }) => lines.length > 0);
  const nothing = shown.length === 0;
  const unread = useMemo(
    () => Object.fromEntries(rows.flatMap(({ id, row }) => unreadOf(table, row).map((said) => [id, said]))),
    [table, rows],
  );
  return (
    <Pane
      name="compare"
      title="Changes"
      onClose={onClose}
      actions={
        diff && (
          <a className="button small" href={diff} rel="noreferrer">
            <Icon name="out" /> Code changes
          </a>
        )
      }
    >
      <ul className="row-chips" aria-label="Compared rows">
        {rows.map((row, index) => (
          <li key={row.id}>
            <RowChip
              row={row}
              {...(index === against && rows.length > 1 ? { note: row.row === baseline ? "baseline" : "first" } : {})}
              onRemove={() => onRemove(row.id)}
            />
          </li>
        ))}
      </ul>
      {rows.length === 0 ? (
        <Empty title="No rows to compare">
          <p className="soft">Check two or more rows of the table: space checks the row that has the focus.</p>
        </Empty>
      ) : (
        <>
          <div className="line wrap pane-options">
            <label className="check">
              <input type="checkbox" checked={all} onChange={(event) => set({ all: event.target.checked })} />
              Unchanged and hidden values too
            </label>
            <label className="check">
              <input type="checkbox" checked={turned} onChange={(event) => set({ turned: event.target.checked })} />
              Rows downwards
            </label>
            <span className="apart" />
            {left > 0 && <span className="soft small">{count(left, "value")} not shown</span>}
          </div>
          {nothing && (
            <p className="soft">
              {rows.length === 1
                ? "One row differs in nothing from itself. Check another, or show unchanged values."
                : Object.keys(unread).length > 0
                  ? "As far as they could be read, these rows have the same metrics, parameters and files."
                  : "These rows have the same metrics, parameters and files."}
            </p>
          )}
          <Problems errors={unread} rows={rows} />
          {!nothing &&
            (turned ? (
              shown.map((group) => <Turned key={group.kind} {...{ group, rows, against, goals, table }} />)
            ) : (
              <Upright {...{ rows, against, goals, table }} groups={shown} />
            ))}
        </>
      )}
    </Pane>
  );
}

const FILES_NAMED = 3;

/** What is not compared, since it could not be read: nothing, or one text. */
function unreadOf(table: Table, row: number): string[] {
  const failures = failuresOf(table, row);
  if (failures.length === 0) return [];
  const named = failures.slice(0, FILES_NAMED).map(({ file, msg }) => `${file}: ${msg}`);
  const more = failures.length - named.length;
  return [[...named, ...(more > 0 ? [`${count(more, "more file")} could not be read`] : [])].join("; ")];
}

interface Shown {
  rows: RowRef[];
  against: number;
  goals: Readonly<Record<string, "up" | "down">>;
  table: Table;
}

/** A line for each value, a column for each row. */
function Upright({ groups, rows, against, goals, table }: Shown & { groups: Group[] }) {
  const [whole, setWhole] = useState<ReadonlySet<Kind>>(new Set());
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
    <section className="table-frame compared-frame" tabIndex={0} aria-label="Values side by side">
      <table className="compared">
        <thead>
          <tr>
            <th scope="col" className="frozen">
              <span className="hidden-text">Value</span>
            </th>
            {rows.map((row, index) => (
              <th key={row.id} scope="col" className="number" data-row-colour={row.colour}>
                <RowHead row={row} diff={index === against ? null : forgeDiff(table, rows[against], row)} />
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.kind}>
            <tr className={`group ${group.kind}`}>
              <th scope="rowgroup" colSpan={rows.length + 1}>
                <span className="group-name">{group.title}</span>
              </th>
            </tr>
            {(whole.has(group.kind) ? group.lines : group.lines.slice(0, LINES_AT_FIRST)).map((line) => (
              <tr key={line.column.id}>
                <th scope="row" className="frozen">
                  <LineName line={line} among={group.lines} />
                </th>
                {rows.map((row, index) => (
                  <ValueCell key={row.id} {...cellOf(line, index, against, row, goals)} />
                ))}
              </tr>
            ))}
            {!whole.has(group.kind) && group.lines.length > LINES_AT_FIRST && (
              <tr>
                <td colSpan={rows.length + 1}>
                  <button
                    type="button"
                    className="button small"
                    onClick={() => setWhole(new Set([...whole, group.kind]))}
                  >
                    Show {count(group.lines.length - LINES_AT_FIRST, "more value")}
                  </button>
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </section>
  );
}

/** A line for each row, a column for each value. */
function Turned({ group, rows, against, goals, table }: Shown & { group: Group }) {
  const [whole, setWhole] = useState(false);
  const lines = whole ? group.lines : group.lines.slice(0, COLUMNS_AT_FIRST);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
    <section className="table-frame compared-frame turned" tabIndex={0} aria-label={group.title}>
      <table className={`differences compared ${group.kind}`}>
        <thead>
          <tr>
            <th scope="col" className="frozen">
              {group.title}
            </th>
            {lines.map((line) => (
              <th key={line.column.id} scope="col" className="number">
                <LineName line={line} among={group.lines} />
              </th>
            ))}
            {lines.length < group.lines.length && (
              <th scope="col">
                <button type="button" className="button small" onClick={() => setWhole(true)}>
                  Show {count(group.lines.length - lines.length, "more value")}
                </button>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={row.id}>
              <th scope="row" className="frozen" data-row-colour={row.colour}>
                <RowHead row={row} diff={index === against ? null : forgeDiff(table, rows[against], row)} />
              </th>
              {lines.map((line) => (
                <ValueCell key={line.column.id} {...cellOf(line, index, against, row, goals)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RowHead({ row, diff }: { row: RowRef; diff: string | null }) {
  return (
    <span className="line row-head">
      <span className="swatch" aria-hidden="true" />
      <span className="cut mono" title={row.label}>
        {row.label}
      </span>
      {diff && (
        <a className="bare-link" href={diff} rel="noreferrer" aria-label={`Code changes up to ${row.label}`}>
          <Icon name="out" />
        </a>
      )}
    </span>
  );
}

/** The end of a long name says more than its beginning: it is shortened from the left. */
function LineName({ line: { column, name }, among }: { line: Line; among: readonly Line[] }) {
  const inFile = column.path.length > 0;
  const alone = among.every((each) => each.name !== name || each.column.id === column.id);
  return (
    <span className="from-left" title={inFile ? `${column.file} › ${name}` : name}>
      <bdi>
        {name}
        {inFile && <span className={alone ? "hidden-text" : "soft small"}> in {column.file}</span>}
      </bdi>
    </span>
  );
}

interface Shows {
  kind: Kind;
  value: Cell;
  reference: Cell;
  live: boolean;
  goal: "up" | "down" | undefined;
}

function cellOf(line: Line, index: number, against: number, row: RowRef, goals: Shown["goals"]): Shows {
  return {
    kind: line.column.kind,
    value: line.values[index],
    reference: index === against ? undefined : line.values[against],
    live: row.run?.state === "running",
    goal: goals[line.column.id],
  };
}

function ValueCell({ kind, value, reference, live, goal }: Shows) {
  const changed = difference(kind, reference, value);
  const verdict = towards(goal, reference, value);
  return (
    <td className={live ? "number mono live-value" : "number mono"} title={titleOf(kind, value)}>
      <span className="cut">{textOf(kind, value)}</span>
      {changed && (
        <span className={verdict ? `change ${verdict}` : "change"}>
          {changed}
          {verdict && <span className="hidden-text">, {verdict}</span>}
        </span>
      )}
    </td>
  );
}

function textOf(kind: Kind, value: Cell): string {
  if (value === null || value === undefined) return "–";
  if (kind === "files") return fileText(value);
  if (kind === "models" && typeof value === "object" && "version" in value) return String(value.version ?? "–");
  return short(value);
}

function titleOf(kind: Kind, value: Cell): string {
  return kind === "files" && Array.isArray(value) ? String(value[2] ?? "") : full(value);
}

function forgeDiff(table: Table, before: RowRef | undefined, after: RowRef | undefined): string | null {
  const id = (row: RowRef | undefined) =>
    row?.commit === undefined ? (row?.run?.baseline ?? null) : (table.commits.id[row.commit] ?? null);
  return webAddress(diffAddress(table.links.compare, id(before), id(after)));
}

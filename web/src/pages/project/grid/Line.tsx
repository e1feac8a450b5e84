import { Fragment, memo } from "react";
import type { CommitChecks } from "../../../api/types";
import { Icon } from "../../../parts/Icon";
import { brief, difference, fileOf, modelOf, numeric, whole } from "../../../rules/cells";
import { CHECK_ICONS, checkWords } from "../../../rules/ciStates";
import { labels } from "../../../rules/columns";
import { exact } from "../../../rules/dates";
import { type Mark, mark } from "../../../rules/goals";
import { isQueuedOnly, queuedWords } from "../../../rules/queued";
import { called } from "../../../rules/refs";
import type { GroupRow, MoreRow, Row, ValueRow } from "../../../rules/rows";
import { nameOf } from "../../../rules/sorting";
import { stageHue } from "../../../rules/stageHue";
import { type Column, createdAt, failuresOf, type Run, rowId, runOf, subject, type Table } from "../../../rules/table";
import { count } from "../../../rules/values";
import type { Goal } from "../../../rules/view";
import { type Layout, widthAt } from "./layout";

/** What all lines are drawn by. One object for all of them: it changes when what they show does. */
export interface Drawing {
  table: Table;
  at: Layout;
  baseline: number | null;
  delta: boolean;
  goals: Record<string, Goal>;
  best: Map<string, number>;
  /** `run id, column id` of live values that the last answer changed. */
  fresh: ReadonlySet<string>;
  /** What CI says, by commit id. */
  checks: Readonly<Record<string, CommitChecks>>;
  mayWrite: boolean;
  /** The start of the reader's day, in seconds. */
  today: number;
}

export type Ticked = "all" | "some" | "none";

interface Props {
  item: Row;
  index: number;
  top: number;
  drawing: Drawing;
  first: number;
  last: number;
  ticked: Ticked;
  /** The number of its colour, -1 for off. */
  colour: number;
  /** The cell that the keyboard is on, -1 for none of this line. */
  active: number;
}

/** Cells before the values: name, created, message. */
export const OWN_CELLS = 3;

/** One line of the grid. What is clicked says so by data attributes; the grid listens once for all lines. */
export const Line = memo(function Line(props: Props) {
  const { item } = props;
  if (item.kind === "group") return <GroupLine {...props} item={item} />;
  if (item.kind === "more") return <MoreLine {...props} item={item} />;
  return <ValueLine {...props} item={item} />;
});

function GroupLine({ item, index, top, drawing, ticked, active }: Props & { item: GroupRow }) {
  const { group, open, shown, all, hidden } = item;
  const { at } = drawing;
  return (
    <div
      role="row"
      className={item.faint ? "line-row group faint" : "line-row group"}
      aria-level={1}
      aria-expanded={open}
      aria-rowindex={index + 2}
      data-line={index}
      style={{ top, width: at.total }}
    >
      <div role="gridcell" aria-colindex={1} className="froze group-cell" {...stop(0, active)}>
        <Tick ticked={ticked} name={group.name} />
        <Fold open={open} />
        <Icon name={group.kind === "branch" ? "branch" : "commit"} />
        <strong className="cut" title={group.kind === "detached" ? DETACHED : group.name}>
          {group.name}
        </strong>
        <span className="soft num group-count">
          {shown === all
            ? all.toLocaleString("en-US")
            : `${shown.toLocaleString("en-US")} of ${all.toLocaleString("en-US")}`}
          {hidden > 0 && ` (${hidden.toLocaleString("en-US")} hidden)`}
        </span>
        {group.kind === "branch" && <MenuButton name={group.name} />}
      </div>
    </div>
  );
}

const DETACHED =
  "Begun from commits that are not in the repository (not pushed yet, or rebased away), or that are older than what this project shows";

function MoreLine({ item, index, top, drawing, active }: Props & { item: MoreRow }) {
  return (
    <div
      role="row"
      className="line-row"
      aria-level={3}
      aria-rowindex={index + 2}
      data-line={index}
      style={{ top, width: drawing.at.total }}
    >
      <div role="gridcell" aria-colindex={1} className="froze more-cell" {...stop(0, active)}>
        <button type="button" className="button textual" tabIndex={-1} data-act="more">
          show {count(item.more, "more experiment")}
        </button>
      </div>
    </div>
  );
}

function ValueLine({ item, index, top, drawing, first, last, ticked, colour, active }: Props & { item: ValueRow }) {
  const { table, at, baseline } = drawing;
  const { row, level, open, hidden, context } = item;
  const isBaseline = row === baseline;
  const run = runOf(table, row);
  const classes = [
    "line-row",
    isBaseline && "baseline",
    run && "live",
    run && run.state !== "running" && "ended",
    isQueuedOnly(run) && "waiting",
    (hidden || context) && "faint",
    ticked === "all" && "ticked",
  ];
  const pinned = [];
  for (let column = 0; column < at.pinned; column++) {
    pinned.push(<ValueCell key={column} {...{ drawing, item, column }} active={active === column + OWN_CELLS} />);
  }
  const values = [];
  for (let column = first; column < last; column++) {
    values.push(<ValueCell key={column} {...{ drawing, item, column }} active={active === column + OWN_CELLS} />);
  }
  return (
    <div
      role="row"
      className={classes.filter(Boolean).join(" ")}
      aria-level={level}
      aria-expanded={open ?? undefined}
      aria-selected={ticked === "all"}
      aria-rowindex={index + 2}
      data-line={index}
      style={{ top, width: at.total }}
    >
      <div className="froze" style={{ width: at.frozen }}>
        <NameCell {...{ item, drawing, ticked, colour }} active={active === 0} />
        {at.created > 0 && <CreatedCell {...{ row, drawing }} active={active === 1} />}
        {at.message > 0 && <MessageCell {...{ row, drawing }} active={active === 2} />}
        {pinned}
      </div>
      {values}
    </div>
  );
}

function NameCell({
  item,
  drawing,
  ticked,
  colour,
  active,
}: {
  item: ValueRow;
  drawing: Drawing;
  ticked: Ticked;
  colour: number;
  active: boolean;
}) {
  const { table, at, baseline } = drawing;
  const { row, level, open, hidden } = item;
  const run = runOf(table, row);
  const experiment = table.experimentOf.get(row);
  const id = table.commits.id[row] ?? "";
  const refs = table.commits.refs[row] ?? [];
  const { names, versions } = called(refs, table.branchNames);
  const name = nameOf(table, row);
  const failures = failuresOf(table, row);
  const note = table.notes.get(row);
  const said = run ? undefined : drawing.checks[id];
  return (
    <div
      role="gridcell"
      aria-colindex={1}
      className="name-cell"
      data-level={level}
      style={{ width: at.name }}
      {...stop(0, active ? 0 : -1)}
    >
      <Tick ticked={ticked} name={name} />
      {open === null ? <span className="fold-room" /> : <Fold open={open} />}
      {!isQueuedOnly(run) && (
        <button
          type="button"
          className="plot-toggle"
          tabIndex={-1}
          data-act="plot"
          data-row-colour={colour >= 0 ? colour : undefined}
          aria-pressed={colour >= 0}
          aria-label={`Plots of ${name}`}
          title={colour >= 0 ? "Plots are on" : "Show its plots"}
        >
          <Icon name="chart" />
        </button>
      )}
      {row === baseline && (
        <span className="baseline-label">
          Base<span className="wide-word">line</span>
        </span>
      )}
      {hidden && (
        <span className="soft" title={HIDDEN_WORDS[hidden]}>
          <Icon name="eye" />
          <span className="hidden-text">{HIDDEN_WORDS[hidden]}</span>
        </span>
      )}
      {run ? (
        <span className="cut live-name" title={`${run.name}, ${liveWords(run)}`}>
          <span className="live-called">
            <Icon name={RUN_ICONS[run.state]} spinning={run.state === "running"} />
            <span className="cut">{run.name}</span>
          </span>
          <span className="soft small cut state-word">{run.queued?.state ?? run.state}</span>
        </span>
      ) : experiment ? (
        <span className="cut" title={`${experiment.name}, ${id}`}>
          <code className="soft wide-word">{id.slice(0, 7)}</code> [{experiment.name}]
        </span>
      ) : (
        <span className="cut" title={[...refs, id].join("\n")}>
          {names.length === 0 ? (
            <code>{id.slice(0, 7)}</code>
          ) : (
            <>
              {row === table.head && <span className="wide-word">HEAD, </span>}
              {names.join(", ")}
            </>
          )}
          {versions.map((version) => (
            <Fragment key={version}>
              {" "}
              <span className="version-of">{version}</span>
            </Fragment>
          ))}
        </span>
      )}
      <span className="grow" />
      {run?.queued && (
        <button
          type="button"
          className="plot-toggle noted"
          tabIndex={-1}
          data-act="queued"
          aria-label={`Log of ${name}`}
          title="What the runner says"
        >
          <Icon name="flat" />
        </button>
      )}
      {said && said.state !== "none" && (
        <button
          type="button"
          className="plot-toggle ci"
          tabIndex={-1}
          data-act="checks"
          data-ci={said.state}
          aria-label={`CI of ${name}: ${checkWords(said)}`}
          title={`CI: ${checkWords(said)}`}
        >
          <Icon name={CHECK_ICONS[said.state]} spinning={said.state === "running"} />
        </button>
      )}
      {note !== undefined && (
        <button
          type="button"
          className="plot-toggle noted"
          tabIndex={-1}
          data-act="note"
          aria-label={`Note on ${name}: ${subject(note)}`}
          title={note}
        >
          <Icon name="note" />
        </button>
      )}
      {failures.length > 0 && (
        <button
          type="button"
          className="plot-toggle warn"
          tabIndex={-1}
          data-act="failures"
          aria-label={`${count(failures.length, "file")} of ${name} could not be read`}
          title={failures.map(({ file, msg }) => `${file}: ${msg}`).join("\n")}
        >
          <Icon name="warn" />
        </button>
      )}
      <MenuButton name={name} />
    </div>
  );
}

const HIDDEN_WORDS = {
  hand: "Hidden by hand",
  skip: "Hidden: its message says [skip studio]",
  same: "Hidden: nothing differs from the commit before",
};

const RUN_ICONS: Record<Run["state"], "spin" | "check" | "warn" | "clock" | "cross"> = {
  queued: "clock",
  running: "spin",
  silent: "warn",
  finished: "check",
  failed: "warn",
  cancelled: "cross",
};

function liveWords(run: Run): string {
  const { state, step, heard } = run;
  if (isQueuedOnly(run) && run.queued) return queuedWords(run.queued);
  return `${run.queued ? queuedWords(run.queued) : state}${step === null ? "" : `, step ${step}`}, last heard of ${exact(new Date(heard * 1000).toISOString())}`;
}

function CreatedCell({ row, drawing, active }: { row: number; drawing: Drawing; active: boolean }) {
  const seconds = createdAt(drawing.table, row);
  const iso = new Date(seconds * 1000).toISOString();
  return (
    <div
      role="gridcell"
      aria-colindex={2}
      className="own-cell num"
      style={{ width: drawing.at.created }}
      title={exact(iso)}
      {...stop(1, active ? 1 : -1)}
    >
      {when(seconds, drawing.today)}
    </div>
  );
}

/** A clock time for today, else the day. */
function when(seconds: number, today: number): string {
  const date = new Date(seconds * 1000);
  const two = (part: number) => String(part).padStart(2, "0");
  if (seconds >= today) return `${two(date.getHours())}:${two(date.getMinutes())}`;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function MessageCell({ row, drawing, active }: { row: number; drawing: Drawing; active: boolean }) {
  const { table, at } = drawing;
  const run = runOf(table, row);
  const message = run ? (run.message ?? "") : (table.commits.message[row] ?? "");
  const author = run ? "" : (table.commits.author[row] ?? "");
  return (
    <div
      role="gridcell"
      aria-colindex={3}
      className="own-cell"
      style={{ width: at.message }}
      title={[message, author].filter(Boolean).join("\n\n")}
      {...stop(2, active ? 2 : -1)}
    >
      {author && (
        <span className="avatar" data-hue={stageHue(author)} aria-hidden="true">
          {initials(author)}
        </span>
      )}
      <span className="cut">{subject(message)}</span>
    </div>
  );
}

function initials(author: string): string {
  const words = author.split(/[\s._-]+/).filter(Boolean);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
}

function ValueCell({
  drawing,
  item,
  column: index,
  active,
}: {
  drawing: Drawing;
  item: ValueRow;
  column: number;
  active: boolean;
}) {
  const { at, table, delta, baseline } = drawing;
  const { row } = item;
  const column = at.columns[index] as Column;
  const cell = column.of(row);
  const left = (at.left[index] as number) + (index < at.pinned ? 0 : at.frozen);
  const place = { left, width: widthAt(at, index) };
  const here = stop(index + OWN_CELLS, active ? index + OWN_CELLS : -1);
  const colindex = index + OWN_CELLS + 1;
  if (column.kind === "models") {
    return (
      <div
        role="gridcell"
        aria-colindex={colindex}
        className="value-cell"
        style={place}
        title={whole(column, cell)}
        {...here}
      >
        <ModelCell {...{ column, row, drawing }} />
      </div>
    );
  }
  const base = baseline === null ? undefined : column.of(baseline);
  const compared = delta && row !== baseline;
  const changed = compared ? difference(column, cell, base) : null;
  const alone = compared && changed === null && numeric(column, cell) !== null;
  const text = changed ?? brief(column, cell);
  const goal = drawing.goals[column.id];
  const said: Mark | null =
    goal && !item.context
      ? mark(numeric(column, cell), baseline === null ? null : numeric(column, base), drawing.best.get(column.id), goal)
      : null;
  const before = column.kind === "params" ? fromParent(table, column, row) : null;
  const moved = column.kind === "files" && column.changed(row) && fileOf(cell) !== null;
  const run = runOf(table, row);
  const classes = [
    "value-cell",
    (typeof cell === "number" || column.type === "number" || column.kind === "files") && "number",
    (cell === undefined || alone) && "absent",
    run && drawing.fresh.has(`${run.id} ${column.id}`) && "fresh",
    said ? `judged ${said}` : !before && !moved && "plain",
  ];
  const full = whole(column, cell);
  return (
    <div
      role="gridcell"
      aria-colindex={colindex}
      className={classes.filter(Boolean).join(" ")}
      style={place}
      title={
        [full !== text || before ? full : "", before, said && MARK_WORDS[said], alone && NO_BASELINE]
          .filter(Boolean)
          .join("\n") || undefined
      }
      {...here}
    >
      {said && <span className="hidden-text">{MARK_WORDS[said]}: </span>}
      {before && <span className="moved params" aria-label={before} role="img" />}
      {moved && <span className="moved files" aria-label="changed" role="img" title="Differs from the parent commit" />}
      {said || before || moved ? <span className="cut">{text}</span> : text}
    </div>
  );
}

const MARK_WORDS: Record<Mark, string> = {
  best: "best",
  better: "better than the baseline",
  worse: "worse than the baseline",
  "much-worse": "much worse than the baseline",
};

const NO_BASELINE = "the value itself: the baseline has none to compare with";

/** What a param was in the commit before (or the one that an experiment started from), where it was something else. */
function fromParent(table: Table, column: Column, row: number): string | null {
  const run = runOf(table, row);
  const experiment = table.experimentOf.get(row);
  const parent = run
    ? table.commitById.get(run.baseline)
    : experiment
      ? (experiment.baseline ?? undefined)
      : table.commits.parents[row]?.[0];
  if (parent === undefined) return null;
  const [key, other] = [column.key(row), column.key(parent)];
  if (key === other || key === -1 || other === -1) return null;
  return `was ${whole(column, column.of(parent))} in ${rowId(table, parent).slice(0, 7)}`;
}

function ModelCell({ column, row, drawing }: { column: Column; row: number; drawing: Drawing }) {
  const model = modelOf(column.of(row));
  if (!model) return <span className="soft">–</span>;
  const name = labels(column).at(-1) ?? model.name;
  if (model.version === null) {
    if (!drawing.mayWrite || row >= drawing.table.size) return <span className="soft">not registered</span>;
    return (
      <button
        type="button"
        className="model-cell"
        tabIndex={-1}
        data-act="model"
        data-column={column.id}
        aria-label={`Register a version of ${name} here`}
        title={`Register this commit as a version of ${name}`}
      >
        <Icon name="plus" />
      </button>
    );
  }
  return (
    <button
      type="button"
      className="model-cell"
      tabIndex={-1}
      data-act="model"
      data-column={column.id}
      aria-label={`${name} ${model.version}, actions`}
    >
      <Icon name="box" />
      <span className="mono">{model.version}</span>
      {model.stages.map((stage) => (
        <span key={stage} className="stage-dot" data-hue={stageHue(stage)} title={stage} />
      ))}
    </button>
  );
}

function Tick({ ticked, name }: { ticked: Ticked; name: string }) {
  return (
    <input
      type="checkbox"
      tabIndex={-1}
      data-act="tick"
      aria-label={`Select ${name}`}
      checked={ticked === "all"}
      readOnly
      ref={(box) => {
        if (box) box.indeterminate = ticked === "some";
      }}
    />
  );
}

function Fold({ open }: { open: boolean }) {
  return (
    <button type="button" className="row-fold" tabIndex={-1} data-act="fold" aria-label={open ? "Fold" : "Unfold"}>
      <Icon name={open ? "down" : "right"} />
    </button>
  );
}

function MenuButton({ name }: { name: string }) {
  return (
    <button
      type="button"
      className="row-menu"
      tabIndex={-1}
      data-act="menu"
      aria-haspopup="menu"
      aria-label={`Actions for ${name}`}
    >
      <Icon name="dots" />
    </button>
  );
}

/** What makes a cell a stop of the keyboard: one of the whole grid can be reached by Tab. */
function stop(cell: number, active: number) {
  return { "data-cell": cell, tabIndex: cell === active ? 0 : -1 };
}

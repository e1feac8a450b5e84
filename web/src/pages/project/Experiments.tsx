import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { me as askMe, syncRepository } from "../../api/calls";
import {
  checks as askChecks,
  queue as askQueue,
  runs as askRuns,
  table as askTable,
  views as askViews,
} from "../../api/experiments";
import type { CommitChecks, Project } from "../../api/types";
import { Dialog } from "../../parts/Dialog";
import { useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { SyncState } from "../../parts/SyncState";
import { Empty, Note, Trouble } from "../../parts/states";
import { actionSearch, askSearch } from "../../rules/addresses";
import { modelOf } from "../../rules/cells";
import { drawn, moved, varying } from "../../rules/columns";
import { inForce } from "../../rules/filters";
import { freshCells } from "../../rules/fresh";
import { bests } from "../../rules/goals";
import { toggled } from "../../rules/panels";
import { coloursOf, only, switched } from "../../rules/plotted";
import { isQueuedOnly, withQueue } from "../../rules/queued";
import { arranged, baselineOf, handedOver, type Row, selectedRows } from "../../rules/rows";
import { nameOf } from "../../rules/sorting";
import {
  failuresOf,
  missing,
  type Queued,
  type Run,
  rowId,
  rowOf,
  runOf,
  type Table,
  withRuns,
} from "../../rules/table";
import { tree as treeOf } from "../../rules/tree";
import { count } from "../../rules/values";
import { DEFAULT, fromKept, type View } from "../../rules/view";
import { ActionDialog } from "../actions/ActionDialog";
import { ChecksMenu } from "./ChecksMenu";
import { type Did, Grid } from "./grid/Grid";
import type { Drawing, Ticked } from "./grid/Line";
import { layout } from "./grid/layout";
import { ColumnMenu, RowMenu } from "./Menus";
import { NoteDialog } from "./NoteDialog";
import { Panes } from "./panes/Panes";
import type { RowRef } from "./panes/rowRef";
import { Toolbar } from "./Toolbar";
import { useView } from "./useView";
import type { Named } from "./ViewsMenu";

const Asked = lazy(async () => ({ default: (await import("./dialogs/Asked")).Asked }));

const NO_RUNS: Run[] = [];
const NO_QUEUE: Queued[] = [];
const NO_CHECKS: Readonly<Record<string, CommitChecks>> = {};

/** The table of a project, its tools, and the panes beside it. */
export function Experiments({ project, table: stored }: { project: Project; table: Table }) {
  const kept = useQuery(askViews(project.id));
  const live = useQuery(askRuns(project.id));
  const queued = useQuery(askQueue(project.id));
  const [url] = useSearchParams();
  const named = kept.data?.find(({ id }) => id === url.get("view")) ?? kept.data?.find((each) => each.default);
  const base = useMemo(() => (named ? fromKept(named.state) : DEFAULT), [named]);
  const heard = live.data ?? NO_RUNS;
  const queue = queued.data ?? NO_QUEUE;
  const table = useMemo(
    () => withRuns(stored, withQueue(heard, queue, stored, Date.now() / 1000)),
    [stored, heard, queue],
  );
  useMissing(project.id, stored, heard);
  const fresh = useFresh(table);
  const [said, setView] = useView(base);
  const view = useMemo(() => handedOver(table, said), [table, said]);
  if (kept.isPending) return null;
  return (
    <Shown {...{ project, table, fresh, view, base, setView }} views={kept.data ?? []} named={named?.id ?? null} />
  );
}

/** A run that was begun from a commit which changes nothing in the project's folder: the table now shows it. */
function useMissing(project: string, table: Table, runs: Run[]) {
  const client = useQueryClient();
  const commits = useMemo(() => missing(table, runs).join(), [table, runs]);
  useEffect(() => {
    if (commits) void client.invalidateQueries(askTable(project));
  }, [client, project, commits]);
}

/** Live values that the last answer changed. */
function useFresh(table: Table): ReadonlySet<string> {
  const last = useRef<Table | null>(null);
  return useMemo(() => {
    const found = freshCells(last.current, table);
    last.current = table;
    return found;
  }, [table]);
}

interface Props {
  project: Project;
  table: Table;
  fresh: ReadonlySet<string>;
  view: View;
  base: View;
  setView: (change: Partial<View>) => void;
  views: Named[];
  named: string | null;
}

function Shown({ project, table, fresh, view, base, setView, views, named }: Props) {
  const { data: me } = useQuery(askMe);
  const { data: checks = NO_CHECKS } = useQuery(askChecks(project.id));
  const client = useQueryClient();
  const [url] = useSearchParams();
  const navigate = useNavigate();
  const reload = useAct(() => syncRepository(project.repository), ["repositories", "projects"]);
  const role = me?.teams.find(({ id }) => id === project.team)?.role;
  const mayWrite = me?.mode === "local" || me?.is_server_admin || (role !== undefined && role !== "viewer");

  const tree = useMemo(() => treeOf(table, view.rows), [table, view.rows]);
  const baseline = useMemo(() => baselineOf(table, view), [table, view]);
  const selected = useMemo(() => selectedRows(table, view, baseline), [table, view, baseline]);
  const looked = useLooked(view);
  const shown = useMemo(() => arranged(table, tree, looked), [table, tree, looked]);
  const different = useMemo(
    () => (view.differs ? varying(table, shown.passing) : null),
    [view.differs, table, shown.passing],
  );
  const columnsOf = view.columns;
  const chosen = useMemo(() => drawn(table, { columns: columnsOf }, different), [table, columnsOf, different]);

  const [width, setWidth] = useState(1440);
  const measure = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const room = width < 720 ? 0 : width < 1100 ? 1 : 2;
  const { goals, delta } = view;
  const at = useMemo(
    () => layout(chosen.columns, chosen.pinned, [400, 1000, 1400][room] ?? 1400, { goals, delta }),
    [chosen, room, goals, delta],
  );
  const best = useMemo(() => bests(table, shown.passing, view.goals), [table, shown.passing, view.goals]);
  const today = new Date().setHours(0, 0, 0, 0) / 1000;
  const drawing: Drawing = useMemo(
    () => ({ table, at, baseline, delta: view.delta, goals: view.goals, best, fresh, checks, mayWrite, today }),
    [table, at, baseline, view.delta, view.goals, best, fresh, checks, mayWrite, today],
  );

  const colours = useMemo(() => {
    const ids = [...selected].map((row) => rowId(table, row));
    return coloursOf(view.plotted, ids);
  }, [selected, table, view.plotted]);
  const on = useMemo(() => new Set(view.plotted.filter(Boolean)), [view.plotted]);
  const refOf = useCallback(
    (id: string): RowRef[] => {
      const row = rowOf(table, id);
      if (row === null) return [];
      const run = runOf(table, row);
      if (isQueuedOnly(run)) return [];
      const label = nameOf(table, row);
      return [{ id, row, label, colour: colours.get(id) ?? 0, ...(run ? { run } : { commit: row }) }];
    },
    [table, colours],
  );
  const plottedRefs = useMemo(() => view.plotted.filter(Boolean).flatMap(refOf), [view.plotted, refOf]);
  const selectedRefs = useMemo(
    () => [...selected].flatMap((row) => refOf(rowId(table, row))),
    [selected, refOf, table],
  );

  const ticked = useMemo(() => [...selected].map((row) => rowId(table, row)), [selected, table]);
  const tickedOf = (item: Row): Ticked => {
    if (item.kind === "more") return "none";
    if (item.kind !== "group") return selected.has(item.row) ? "all" : "none";
    return share(
      item.group.commits
        .flatMap((commit) => [commit, ...(tree.nests.get(commit) ?? [])])
        .filter((row) => passing.has(row)),
      selected,
    );
  };
  const passing = useMemo(() => new Set(shown.passing), [shown.passing]);
  const setSelected = (rows: Iterable<number>) => setView({ selected: [...rows].map((row) => rowId(table, row)) });

  const [menu, setMenu] = useState<{ item: Row; anchor: HTMLElement } | null>(null);
  const [checked, setChecked] = useState<{ id: string; name: string; anchor: HTMLElement } | null>(null);
  const [columnMenu, setColumnMenu] = useState<{ column: string; anchor: HTMLElement } | null>(null);
  const [failing, setFailing] = useState<number | null>(null);
  const [noting, setNoting] = useState<string | null>(null);
  const lastTick = useRef<number | null>(null);

  const ask = (what: string, ...about: string[]) => navigate(askSearch(url, what, about));

  const open = (row: number, column: string) => {
    const model = modelOf(table.columnById.get(column)?.of(row));
    if (!model) return;
    const search = actionSearch(url, {
      do: model.version === null ? "register" : "assign",
      on: `${project.repository}/${model.name}`,
      version: model.version ?? rowId(table, row),
    });
    navigate(search);
  };

  const act = ({ act: what, item, anchor, column, range, index }: Did) => {
    switch (what) {
      case "tick": {
        if (item.kind === "more") return;
        if (item.kind === "group") {
          const own = item.group.commits
            .flatMap((commit) => [commit, ...(tree.nests.get(commit) ?? [])])
            .filter((row) => passing.has(row));
          const next = new Set(selected);
          const all = share(own, selected) === "all";
          for (const row of own) {
            if (all) next.delete(row);
            else next.add(row);
          }
          setSelected(next);
          return;
        }
        const next = new Set(selected);
        const turnedOn = !selected.has(item.row);
        const from = range && lastTick.current !== null ? lastTick.current : index;
        for (let line = Math.min(from, index); line <= Math.max(from, index); line++) {
          const each = shown.rows[line];
          if (!each || each.kind === "group" || each.kind === "more") continue;
          if (turnedOn) next.add(each.row);
          else next.delete(each.row);
        }
        lastTick.current = index;
        setSelected(next);
        return;
      }
      case "fold":
        if (item.kind === "more") return;
        setView({
          folded: flipped(view.folded, item.kind === "group" ? item.group.id : `nest:${rowId(table, item.row)}`),
        });
        return;
      case "more":
        if (item.kind === "more") setView({ unfolded: flipped(view.unfolded, `nest:${rowId(table, item.commit)}`) });
        return;
      case "plot":
        if (item.kind !== "group" && item.kind !== "more") {
          const id = rowId(table, item.row);
          const opening = on.size === 0 && !view.panels.open.includes("plots");
          setView({
            plotted: switched(view.plotted, id),
            ...(opening ? { panels: toggled(view.panels, "plots") } : {}),
          });
        }
        return;
      case "compare":
        if (!view.panels.open.includes("compare")) setView({ panels: toggled(view.panels, "compare") });
        return;
      case "failures":
        if (item.kind !== "group" && item.kind !== "more") setFailing(item.row);
        return;
      case "note":
        if (item.kind !== "group" && item.kind !== "more") setNoting(rowId(table, item.row));
        return;
      case "queued": {
        const queued = item.kind === "live" ? runOf(table, item.row)?.queued : undefined;
        if (queued) ask("queued", queued.id);
        return;
      }
      case "checks":
        if (item.kind !== "group" && item.kind !== "more") {
          setChecked({ id: rowId(table, item.row), name: nameOf(table, item.row), anchor });
        }
        return;
      case "model":
        if (item.kind !== "group" && item.kind !== "more" && column) open(item.row, column);
        return;
      default:
        if (item.kind !== "more") setMenu({ item, anchor });
    }
  };

  const sort = (column: string) => {
    const now = view.sort.length === 1 && view.sort[0]?.column === column ? view.sort[0] : null;
    const natural = column !== "name" && column !== "message";
    setView({
      sort: !now ? [{ column, desc: natural }] : now.desc === natural ? [{ column, desc: !natural }] : [],
    });
  };

  const filters = inForce(view, table);
  const allTicked = share(shown.passing, selected);
  return (
    <>
      <Toolbar
        {...{ project, table, tree, view, base, setView, shown, chosen, filters, views, named }}
        selected={selected.size}
        plotted={on.size}
        maySave={mayWrite}
        ticked={ticked}
        onAsk={ask}
        reload={() => reload.mutate(undefined)}
        reloading={reload.isPending}
      />
      {reload.isError && <Trouble error={reload.error} />}
      <div className="with-panes">
        <div className="grid-place" ref={measure}>
          {table.size === 0 && table.runs.length === 0 ? (
            <NoCommits project={project} />
          ) : shown.rows.length === 0 ? (
            <Empty
              title="No row is left"
              action={
                <button
                  type="button"
                  className="button"
                  onClick={() =>
                    setView({ q: "", filters: [], quick: { ...DEFAULT.quick, hidden: filters.length === 0 } })
                  }
                >
                  {filters.length > 0 ? "Clear all filters" : "Show hidden rows"}
                </button>
              }
            >
              {filters.length > 0 ? (
                <p>
                  None of {count(shown.all, "row")} passes: {filters.join("; ")}.
                </p>
              ) : (
                <p>All {count(shown.hidden, "row")} are hidden.</p>
              )}
            </Empty>
          ) : (
            <>
              {table.columns.length === 0 && <NoValues complete={table.complete} />}
              <Grid
                rows={shown.rows}
                drawing={drawing}
                sort={view.sort}
                label={`Experiments of ${project.name}`}
                tickedOf={tickedOf}
                allTicked={allTicked}
                colourOf={(id) => (on.has(id) ? (colours.get(id) ?? -1) : -1)}
                onDo={act}
                onTickAll={() => setSelected(allTicked === "all" ? [] : shown.passing)}
                onSort={sort}
                onEscape={
                  view.panels.open.length > 0
                    ? () => setView({ panels: { ...view.panels, open: view.panels.open.slice(0, -1) } })
                    : null
                }
                onColumn={(column, anchor) => setColumnMenu({ column, anchor })}
                onDrop={(column, before) =>
                  setView({ columns: { ...view.columns, order: moved(table, view, column, before) } })
                }
              />
            </>
          )}
        </div>
        <Panes
          project={project.id}
          table={table}
          shown={shown.passing}
          rows={plottedRefs}
          selected={selectedRefs}
          baseline={baseline}
          view={view}
          setView={setView}
          setPlotted={(ids) => setView({ plotted: only(view.plotted, ids) })}
          setSelected={(ids) => setView({ selected: ids })}
        />
      </div>
      {menu && (
        <RowMenu
          {...menu}
          {...{ project, table, view, setView, baseline, mayWrite }}
          onRegister={open}
          onNote={(row) => setNoting(rowId(table, row))}
          onAsk={ask}
          onClose={() => setMenu(null)}
        />
      )}
      {checked && checks[checked.id] && (
        <ChecksMenu {...checked} checks={checks[checked.id] as CommitChecks} onClose={() => setChecked(null)} />
      )}
      {columnMenu && <ColumnMenu {...columnMenu} {...{ table, view, setView }} onClose={() => setColumnMenu(null)} />}
      {noting !== null && (
        <NoteDialog {...{ project, table, mayWrite }} commit={noting} onClose={() => setNoting(null)} />
      )}
      {failing !== null && (
        <Dialog
          wide
          title={`What of ${nameOf(table, failing)} could not be read`}
          under="Everything else of it is in the table."
          onClose={() => setFailing(null)}
        >
          <ul className="dialog-body stack">
            {failuresOf(table, failing).map(({ file, type, msg }) => (
              <li key={`${file} ${msg}`} className="anywhere">
                <code>{file}</code>: {msg} <span className="soft">({type})</span>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
      <ActionDialog />
      {url.has("ask") && (
        <Suspense>
          <Asked {...{ project, table, baseline, mayWrite }} />
        </Suspense>
      )}
      <span className="hidden-text" aria-live="polite">
        {count(shown.passing.length, "row")} of {shown.all}
      </span>
      {client.isFetching({ queryKey: ["projects", "table", project.id] }) > 0 && (
        <span className="hidden-text">Asking again</span>
      )}
    </>
  );
}

/** The parts of a view that decide which rows there are; the search a moment later than it is typed. */
function useLooked(view: View): View {
  const q = useDeferredValue(view.q);
  const { quick, filters, sort, flat, hidden, folded, unfolded, baseline, rows } = view;
  const ticks = quick.selected ? view.selected : DEFAULT.selected;
  return useMemo(
    () => ({ ...DEFAULT, q, quick, filters, sort, flat, hidden, folded, unfolded, baseline, rows, selected: ticks }),
    [q, quick, filters, sort, flat, hidden, folded, unfolded, baseline, rows, ticks],
  );
}

function flipped(list: string[], id: string): string[] {
  return list.includes(id) ? list.filter((each) => each !== id) : [...list, id];
}

function share(rows: readonly number[], selected: ReadonlySet<number>): Ticked {
  if (rows.length === 0 || selected.size === 0) return "none";
  const chosen = rows.reduce((sum, row) => sum + Number(selected.has(row)), 0);
  return chosen === 0 ? "none" : chosen === rows.length ? "all" : "some";
}

function NoCommits({ project }: { project: Project }) {
  const reading = project.sync.state === "queued" || project.sync.state === "running";
  if (reading || project.sync.state === "never") {
    return (
      <Empty title="Reading the repository">
        <SyncState sync={project.sync} />
        <p>Rows appear here as soon as they are read, the newest first.</p>
      </Empty>
    );
  }
  return (
    <Empty title={project.directory ? `No commit touches ${project.directory}` : "No commits yet"}>
      <p>
        {project.directory
          ? "The folder of this project is empty, or its name is mistyped: see its settings."
          : "The repository is empty. A push brings its commits here."}
      </p>
    </Empty>
  );
}

/** Commits, but nothing to see in them. */
function NoValues({ complete }: { complete: boolean }) {
  if (!complete) return null;
  return (
    <div className="no-values">
      <Note icon="columns" title="No metrics, params or files in these commits yet">
        <p>
          They come with a push, out of a <code>dvc.yaml</code>, out of what DVCLive wrote, or out of any JSON, YAML,
          TOML or CSV file that the settings of this project name. For a repository that only has models an empty table
          is as it should be: <Icon name="box" /> its models are on their own page.
        </p>
      </Note>
    </div>
  );
}

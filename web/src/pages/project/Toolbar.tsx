import type { ReactNode } from "react";
import type { Project } from "../../api/types";
import { Icon } from "../../parts/Icon";
import { type Item, Menu } from "../../parts/Menu";
import { asCsv, asJson } from "../../rules/exporting";
import { type PaneName, toggled } from "../../rules/panels";
import { isQueuedOnly } from "../../rules/queued";
import type { Arranged } from "../../rules/rows";
import { type Column, runRowId, type Table } from "../../rules/table";
import type { Tree } from "../../rules/tree";
import { count } from "../../rules/values";
import { ROW_MODES, type RowsMode, type View } from "../../rules/view";
import { ColumnsPane } from "./ColumnsPane";
import { FiltersPane } from "./FiltersPane";
import { Popup } from "./Popup";
import { type Named, ViewsMenu } from "./ViewsMenu";

const MODES: Record<RowsMode, [string, string]> = {
  all: ["All commits", "every commit of every branch, each once"],
  firstparent: ["First parents", "the line of each branch, without what was merged into it"],
  heads: ["Heads", "the newest commit of each branch, with its experiments"],
};

const PANES: [PaneName, string][] = [
  ["plots", "Plots"],
  ["compare", "Compare"],
  ["trends", "Trends"],
  ["explore", "Explore"],
  ["dag", "Pipeline"],
];

interface Props {
  project: Project;
  table: Table;
  tree: Tree;
  view: View;
  base: View;
  setView: (change: Partial<View>) => void;
  shown: Arranged;
  chosen: { columns: Column[]; alike: number };
  filters: string[];
  views: Named[];
  named: string | null;
  selected: number;
  plotted: number;
  maySave: boolean;
  /** Ids of the rows with a tick. */
  ticked: string[];
  onAsk: (ask: string, ...about: string[]) => void;
  reload: () => void;
  reloading: boolean;
}

/** Everything that changes what the table shows; what is changed stands in the address. */
export function Toolbar(props: Props) {
  const { project, table, view, base, setView, shown, chosen, filters, selected, plotted } = props;
  return (
    <div className="toolbar" role="toolbar" aria-label="What the table shows">
      <Popup
        wide
        label="Filters"
        icon="filter"
        badge={filters.length > 0 && <span className="chip">{filters.length}</span>}
      >
        <FiltersPane {...{ table, view, setView, shown, selected }} />
      </Popup>
      <Popup
        label="Columns"
        icon="columns"
        badge={
          <span className="soft num">
            {chosen.columns.length.toLocaleString("en-US")}
            {chosen.columns.length < table.columns.length && ` of ${table.columns.length.toLocaleString("en-US")}`}
          </span>
        }
      >
        <ColumnsPane {...{ table, view, setView }} />
      </Popup>
      <Popup label={view.flat ? "Flat" : MODES[view.rows][0]} icon={view.flat ? "flat" : "commit"}>
        <RowsPane {...{ view, setView, shown }} />
      </Popup>
      <Switch
        on={view.differs}
        set={(differs) => setView({ differs })}
        title="Fold away the columns that are the same in all rows shown"
      >
        <Icon name="same" />
        <span className="tool-word last">Only what differs</span>
        {view.differs && chosen.alike > 0 && (
          <span className="soft num">{chosen.alike.toLocaleString("en-US")} alike</span>
        )}
      </Switch>
      <Switch
        on={view.delta}
        set={(delta) => setView({ delta })}
        title="Differences to the baseline in place of values"
      >
        <Icon name="delta" />
        <span className="tool-word last">Delta</span>
      </Switch>
      <span className="apart" />
      <ViewsMenu
        project={project.id}
        views={props.views}
        named={props.named}
        maySave={props.maySave}
        {...{ view, base, setView }}
      />
      {PANES.map(([pane, name]) => {
        const on = view.panels.open.includes(pane);
        return (
          <button
            key={pane}
            type="button"
            className="button"
            aria-pressed={on}
            onClick={() => setView({ panels: toggled(view.panels, pane) })}
          >
            {name}
            {pane === "plots" && plotted > 0 && <span className="chip">{plotted}</span>}
            {pane === "compare" && selected > 0 && <span className="chip">{selected}</span>}
          </button>
        );
      })}
      {props.maySave ? (
        <Writing {...props} />
      ) : (
        <span
          className="chip"
          title="It takes the role editor in the team of this project: an admin of the team can give it to you"
        >
          <Icon name="lock" /> read only
        </span>
      )}
      <Download {...props} />
      <button
        type="button"
        className="button square"
        aria-label="Reload"
        title="Ask the repository for news"
        onClick={props.reload}
        disabled={props.reloading}
      >
        <Icon name="refresh" spinning={props.reloading} />
      </button>
    </div>
  );
}

/** What can be done in Git with the rows that have a tick. */
function Writing({ table, ticked, setView, onAsk }: Props) {
  const [first] = ticked;
  const only = ticked.length === 1 ? first : undefined;
  const from = ticked.length === 0 ? table.head : table.commitById.get(only ?? "");
  const run = from === undefined || from === null ? undefined : table.commits.id[from];
  const mine = new Set([
    ...table.experiments.map(({ commit }) => table.commits.id[commit]),
    ...table.runs.filter((each) => !isQueuedOnly(each)).map(runRowId),
  ]);
  const tried = ticked.filter((id) => mine.has(id));
  return (
    <>
      {first !== undefined && (
        <Menu
          label={`What to do with ${count(ticked.length, "row")}`}
          items={[
            { id: "branch", text: "Create a branch…", disabled: !run, act: () => run && onAsk("branch", run) },
            { id: "request", text: "Open a pull request…", disabled: !run, act: () => run && onAsk("request", run) },
            "rule",
            {
              id: "delete",
              text: tried.length === 1 ? "Delete the experiment…" : `Delete ${count(tried.length, "experiment")}…`,
              danger: true,
              disabled: tried.length === 0,
              act: () => onAsk("delete", ...tried),
            },
            "rule",
            { id: "clear", text: "Clear the selection", act: () => setView({ selected: [] }) },
          ]}
        >
          {ticked.length} selected <Icon name="down" />
        </Menu>
      )}
      <button
        type="button"
        className="button primary"
        disabled={run === undefined}
        title={
          run === undefined
            ? "Tick one commit or experiment to run from"
            : `Run an experiment from ${run.slice(0, 7)}${only ? "" : ", the head of the default branch"}`
        }
        onClick={() => run && onAsk("run", run)}
      >
        Run
      </button>
    </>
  );
}

/** Which commits are rows, and how they are grouped. */
function RowsPane({ view, setView, shown }: Pick<Props, "view" | "setView" | "shown">) {
  return (
    <div className="stack tight-pane">
      <fieldset className="stack tight">
        <legend>Commits</legend>
        {ROW_MODES.map((mode) => (
          <label key={mode} className="check">
            <input type="radio" name="rows" checked={view.rows === mode} onChange={() => setView({ rows: mode })} />
            <span>
              {MODES[mode][0]}: <span className="soft">{MODES[mode][1]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <label className="check">
        <input type="checkbox" checked={view.flat} onChange={(event) => setView({ flat: event.target.checked })} />
        <span>
          Flat: <span className="soft">one list without branches and nests, sorted as a whole</span>
        </span>
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={view.quick.hidden}
          onChange={(event) => setView({ quick: { ...view.quick, hidden: event.target.checked } })}
        />
        <span>
          Hidden rows, too <span className="soft num">{shown.hidden.toLocaleString("en-US")}</span>
        </span>
      </label>
      {(view.folded.length > 0 || view.unfolded.length > 0) && (
        <p>
          <button type="button" className="button small" onClick={() => setView({ folded: [], unfolded: [] })}>
            Unfold all
          </button>
        </p>
      )}
    </div>
  );
}

function Download({ project, table, tree, shown, chosen }: Props) {
  const size = `${count(shown.passing.length, "row")}, ${count(chosen.columns.length, "column")}`;
  const items: Item[] = [
    {
      id: "csv",
      text: `CSV: ${size}, as shown`,
      act: () => give("csv", asCsv(table, tree, shown.passing, chosen.columns)),
    },
    {
      id: "json",
      text: `JSON: ${size}, as shown`,
      act: () => give("json", asJson(table, tree, shown.passing, chosen.columns)),
    },
    "rule",
    {
      id: "all",
      text: "CSV of everything, for scripts",
      act: () => location.assign(`/api/projects/${encodeURIComponent(project.id)}/table/export`),
    },
  ];
  const give = (kind: "csv" | "json", content: string) => {
    const address = URL.createObjectURL(
      new Blob([content], { type: kind === "csv" ? "text/csv" : "application/json" }),
    );
    const link = document.createElement("a");
    link.href = address;
    link.download = `${project.name.replace(/[^\w.-]+/g, "-")}.${kind}`;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <Menu label="Download" items={items} className="button square">
      <Icon name="down_out" />
      <span className="hidden-text">Download</span>
    </Menu>
  );
}

function Switch({
  on,
  set,
  title,
  children,
}: {
  on: boolean;
  set: (on: boolean) => void;
  title: string;
  children: ReactNode;
}) {
  return (
    <button type="button" className="button" aria-pressed={on} title={title} onClick={() => set(!on)}>
      {children}
    </button>
  );
}

import type { Project } from "../../api/types";
import { Icon } from "../../parts/Icon";
import { Choices } from "../../parts/Menu";
import { type PaneName, toggled } from "../../rules/panels";
import type { Arranged } from "../../rules/rows";
import type { Column, Table } from "../../rules/table";
import type { Tree } from "../../rules/tree";
import type { RowsMode, View } from "../../rules/view";
import type { Views } from "./Experiments";

const MODES: Record<RowsMode, string> = {
  all: "All commits",
  firstparent: "First parents only",
  heads: "Heads of branches",
};

const PANES: [PaneName, string][] = [
  ["plots", "Plots"],
  ["compare", "Compare"],
  ["trends", "Trends"],
  ["explore", "Explore"],
  ["dag", "Pipeline"],
];

export function Toolbar({
  view,
  setView,
  shown,
  chosen,
  selected,
  plotted,
  reload,
  reloading,
}: {
  project: Project;
  table: Table;
  tree: Tree;
  view: View;
  base: View;
  setView: (change: Partial<View>) => void;
  shown: Arranged;
  chosen: { columns: Column[]; alike: number };
  filters: string[];
  views: Views;
  named: string | null;
  selected: number;
  plotted: number;
  reload: () => void;
  reloading: boolean;
}) {
  return (
    <div className="toolbar" role="toolbar" aria-label="What the table shows">
      <Choices
        single
        label={MODES[view.rows]}
        counted={false}
        chosen={[view.rows]}
        choices={(Object.keys(MODES) as RowsMode[]).map((id) => ({ id, text: MODES[id] }))}
        onChange={([rows]) => setView({ rows: rows as RowsMode })}
      />
      <Switch
        on={view.differs}
        set={(differs) => setView({ differs })}
        title="Fold away the columns that are the same in all rows shown"
      >
        Only what differs
        {view.differs && chosen.alike > 0 && <span className="soft num"> {chosen.alike} alike</span>}
      </Switch>
      <Switch
        on={view.delta}
        set={(delta) => setView({ delta })}
        title="Differences to the baseline in place of values"
      >
        Delta
      </Switch>
      <Switch on={view.flat} set={(flat) => setView({ flat })} title="One list without branches, sorted as a whole">
        Flat
      </Switch>
      <Switch
        on={view.quick.hidden}
        set={(hidden) => setView({ quick: { ...view.quick, hidden } })}
        title="Rows that are hidden"
      >
        Hidden <span className="soft num">{shown.hidden.toLocaleString("en-US")}</span>
      </Switch>
      <span className="apart" />
      {PANES.map(([pane, name]) => (
        <button
          key={pane}
          type="button"
          className="button"
          aria-pressed={view.panels.open.includes(pane)}
          data-active={view.panels.open.includes(pane) || undefined}
          onClick={() => setView({ panels: toggled(view.panels, pane) })}
        >
          {name}
          {pane === "plots" && plotted > 0 && <span className="chip">{plotted}</span>}
          {pane === "compare" && selected > 0 && <span className="chip">{selected}</span>}
        </button>
      ))}
      <button
        type="button"
        className="button square"
        aria-label="Reload"
        title="Ask the repository for news"
        onClick={reload}
        disabled={reloading}
      >
        <Icon name="refresh" spinning={reloading} />
      </button>
    </div>
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
  children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      className="button"
      aria-pressed={on}
      data-active={on || undefined}
      title={title}
      onClick={() => set(!on)}
    >
      {children}
    </button>
  );
}

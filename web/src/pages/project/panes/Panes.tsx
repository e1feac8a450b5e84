import { useCallback, useMemo } from "react";
import { Icon } from "../../../parts/Icon";
import { type Panels, type PaneName, toggled } from "../../../rules/panels";
import type { Run, Table } from "../../../rules/table";
import type { View } from "../../../rules/view";
import { Compare } from "./Compare";
import { Dock, useDock } from "./Dock";
import { SideButton } from "./Pane";
import { Plots } from "./Plots";
import { Trends } from "./Trends";
import "./panes.css";

/** A row as the panes know it. */
export interface RowRef {
  /** A commit's id, or `live:` and a run's. */
  id: string;
  /** Its number in the table: columns answer for it. */
  row: number;
  label: string;
  /** Which of the row colours, 0 to 11: `data-row-colour`, `--row-N`. */
  colour: number;
  commit?: number;
  run?: Run;
}

export interface PanesProps {
  project: string;
  table: Table;
  /** The rows that pass the filters, in the order of the table. */
  shown: number[];
  /** Rows whose plots are on. */
  rows: RowRef[];
  /** Rows with a tick. */
  selected: RowRef[];
  baseline: number | null;
  view: View;
  setView: (change: Partial<View>) => void;
  /** Which rows are plotted, by id; whoever stays keeps the colour. */
  setPlotted: (ids: string[]) => void;
  /** Which rows have a tick, by id. */
  setSelected: (ids: string[]) => void;
}

/** What opens beside or under the table. Any number of panes may be open together. */
export function Panes({
  project,
  table,
  rows,
  selected,
  baseline,
  view,
  setView,
  setPlotted,
  setSelected,
}: PanesProps) {
  const [measures, setMeasures] = useDock();
  const { panels } = view;
  const setPanels = useCallback(
    (change: (panels: Panels) => Panels) => setView({ panels: change(panels) }),
    [panels, setView],
  );
  const hidden = useMemo(() => new Set(view.columns.hidden), [view.columns.hidden]);
  const close = (pane: PaneName) => setPanels((before) => toggled(before, pane));
  const check = (id: string | undefined) => {
    const now = selected.map((row) => row.id);
    if (id) setSelected(now.includes(id) ? now.filter((each) => each !== id) : [...now, id]);
  };
  if (panels.open.length === 0) return null;
  const side = measures.side === "right" ? "bottom" : "right";
  const move = (
    <button
      type="button"
      className="button bare square small panes-side"
      aria-label={`Move the panes to the ${side}`}
      title={`Move the panes to the ${side}`}
      onClick={() => setMeasures({ side })}
    >
      <Icon name={side === "right" ? "dockRight" : "dockBottom"} />
    </button>
  );
  return (
    <Dock measures={measures} onChange={setMeasures}>
      <SideButton value={move}>
        {panels.open.map((pane) => {
          switch (pane) {
            case "compare":
              return (
                <Compare
                  key={pane}
                  {...{ table, baseline, hidden, panels, setPanels }}
                  rows={selected}
                  goals={view.goals}
                  onRemove={(id) => setSelected(selected.flatMap((row) => (row.id === id ? [] : [row.id])))}
                  onClose={() => close(pane)}
                />
              );
            case "plots":
              return (
                <Plots
                  key={pane}
                  {...{ project, rows, panels, setPanels }}
                  onRemove={(id) => setPlotted(rows.flatMap((row) => (row.id === id ? [] : [row.id])))}
                  onClose={() => close(pane)}
                />
              );
            case "trends":
              return (
                <Trends
                  key={pane}
                  {...{ table, panels, setPanels }}
                  hidden={view.hidden.branches}
                  onPick={(commit) => check(table.commits.id[commit])}
                  onClose={() => close(pane)}
                />
              );
            default:
              return null;
          }
        })}
      </SideButton>
    </Dock>
  );
}

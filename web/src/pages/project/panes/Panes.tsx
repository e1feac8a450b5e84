import { lazy, Suspense, useCallback, useMemo } from "react";
import { Icon } from "../../../parts/Icon";
import { Skeleton } from "../../../parts/states";
import { type Panels, type PaneName, toggled } from "../../../rules/panels";
import { rowId, type Table } from "../../../rules/table";
import type { View } from "../../../rules/view";
import { Dock, useDock } from "./Dock";
import { SideButton } from "./Pane";
import type { RowRef } from "./rowRef";
import "./panes.css";

// Each pane is a script of its own: the table is there before any chart is.
const Compare = lazy(async () => ({ default: (await import("./Compare")).Compare }));
const Plots = lazy(async () => ({ default: (await import("./Plots")).Plots }));
const Trends = lazy(async () => ({ default: (await import("./Trends")).Trends }));
const Explore = lazy(async () => ({ default: (await import("./Explore")).Explore }));
const Dag = lazy(async () => ({ default: (await import("./Dag")).Dag }));

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
export function Panes(props: PanesProps) {
  const { project, table, shown, baseline, view, setView, setPlotted, setSelected } = props;
  const [measures, setMeasures] = useDock();
  const { panels } = view;
  const rows = useMemo(() => props.rows.map(briefly), [props.rows]);
  const selected = useMemo(() => props.selected.map(briefly), [props.selected]);
  const setPanels = useCallback(
    (change: (panels: Panels) => Panels) => setView({ panels: change(panels) }),
    [panels, setView],
  );
  const hidden = useMemo(() => new Set(view.columns.hidden), [view.columns.hidden]);
  const close = (pane: PaneName) => setPanels((before) => toggled(before, pane));
  const side = measures.side === "right" ? "bottom" : "right";
  const check = (id: string | undefined) => {
    const now = selected.map((row) => row.id);
    if (id) setSelected(now.includes(id) ? now.filter((each) => each !== id) : [...now, id]);
  };
  const plotless = (id: string) => setPlotted(rows.flatMap((row) => (row.id === id ? [] : [row.id])));
  const open = (pane: PaneName) => {
    const state = { panels, setPanels, onClose: () => close(pane) };
    switch (pane) {
      case "compare":
        return (
          <Compare {...state} {...{ table, baseline, hidden }} rows={selected} goals={view.goals} onRemove={check} />
        );
      case "plots":
        return <Plots {...state} {...{ project, rows }} onRemove={plotless} />;
      case "trends":
        return (
          <Trends
            {...state}
            table={table}
            hidden={view.hidden.branches}
            onPick={(commit) => check(table.commits.id[commit])}
          />
        );
      case "explore":
        return (
          <Explore
            {...state}
            {...{ project, table, shown, rows }}
            filters={view.filters}
            setFilters={(filters) => setView({ filters })}
            onPick={(row) => check(rowId(table, row))}
          />
        );
      case "dag":
        return <Dag {...state} {...{ project, table, baseline, selected }} />;
    }
  };
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
  if (panels.open.length === 0) return null;
  return (
    <Dock measures={measures} onChange={setMeasures}>
      <SideButton value={move}>
        {panels.open.map((pane) => (
          <Suspense
            key={pane}
            fallback={<div className="pane pane-body">{<Skeleton lines={6} label="Opening" />}</div>}
          >
            {open(pane)}
          </Suspense>
        ))}
      </SideButton>
    </Dock>
  );
}

/** A commit with many refs is called by the first of them: in a legend the rest would only be cut. */
function briefly(row: RowRef): RowRef {
  const [first, ...more] = row.label.split(", ");
  return more.length > 0 && first ? { ...row, label: first } : row;
}

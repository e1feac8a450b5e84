import { useMemo } from "react";
import { Choices } from "../../../parts/Menu";
import { Empty } from "../../../parts/states";
import { label } from "../../../rules/explore";
import { withSetting } from "../../../rules/panels";
import { ROW_COLOURS } from "../../../rules/rowColours";
import type { Table } from "../../../rules/table";
import { type Trend, trends } from "../../../rules/trends";
import { count, shortId } from "../../../rules/values";
import { LineCard } from "./LineCard";
import type { ChartLine } from "./LineChart";
import { Pane } from "./Pane";
import type { PanelState } from "./types";

/** How metrics went over the commits of branches. */
export function Trends({
  table,
  hidden,
  panels,
  setPanels,
  onPick,
  onClose,
}: PanelState & {
  table: Table;
  /** Branches that the project does not show. */
  hidden: readonly string[];
  /** A point of a chart was chosen: its commit. */
  onPick: (commit: number) => void;
  onClose: () => void;
}) {
  const { every, metrics } = panels.trends;
  const branches = table.branches.map(({ name }) => name).filter((name) => !hidden.includes(name));
  const chosen = panels.trends.branches.filter((name) => branches.includes(name));
  const first = table.defaultBranch ?? branches[0];
  const shown = chosen.length > 0 ? chosen : first === undefined ? [] : [first];
  const key = shown.join("\n");
  const { commits, trends: charts } = useMemo(
    () => trends(table, key === "" ? [] : key.split("\n"), { every, metrics }),
    [table, key, every, metrics],
  );
  const set = (change: Partial<typeof panels.trends>) =>
    setPanels((before) => ({ ...before, trends: { ...before.trends, ...change } }));
  const all = useMemo(() => table.columns.filter(({ kind }) => kind === "metrics"), [table]);
  const text = useMemo(() => {
    const name = (x: number) => {
      const commit = commits[Math.round(x)];
      return commit === undefined || !Number.isInteger(x) ? "" : shortId(table.commits.id[commit] ?? "");
    };
    return name;
  }, [commits, table]);
  return (
    <Pane name="trends" title="Trends" onClose={onClose}>
      <div className="line wrap pane-options">
        <Choices
          label="Branches"
          icon="branch"
          choices={branches.map((name) => ({ id: name, text: name }))}
          chosen={shown}
          onChange={(next) => set({ branches: next })}
        />
        <Choices
          label="Metrics"
          icon="columns"
          choices={all.map((column) => ({ id: column.id, text: label(column, all) }))}
          chosen={metrics}
          onChange={(next) => set({ metrics: next })}
        />
        <label className="check">
          <input type="checkbox" checked={every} onChange={(event) => set({ every: event.target.checked })} />
          Merged commits too
        </label>
        <span className="apart" />
        <span className="soft small">{count(commits.length, "commit")}</span>
      </div>
      {shown.length > 1 && (
        <ul className="row-chips" aria-label="Branches in these charts">
          {shown.map((name, at) => (
            <li key={name}>
              <span className="row-chip" data-row-colour={at % ROW_COLOURS}>
                <span className="swatch" aria-hidden="true" />
                <span className="cut mono">{name}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {charts.length === 0 ? (
        <Empty title="No metric to draw">
          <p className="soft">No commit of {shown.join(", ") || "any branch"} has a metric that is a number.</p>
        </Empty>
      ) : (
        <div className="chart-grid">
          {charts.map((trend) => (
            <TrendCard
              key={trend.column.id}
              {...{ trend, shown, text, commits, onPick }}
              title={label(trend.column, all)}
              setting={panels.plots.set[`trend:${trend.column.id}`] ?? NOTHING_SET}
              onSetting={(change) => setPanels((before) => withSetting(before, `trend:${trend.column.id}`, change))}
            />
          ))}
        </div>
      )}
    </Pane>
  );
}

const NOTHING_SET = {};

function TrendCard({
  trend,
  title,
  shown,
  text,
  commits,
  onPick,
  setting,
  onSetting,
}: Pick<Parameters<typeof LineCard>[0], "title" | "setting" | "onSetting"> & {
  trend: Trend;
  shown: string[];
  text: (x: number) => string;
  commits: number[];
  onPick: (commit: number) => void;
}) {
  const lines = useMemo(
    (): ChartLine[] =>
      trend.lines.map((line) => ({
        ...line,
        label: line.branch,
        colour: Math.max(0, shown.indexOf(line.branch)) % ROW_COLOURS,
        dash: 0,
      })),
    [trend, shown],
  );
  const pick = (_: ChartLine, x: number) => {
    const commit = commits[x];
    if (commit !== undefined) onPick(commit);
  };
  return (
    <LineCard
      title={title}
      chart={{ lines, xLabel: "commit", yLabel: "", xText: text, onPick: pick, marked: true }}
      setting={setting}
      onSetting={onSetting}
      linear
    />
  );
}

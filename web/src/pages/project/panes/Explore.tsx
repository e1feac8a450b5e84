import { useQuery } from "@tanstack/react-query";
import { useId, useMemo, useState } from "react";
import { Icon } from "../../../parts/Icon";
import { Choices } from "../../../parts/Menu";
import { Empty, Skeleton, Trouble } from "../../../parts/states";
import { chartLines } from "../../../rules/chartLines";
import { axis, brushed, fileLines, label, plottable, points, varying } from "../../../rules/explore";
import { type AskedChart, withSetting } from "../../../rules/panels";
import type { Table } from "../../../rules/table";
import { count } from "../../../rules/values";
import type { Filter } from "../../../rules/view";
import { LineCard } from "./LineCard";
import type { ChartLine } from "./LineChart";
import { Pane } from "./Pane";
import { Parallel } from "./Parallel";
import { Problems } from "./Problems";
import { fileData, plotList } from "./plotCalls";
import type { RowRef } from "./rowRef";
import type { PanelState } from "./types";

interface Explored {
  project: string;
  table: Table;
  /** Numbers of the rows that pass the filters. */
  shown: readonly number[];
  /** Rows whose plots are on: they have their colours here, too. */
  rows: RowRef[];
}

/** Charts that somebody asks for: parallel axes, columns against each other, fields of data files. */
export function Explore({
  panels,
  setPanels,
  filters,
  setFilters,
  onPick,
  onClose,
  ...of
}: PanelState &
  Explored & {
    filters: readonly Filter[];
    setFilters: (filters: Filter[]) => void;
    onPick: (row: number) => void;
    onClose: () => void;
  }) {
  const { charts, parallel } = panels.explore;
  const set = (change: Partial<typeof panels.explore>) =>
    setPanels((before) => ({ ...before, explore: { ...before.explore, ...change } }));
  const without = (chart: AskedChart) => set({ charts: charts.filter((each) => each !== chart) });
  return (
    <Pane name="explore" title="Explore" onClose={onClose}>
      <details
        className="pane-fold"
        open={parallel}
        onToggle={(event) => {
          if (event.currentTarget.open !== parallel) set({ parallel: event.currentTarget.open });
        }}
      >
        <summary>Parallel axes</summary>
        {parallel && (
          <Axes {...of} chosen={panels.explore.axes} onChosen={(axes) => set({ axes })} {...{ filters, setFilters }} />
        )}
      </details>
      <NewChart {...of} onAdd={(chart) => set({ charts: [...charts, chart] })} />
      {charts.length > 0 && (
        <div className="chart-grid">
          {charts.map((chart, at) => {
            const key = `asked:${JSON.stringify(chart)}`;
            const card = {
              setting: panels.plots.set[key] ?? NOTHING_SET,
              onSetting: (change: Parameters<Parameters<typeof LineCard>[0]["onSetting"]>[0]) =>
                setPanels((before) => withSetting(before, key, change)),
              onRemove: () => without(chart),
            };
            return chart.of === "table" ? (
              <ColumnsCard key={`${at} ${key}`} {...of} {...card} chart={chart} onPick={onPick} />
            ) : (
              <FileCard key={`${at} ${key}`} {...of} {...card} chart={chart} />
            );
          })}
        </div>
      )}
    </Pane>
  );
}

const NOTHING_SET = {};
const MOST_LINES = 5000;

function Axes({
  table,
  shown,
  rows,
  chosen,
  onChosen,
  filters,
  setFilters,
}: Explored & {
  chosen: readonly string[];
  onChosen: (axes: string[]) => void;
  filters: readonly Filter[];
  setFilters: (filters: Filter[]) => void;
}) {
  const brushes = filters.filter(({ op }) => op === "between");
  // While something is brushed all rows stay in the chart: a brush would else take away what it is drawn on.
  const [before, setBefore] = useState(brushes.length === 0 ? shown : null);
  if (brushes.length === 0 && before !== shown) setBefore(shown);
  const all = useMemo(() => before ?? everyRow(table), [before, table]);
  // Brushes that were cleared elsewhere are drawn in the chart still: then it is made anew.
  const [generation, setGeneration] = useState({ made: 0, brushed: brushes.length > 0 });
  if (generation.brushed !== brushes.length > 0) {
    setGeneration({ made: generation.made + (brushes.length > 0 ? 0 : 1), brushed: brushes.length > 0 });
  }
  const columns = useMemo(() => plottable(table, all), [table, all]);
  const first = useMemo(() => varying(columns, all), [columns, all]);
  const known = chosen.filter((id) => table.columnById.has(id) || columns.some((column) => column.id === id));
  const ids = known.length > 0 ? known : first;
  const key = ids.join("\n");
  const axes = useMemo(
    () =>
      key === ""
        ? []
        : key.split("\n").flatMap((id) => {
            const column = columns.find((each) => each.id === id);
            return column ? [axis(column, all, columns)] : [];
          }),
    [key, columns, all],
  );
  const lines = useMemo(() => {
    const colours = new Map(rows.map(({ row, colour }) => [row, colour]));
    const made = all
      .filter((row) => axes.filter((each) => each.of(row) !== null).length > 1)
      .map((row) => ({ row, colour: colours.get(row) ?? null }));
    // Rows in colour are drawn last, over the others.
    return [
      ...made.filter(({ colour }) => colour === null).slice(0, MOST_LINES),
      ...made.filter(({ colour }) => colour !== null),
    ];
  }, [all, axes, rows]);
  if (columns.length === 0) {
    return <p className="soft">No row that is shown has a metric or a parameter.</p>;
  }
  return (
    <div className="stack">
      <div className="line wrap pane-options">
        <Choices
          label="Axes"
          icon="columns"
          choices={columns.map((column) => ({ id: column.id, text: label(column, columns) }))}
          chosen={ids}
          onChange={(next) => onChosen(columns.map(({ id }) => id).filter((id) => next.includes(id)))}
        />
        {known.length > 0 && (
          <button type="button" className="button bare small" onClick={() => onChosen([])}>
            What varies
          </button>
        )}
        {brushes.length > 0 && (
          <button
            type="button"
            className="button small"
            onClick={() => setFilters(filters.filter(({ op }) => op !== "between"))}
          >
            <Icon name="cross" /> Clear {count(brushes.length, "brush", "brushes")}
          </button>
        )}
        <span className="apart" />
        <span className="soft small" role="status">
          {count(shown.length, "row")}
        </span>
      </div>
      {axes.length < 2 ? (
        <p className="soft">Nothing varies among the rows that are shown. Choose two axes or more.</p>
      ) : (
        <Parallel
          key={`${generation.made} ${key}`}
          axes={axes}
          lines={lines}
          ranges={axes.map(({ column }) => range(brushes.find(({ field }) => field === column.id)))}
          onBrush={(intervals) => {
            const next = brushed(axes, intervals).map(
              ({ column, low, high }): Filter => ({ field: column, op: "between", value: `${low},${high}`, on: true }),
            );
            if (JSON.stringify(next) === JSON.stringify(brushes)) return;
            setFilters([...filters.filter(({ op }) => op !== "between"), ...next]);
          }}
        />
      )}
      <p className="small soft">
        Drag along an axis to keep only the rows of the table that pass there; a click on the axis ends it.
      </p>
    </div>
  );
}

function range(filter: Filter | undefined): [number, number] | null {
  const [low, high] = (filter?.value ?? "").split(",").map(Number);
  return filter && low !== undefined && high !== undefined && low <= high ? [low, high] : null;
}

function everyRow(table: Table): number[] {
  return Array.from({ length: table.size + table.runs.length }, (_, row) => row);
}

/** The form that adds a chart. */
function NewChart({ project, table, shown, rows, onAdd }: Explored & { onAdd: (chart: AskedChart) => void }) {
  const [from, setFrom] = useState("");
  const [x, setX] = useState("");
  const [y, setY] = useState("");
  const pushed = useMemo(() => rows.filter(({ run }) => !run).map(({ id }) => id), [rows]);
  const listed = useQuery(plotList(project, pushed));
  const data = useQuery(fileData(project, from, pushed));
  const columns = useMemo(() => plottable(table, shown), [table, shown]);
  const id = useId();
  const choices =
    from === ""
      ? columns.map((column) => ({ id: column.id, text: label(column, columns) }))
      : (data.data?.columns ?? []).map((name) => ({ id: name, text: name }));
  const pick = (name: string, value: string, set: (value: string) => void) => (
    <div className="line">
      <label htmlFor={`${id}${name}`}>{name}</label>
      <select id={`${id}${name}`} className="input short" value={value} onChange={(event) => set(event.target.value)}>
        <option value="" disabled>
          Choose
        </option>
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.text}
          </option>
        ))}
      </select>
    </div>
  );
  return (
    <form
      className="new-chart"
      onSubmit={(event) => {
        event.preventDefault();
        if (x && y) onAdd(from === "" ? { of: "table", x, y } : { of: "file", file: from, x, y });
      }}
    >
      <h3>A chart of your own</h3>
      <div className="line wrap">
        <div className="line">
          <label htmlFor={`${id}from`}>Of</label>
          <select
            id={`${id}from`}
            className="input short"
            value={from}
            onChange={(event) => {
              setFrom(event.target.value);
              setX("");
              setY("");
            }}
          >
            <option value="">the table</option>
            {(listed.data?.files ?? []).map((file) => (
              <option key={file} value={file}>
                {file}
              </option>
            ))}
          </select>
        </div>
        {pick("x", x, setX)}
        {pick("y", y, setY)}
        <button type="submit" className="button" disabled={!x || !y}>
          <Icon name="plus" /> Add the chart
        </button>
      </div>
      {rows.length === 0 && (
        <p className="small soft">Data files can be chosen here once the plots of a row are switched on.</p>
      )}
      {from !== "" && data.isError && <Trouble error={data.error} retry={() => data.refetch()} />}
      {from !== "" && data.data && <Problems errors={data.data.errors} rows={rows} pending={data.data.pending} />}
    </form>
  );
}

type Card = Pick<Parameters<typeof LineCard>[0], "setting" | "onSetting"> & { chart: AskedChart; onRemove: () => void };

/** One column of the table against another: a dot for each row that is shown. */
function ColumnsCard({
  table,
  shown,
  rows,
  chart,
  setting,
  onSetting,
  onRemove,
  onPick,
}: Explored & Card & { onPick: (row: number) => void }) {
  const drawn = useMemo(() => {
    const columns = plottable(table, shown);
    const [across, up] = [chart.x, chart.y].map((id) => table.columns.find((column) => column.id === id));
    if (!across || !up) return null;
    const [x, y] = [axis(across, shown, columns), axis(up, shown, columns)];
    const coloured = new Map(rows.map((row) => [row.row, row]));
    const others = points(
      shown.filter((row) => !coloured.has(row)),
      x,
      y,
    );
    const ones = shown
      .flatMap((row) => coloured.get(row) ?? [])
      .map((row) => ({ row, found: points([row.row], x, y) }));
    const lines: ChartLine[] = [
      { row: "", name: null, label: "rows", colour: -1, dash: 0, x: others.x, y: others.y },
      ...ones.map(({ row, found }) => ({
        row: row.id,
        name: null,
        label: row.label,
        colour: row.colour,
        dash: 0,
        x: found.x,
        y: found.y,
      })),
    ].filter((line) => line.x.length > 0);
    const at = new Map(others.row.map((row, place) => [JSON.stringify([others.x[place], others.y[place]]), row]));
    return { x, y, lines, at };
  }, [table, shown, rows, chart]);
  const title = drawn ? `${drawn.y.label} by ${drawn.x.label}` : "A column that is no longer there";
  const remove = { id: "remove", text: "Remove this chart", act: onRemove, danger: true };
  if (!drawn) {
    return (
      <LineCard
        title={title}
        chart={{ lines: NO_LINES, xLabel: "", yLabel: "" }}
        {...{ setting, onSetting }}
        more={[remove]}
        problems={<p className="plot-problem small">No row that is shown has it.</p>}
      />
    );
  }
  const text = (texts: string[] | null) => (texts ? (place: number) => texts[place] ?? "" : undefined);
  return (
    <LineCard
      title={title}
      chart={{
        lines: drawn.lines,
        xLabel: drawn.x.label,
        yLabel: drawn.y.label,
        dots: true,
        xText: text(drawn.x.texts),
        yText: text(drawn.y.texts),
        onPick: (line, x) => {
          const own = rows.find(({ id }) => id === line.row);
          const place = line.x.indexOf(x);
          const row = own?.row ?? drawn.at.get(JSON.stringify([x, line.y[place]]));
          if (row !== undefined) onPick(row);
        },
      }}
      {...{ setting, onSetting }}
      more={[remove]}
    />
  );
}

const NO_LINES: ChartLine[] = [];

/** One field of a data file against another: a line for each row whose plots are on. */
function FileCard({ project, rows, chart, setting, onSetting, onRemove }: Explored & Card) {
  const pushed = useMemo(() => rows.filter(({ run }) => !run).map(({ id }) => id), [rows]);
  const asked = useQuery(fileData(project, chart.file ?? "", pushed));
  const lines = useMemo(
    () => chartLines(fileLines(asked.data?.rows ?? {}, chart.x, chart.y), rows),
    [asked.data, chart, rows],
  );
  const title = `${chart.y} by ${chart.x}, ${chart.file}`;
  const remove = { id: "remove", text: "Remove this chart", act: onRemove, danger: true };
  return (
    <LineCard
      title={title}
      chart={{ lines, xLabel: chart.x, yLabel: chart.y }}
      {...{ setting, onSetting }}
      smoothing
      more={[remove]}
      problems={
        asked.isError ? (
          <Trouble error={asked.error} retry={() => asked.refetch()} />
        ) : pushed.length === 0 ? (
          <Empty title="No row's plots are on" />
        ) : asked.data ? (
          <Problems errors={asked.data.errors} rows={rows} pending={asked.data.pending} />
        ) : (
          <Skeleton lines={4} label={`Reading ${title}`} />
        )
      }
    />
  );
}

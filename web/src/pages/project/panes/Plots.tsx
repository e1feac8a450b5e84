import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Icon } from "../../../parts/Icon";
import type { Item } from "../../../parts/Menu";
import { Empty, Skeleton, Trouble } from "../../../parts/states";
import { chartLines } from "../../../rules/chartLines";
import type { Series } from "../../../rules/lines";
import { fieldOf, withLive } from "../../../rules/livePlots";
import { withSetting } from "../../../rules/panels";
import { moved, ordered, type PlotSummary } from "../../../rules/plotTree";
import { type Dress, dressed, livePoints, type Spec, withPoints } from "../../../rules/specs";
import { count } from "../../../rules/values";
import { ChartCard, type Moves } from "./ChartCard";
import { fileName, save, saveText } from "./chartFiles";
import { ImageBand } from "./ImageBand";
import { AsJson, LineCard } from "./LineCard";
import { sentBy, useLivePoints } from "./livePoints";
import { Pane } from "./Pane";
import { PlotRail } from "./PlotRail";
import { Problems } from "./Problems";
import { type PlotAnswer, plotData, plotList } from "./plotCalls";
import { RowChip } from "./RowChip";
import type { RowRef } from "./rowRef";
import type { PanelState } from "./types";
import { useColours } from "./useColours";
import { VegaChart } from "./VegaChart";

// Where the panes cover the table there is no room for a rail, either.
const NARROW = 900;

/** The plots of the rows that are switched on, over each other. */
export function Plots({
  project,
  rows,
  panels,
  setPanels,
  onRemove,
  onClose,
}: PanelState & { project: string; rows: RowRef[]; onRemove: (id: string) => void; onClose: () => void }) {
  const [rail, setRail] = useState(() => innerWidth > NARROW);
  const pushed = useMemo(() => rows.filter(({ run }) => !run).map(({ id }) => id), [rows]);
  const asked = useQuery(plotList(project, pushed));
  const stored = pushed.length > 0 ? asked.data?.plots : NO_PLOTS;
  const plots = useMemo(
    () => ordered(withLive(stored ?? NO_PLOTS, rows.filter(({ run }) => run).map(sentBy)), panels.plots.order),
    [stored, rows, panels.plots.order],
  );
  const off = useMemo(() => new Set(panels.plots.off), [panels.plots.off]);
  const shown = plots.filter(({ id }) => !off.has(id));
  const set = (change: Partial<typeof panels.plots>) =>
    setPanels((before) => ({ ...before, plots: { ...before.plots, ...change } }));
  const all = plots.map(({ id }) => id);
  const moves = (id: string): Moves => ({
    id,
    onDrop: (from, before) => set({ order: moved(all, from, before) }),
    onStep: (from, by) => {
      const visible = shown.map((plot) => plot.id);
      const at = visible.indexOf(from);
      const to = by < 0 ? visible[at - 1] : (visible[at + 2] ?? null);
      if (to !== undefined && at + by >= 0 && at + by < visible.length) set({ order: moved(all, from, to) });
    },
  });
  return (
    <Pane
      name="plots"
      title="Plots"
      onClose={onClose}
      actions={
        <button
          type="button"
          className="button bare small"
          aria-pressed={rail}
          onClick={() => setRail(!rail)}
          title="Show which rows and plots there are"
        >
          <Icon name="columns" /> Choose
        </button>
      }
    >
      {rows.length === 0 ? (
        <Empty title="No row's plots are on">
          <p className="soft">
            Switch plots on with the chart icon of a row, or with <kbd>p</kbd> on the row that has the focus.
          </p>
        </Empty>
      ) : (
        <div className={rail ? "plots with-rail" : "plots"}>
          {rail && (
            <PlotRail
              rows={rows}
              plots={plots}
              off={panels.plots.off}
              onOff={(next) => set({ off: next })}
              onRemove={onRemove}
            />
          )}
          <div className="stack plots-main">
            <ul className="row-chips" aria-label="Rows in these charts">
              {rows.map((row) => (
                <li key={row.id}>
                  <RowChip row={row} onRemove={() => onRemove(row.id)} />
                </li>
              ))}
            </ul>
            {asked.data !== undefined && asked.data.pending > 0 && (
              <p className="small soft line" role="status">
                <Icon name="clock" /> {count(asked.data.pending, "commit")} still being read
              </p>
            )}
            {asked.isError ? (
              <Trouble error={asked.error} retry={() => asked.refetch()} />
            ) : stored === undefined ? (
              <Skeleton lines={6} label="Reading the plots" />
            ) : plots.length === 0 ? (
              <Empty title="These rows have no plots">
                <p className="soft">
                  Plots come from <code>plots</code> in a <code>dvc.yaml</code>, and from DVCLive.
                </p>
              </Empty>
            ) : shown.length === 0 ? (
              <Empty
                title="No plot is chosen"
                action={
                  <button type="button" className="button" onClick={() => set({ off: [] })}>
                    Show all plots
                  </button>
                }
              />
            ) : (
              <>
                <div className="chart-grid">
                  {shown
                    .filter(({ kind }) => kind === "series")
                    .map((plot) => (
                      <SeriesPlot
                        key={plot.id}
                        {...{ project, plot, rows }}
                        moves={moves(plot.id)}
                        setting={panels.plots.set[plot.id] ?? NOTHING_SET}
                        onSetting={(change) => setPanels((before) => withSetting(before, plot.id, change))}
                      />
                    ))}
                </div>
                {shown
                  .filter(({ kind }) => kind === "image")
                  .map((plot) => (
                    <ImageBand
                      key={plot.id}
                      {...{ project, plot, rows }}
                      moves={moves(plot.id)}
                      folded={panels.plots.folded.includes(plot.id)}
                      onFold={(folded) =>
                        set({
                          folded: folded
                            ? [...panels.plots.folded, plot.id]
                            : panels.plots.folded.filter((each) => each !== plot.id),
                        })
                      }
                    />
                  ))}
              </>
            )}
          </div>
        </div>
      )}
    </Pane>
  );
}

const NOTHING_SET = {};
const NO_PLOTS: PlotSummary[] = [];

/** One plot of data: lines by uPlot, everything else by its own Vega template. Asked for when it comes near. */
function SeriesPlot({
  project,
  plot,
  rows,
  moves,
  setting,
  onSetting,
}: {
  project: string;
  plot: PlotSummary;
  rows: RowRef[];
  moves: Moves;
  setting: Parameters<typeof LineCard>[0]["setting"];
  onSetting: Parameters<typeof LineCard>[0]["onSetting"];
}) {
  const near = useNear();
  const pushed = useMemo(
    () => rows.filter(({ run, id }) => !run && plot.rows[id] === "ok").map(({ id }) => id),
    [rows, plot],
  );
  const asked = useQuery(plotData(project, plot.id, near.is ? pushed : NOBODY));
  const live = useLivePoints(project, plot, near.is ? rows : NO_ROWS);
  const title = plot.title || asked.data?.title || plot.id;
  const answer = pushed.length === 0 ? NOTHING_PUSHED : asked.data;
  return (
    <div ref={near.ref} className="chart-place">
      {asked.isError ? (
        <ChartCard title={title} items={[]} moves={moves}>
          {() => <Trouble error={asked.error} retry={() => asked.refetch()} />}
        </ChartCard>
      ) : answer === undefined || (answer.kind === "pending" && live.length === 0) ? (
        <ChartCard title={title} items={[]} moves={moves}>
          {() => (
            <>
              {answer && <Problems errors={answer.errors} rows={rows} pending={answer.pending} />}
              {near.is && <Skeleton lines={6} label={`Reading ${title}`} />}
            </>
          )}
        </ChartCard>
      ) : (
        <Answered {...{ project, plot, rows, title, answer, live, moves, setting, onSetting }} />
      )}
    </div>
  );
}

const NOBODY: string[] = [];
const NO_ROWS: RowRef[] = [];
/** Where only runs are shown, which nobody has to be asked for. */
const NOTHING_PUSHED: PlotAnswer = { kind: "nothing", errors: {}, pending: 0 };

function Answered({
  project,
  plot,
  rows,
  title,
  answer,
  live,
  moves,
  setting,
  onSetting,
}: Parameters<typeof SeriesPlot>[0] & { title: string; answer: PlotAnswer; live: Series[] }) {
  const [asTemplate, setAsTemplate] = useState(false);
  const problems = <Problems errors={answer.errors} rows={rows} pending={answer.pending} />;
  const lines = useMemo(() => chartLines([...(answer.series ?? []), ...live], rows), [answer.series, live, rows]);
  if (answer.kind === "vega" && answer.spec) {
    return <TemplateCard {...{ title, rows, live, moves, problems }} spec={answer.spec} />;
  }
  if (lines.length === 0) {
    return (
      <ChartCard title={title} moves={moves} items={[]}>
        {() => problems}
      </ChartCard>
    );
  }
  if (asTemplate) {
    return (
      <OriginalCard {...{ project, plot, title, rows, live, moves, problems }} onBack={() => setAsTemplate(false)} />
    );
  }
  const original: Item = { id: "template", text: "Draw with DVC's template", act: () => setAsTemplate(true) };
  return (
    <LineCard
      title={title}
      chart={{ lines, xLabel: answer.x_label ?? "step", yLabel: answer.y_label ?? fieldOf(plot) }}
      {...{ setting, onSetting, moves, problems }}
      smoothing={answer.template !== "simple"}
      more={answer.kind === "lines" ? [original] : []}
    />
  );
}

interface Templated {
  title: string;
  rows: RowRef[];
  /** What the running ones among the rows sent. */
  live: Series[];
  moves: Moves;
  problems: ReactNode;
}

/** A chart that is what its template says; what running jobs send moves in it. */
function TemplateCard({
  title,
  rows,
  live,
  moves,
  problems,
  spec,
  more = [],
}: Templated & { spec: Spec; more?: Item[] }) {
  const colours = useColours();
  const [json, setJson] = useState(false);
  const running = new Set(live.map(({ row }) => row));
  // rows are told of anew with each step of a run: only how they look is what the chart is made of
  const looks = JSON.stringify(
    rows.map(({ id, label, colour }) => ({
      id,
      label,
      colour: colours.rows[colour] ?? colours.ink,
      live: running.has(id),
    })),
  );
  const dress = useMemo(() => JSON.parse(looks) as Dress[], [looks]);
  const worn = useMemo(() => dressed(spec, dress), [spec, dress]);
  const points = useMemo(() => livePoints(worn, live, dress), [worn, live, dress]);
  const picture = async (kind: "svg" | "png") => {
    const { picture: draw } = await import("./vega");
    save(fileName(title, kind), await draw(withPoints(worn, points), colours, kind));
  };
  const text = () => JSON.stringify(withPoints(worn, points), null, 2);
  return (
    <ChartCard
      title={title}
      moves={moves}
      legend={
        <ul className="row-chips" aria-label="Rows in this chart">
          {rows.map((row) => (
            <li key={row.id}>
              <RowChip row={row} />
            </li>
          ))}
        </ul>
      }
      items={[
        { id: "svg", text: "Save as SVG", act: () => void picture("svg") },
        { id: "png", text: "Save as PNG", act: () => void picture("png") },
        {
          id: "data",
          text: "Save as Vega-Lite",
          act: () => saveText(fileName(title, "json"), text(), "application/json"),
        },
        { id: "json", text: "Show as JSON", act: () => setJson(true) },
        ...more,
      ]}
    >
      {() => (
        <>
          {problems}
          <VegaChart title={title} spec={worn} points={points} />
          {json && <AsJson title={title} value={withPoints(worn, points)} onClose={() => setJson(false)} />}
        </>
      )}
    </ChartCard>
  );
}

/** The chart of lines as DVC's template draws it, for whoever wants to see that it is the same. */
function OriginalCard({
  project,
  plot,
  onBack,
  ...card
}: Templated & { project: string; plot: PlotSummary; onBack: () => void }) {
  const asked = useQuery(
    plotData(
      project,
      plot.id,
      card.rows.filter(({ run }) => !run).map(({ id }) => id),
      "spec",
    ),
  );
  const back: Item = { id: "back", text: "Draw as before", act: onBack };
  if (asked.data?.spec) return <TemplateCard {...card} spec={asked.data.spec} more={["rule", back]} />;
  return (
    <ChartCard title={card.title} moves={card.moves} items={[back]}>
      {() =>
        asked.isError ? (
          <Trouble error={asked.error} retry={() => asked.refetch()} />
        ) : (
          <Skeleton lines={6} label={`Reading ${card.title}`} />
        )
      }
    </ChartCard>
  );
}

/** Whether an element has come near the window; from then on it stays so. */
function useNear() {
  const ref = useRef<HTMLDivElement>(null);
  const [is, setIs] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || is) return;
    const watch = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) setIs(true);
      },
      { root: element.closest(".pane-body"), rootMargin: "50%" },
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, [is]);
  return { ref, is };
}

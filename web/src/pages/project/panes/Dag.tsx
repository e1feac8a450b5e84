import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { Icon, type IconName } from "../../../parts/Icon";
import { Empty, Skeleton, Trouble } from "../../../parts/states";
import {
  changeWords,
  type Graph,
  graph,
  type Node,
  type Place,
  paramWords,
  type StageReading,
  stateWords,
} from "../../../rules/dag";
import type { Table } from "../../../rules/table";
import { originWords, type Tracked, tracked } from "../../../rules/tracked";
import { count, shortId } from "../../../rules/values";
import { Pane } from "./Pane";
import { commitValues } from "./plotCalls";
import type { RowRef } from "./rowRef";
import type { PanelState } from "./types";

const WIDTH = 184;
const HEIGHT = 44;
const ACROSS = 56;
const DOWN = 20;
const MARGIN = 8;

/** The pipeline of a commit: its stages, what goes from one to the next, and whether dvc.lock agrees. */
export function Dag({
  project,
  table,
  baseline,
  selected,
  panels,
  setPanels,
  onClose,
}: PanelState & { project: string; table: Table; baseline: number | null; selected: RowRef[]; onClose: () => void }) {
  const { list } = panels.dag;
  const set = (change: Partial<typeof panels.dag>) =>
    setPanels((before) => ({ ...before, dag: { ...before.dag, ...change } }));
  const choices = useMemo(() => offered(table, selected, baseline), [table, selected, baseline]);
  const commit = panels.dag.commit ?? choices[0]?.id ?? null;
  const asked = useQuery(commitValues(project, commit));
  const [focus, setFocus] = useState<string | null>(null);
  const drawn = useMemo(() => {
    const stages = (asked.data?.stages ?? []) as unknown as StageReading[];
    return graph(stages, Object.keys({ ...asked.data?.outs, ...asked.data?.deps }));
  }, [asked.data]);
  const data = useMemo(() => tracked(asked.data?.outs ?? {}, asked.data?.imports ?? {}), [asked.data]);
  const stages = drawn.nodes.filter(({ kind }) => kind === "stage");
  const id = useId();
  const shown = drawn.nodes.find((node) => node.id === focus) ?? null;
  return (
    <Pane name="dag" title="Pipeline" onClose={onClose}>
      <div className="line wrap pane-options">
        <div className="line">
          <label htmlFor={id}>Of</label>
          <select
            id={id}
            className="input short"
            value={commit ?? ""}
            onChange={(event) => set({ commit: event.target.value })}
          >
            {commit && !choices.some((choice) => choice.id === commit) && (
              <option value={commit}>{shortId(commit)}</option>
            )}
            {choices.map((choice) => (
              <option key={choice.id} value={choice.id}>
                {choice.label}
              </option>
            ))}
          </select>
        </div>
        <label className="check">
          <input type="checkbox" checked={list} onChange={(event) => set({ list: event.target.checked })} />
          As a list
        </label>
        <span className="apart" />
        {asked.data && <span className="soft small">{count(stages.length, "stage")}</span>}
      </div>
      {asked.isError ? (
        <Trouble error={asked.error} retry={() => asked.refetch()} />
      ) : !commit ? (
        <Empty title="No commit to show" />
      ) : !asked.data ? (
        <Skeleton lines={5} label="Reading the pipeline" />
      ) : stages.length === 0 ? (
        <Empty title="This commit has no pipeline">
          <p className="soft">No dvc.yaml of it names a stage.</p>
        </Empty>
      ) : list ? (
        <ol className="stack dag-list">
          {stages.map((node) => (
            <li key={node.id} className="dag-about">
              <About node={node} drawn={drawn} data={data} />
            </li>
          ))}
        </ol>
      ) : (
        <>
          <Drawing drawn={drawn} focus={focus} onFocus={setFocus} />
          {shown ? (
            <section className="dag-about" aria-live="polite">
              <About node={shown} drawn={drawn} data={data} />
            </section>
          ) : (
            <p className="soft small">
              Choose a stage to see its command, parameters and files. Arrows move between them.
            </p>
          )}
        </>
      )}
      {data.length > 0 && (
        <details className="pane-fold" open={stages.length === 0}>
          <summary>
            Data <span className="soft num">{data.length.toLocaleString("en-US")}</span>
          </summary>
          <ul className="stack dag-list">
            {data.map((one) => (
              <li key={one.path}>
                <span className="mono anywhere">{one.path}</span>
                <DataFacts {...one} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Pane>
  );
}

/** How large data are, and where they come from. */
function DataFacts({ size, hash, origin }: Tracked) {
  const parts = [size, hash?.slice(0, 7)].filter(Boolean);
  return (
    <>
      <p className="soft small" title={hash ?? undefined}>
        {parts.length > 0
          ? parts.join(" · ")
          : "Not in this repository's storage: neither size nor hash is written down"}
      </p>
      {origin && <p className="small anywhere">Imported from {originWords(origin)}</p>}
    </>
  );
}

function offered(table: Table, selected: RowRef[], baseline: number | null): { id: string; label: string }[] {
  const found = new Map<string, string>();
  for (const row of selected) {
    const id = row.commit === undefined ? row.run?.baseline : table.commits.id[row.commit];
    if (id) found.set(id, row.label);
  }
  const base = baseline === null ? undefined : table.commits.id[baseline];
  if (base && !found.has(base)) found.set(base, `${shortId(base)}, the baseline`);
  for (const { name, commit } of table.branches) {
    const id = table.commits.id[commit];
    if (id && !found.has(id)) found.set(id, name);
  }
  return [...found].map(([id, label]) => ({ id, label }));
}

const MARKS: Record<string, IconName> = { run: "check", changed: "warn", never: "minus", frozen: "lock" };

/** Boxes are buttons over lines; the arrows walk along the edges, and up and down a layer. */
function Drawing({ drawn, focus, onFocus }: { drawn: Graph; focus: string | null; onFocus: (id: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const height = Math.max(1, ...drawn.breadths) * (HEIGHT + DOWN) - DOWN;
  const byId = new Map(drawn.nodes.map((node) => [node.id, node]));
  const left = (node: Place) => MARGIN + node.layer * (WIDTH + ACROSS);
  const top = (node: Place) => {
    const own = (drawn.breadths[node.layer] ?? 1) * (HEIGHT + DOWN) - DOWN;
    return MARGIN + (height - own) / 2 + node.order * (HEIGHT + DOWN);
  };
  const whole = {
    width: drawn.layers * (WIDTH + ACROSS) - ACROSS + 2 * MARGIN,
    height: height + 2 * MARGIN,
  };
  const press = (event: KeyboardEvent, node: Node) => {
    const away = (each: Node) => Math.abs(each.layer - node.layer);
    const near = (ids: string[]) =>
      ids.flatMap((id) => byId.get(id) ?? []).sort((a, b) => away(a) - away(b) || a.order - b.order)[0];
    const layer = drawn.nodes.filter((each) => each.layer === node.layer);
    const next =
      event.key === "ArrowRight"
        ? near(drawn.edges.filter(({ from }) => from === node.id).map(({ to }) => to))
        : event.key === "ArrowLeft"
          ? near(drawn.edges.filter(({ to }) => to === node.id).map(({ from }) => from))
          : event.key === "ArrowDown"
            ? layer.find(({ order }) => order === node.order + 1)
            : event.key === "ArrowUp"
              ? layer.find(({ order }) => order === node.order - 1)
              : undefined;
    if (!next) return;
    event.preventDefault();
    box.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(next.id)}"]`)?.focus();
  };
  return (
    <section className="table-frame dag" aria-label="Graph of the stages">
      <div ref={box} className="dag-inside" style={whole}>
        <svg {...whole} aria-hidden="true">
          {drawn.edges.map(({ from, to, via }) => {
            const [a, b] = [byId.get(from), byId.get(to)];
            if (!a || !b) return null;
            const end = { x: left(b) - 4, y: top(b) + HEIGHT / 2 };
            let way = `M${left(a) + WIDTH} ${top(a) + HEIGHT / 2}`;
            let x = left(a) + WIDTH;
            let y = top(a) + HEIGHT / 2;
            const curve = (x2: number, y2: number) => {
              const bend = Math.max(20, (x2 - x) / 2);
              way += `C${x + bend} ${y} ${x2 - bend} ${y2} ${x2} ${y2}`;
              [x, y] = [x2, y2];
            };
            for (const place of via) {
              curve(left(place), top(place) + HEIGHT / 2);
              x += WIDTH;
              way += `H${x}`;
            }
            curve(end.x, end.y);
            return (
              <g key={`${from} ${to}`} className={focus === from || focus === to ? "edge near" : "edge"}>
                <path d={way} />
                <path className="head" d={`M${end.x - 5} ${end.y - 4}l6 4l-6 4z`} />
              </g>
            );
          })}
        </svg>
        {drawn.nodes.map((node) => (
          <button
            key={node.id}
            type="button"
            className={`dag-node ${node.kind} ${node.stage?.state ?? ""}`}
            data-node={node.id}
            aria-pressed={focus === node.id}
            title={
              node.stage ? `${node.label}: ${stateWords(node.stage.state)}` : `${node.label}: data in the repository`
            }
            style={{ left: left(node), top: top(node), width: WIDTH, height: HEIGHT }}
            onClick={() => onFocus(node.id)}
            onKeyDown={(event) => press(event, node)}
          >
            <Icon name={node.stage ? (MARKS[node.stage.state] ?? "dots") : "box"} />
            <span className="from-left">
              <bdi>{node.label}</bdi>
            </span>
            <span className="hidden-text">, {node.stage ? stateWords(node.stage.state) : "data"}</span>
          </button>
        ))}
      </div>
    </section>
  );
}

function About({ node, drawn, data }: { node: Node; drawn: Graph; data: readonly Tracked[] }) {
  const { stage } = node;
  if (!stage) {
    const readers = drawn.edges.filter(({ from }) => from === node.id).map(({ to }) => to);
    return (
      <>
        <h3 className="mono anywhere">{node.label}</h3>
        <p className="soft small">Data that no stage makes. Read by {readers.join(", ")}.</p>
        {data
          .filter(({ path }) => path === node.label)
          .map((one) => (
            <DataFacts key={one.path} {...one} />
          ))}
      </>
    );
  }
  const facts: [string, string[]][] = [
    ["Changed", (stage.changed ?? []).map(changeWords)],
    ["Command", typeof stage.cmd === "string" ? [stage.cmd] : (stage.cmd ?? [])],
    ["Depends on", stage.deps],
    ["Parameters", paramWords(stage.params)],
    ["Outputs", stage.outs],
    ["Metrics", stage.metrics],
    ["Plots", stage.plots],
  ];
  return (
    <>
      <h3 className="line">
        <Icon name={MARKS[stage.state] ?? "dots"} />
        <span className="mono anywhere">{node.label}</span>
        <span className="soft small">{stateWords(stage.state)}</span>
      </h3>
      <dl className="facts">
        {facts
          .filter(([, values]) => values.length > 0)
          .map(([name, values]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <ul>
                  {values.map((value) => (
                    <li key={value} className="mono anywhere">
                      {value}
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
          ))}
      </dl>
    </>
  );
}

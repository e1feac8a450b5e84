/** The pipeline of a commit as a graph: which stage needs what of which, and where each stands on the page. */

/** A stage as a commit's reading has it. */
export interface StageReading {
  name: string;
  folder: string;
  cmd?: string[] | string | null;
  deps: string[];
  params: Record<string, string[] | null> | string[];
  outs: string[];
  metrics: string[];
  plots: string[];
  state: string;
  /** What is not as it was when the stage ran. */
  changed?: string[];
}

export interface Place {
  layer: number;
  /** A place inside the layer, from 0. */
  order: number;
}

export interface Node extends Place {
  id: string;
  /** A stage, or data that no stage makes. */
  kind: "stage" | "data";
  label: string;
  stage: StageReading | null;
}

export interface Edge {
  from: string;
  to: string;
  /** The paths that go this way. */
  paths: string[];
  /** Where it passes through layers between its ends, so that it crosses no node. */
  via: Place[];
}

export interface Graph {
  nodes: Node[];
  edges: Edge[];
  layers: number;
  /** How many nodes, and edges that pass, each layer has. */
  breadths: number[];
}

export function stageId({ folder, name }: Pick<StageReading, "folder" | "name">): string {
  return folder ? `${folder}/dvc.yaml:${name}` : name;
}

/** Whether a path is another or lies inside of it. */
function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/**
 * The stages in layers: each after everything that it needs. Data that no stage makes, but the commit keeps (`data`),
 * stands before the stages that read it. Of a circle, which no pipeline should have, one edge is left out of the
 * layering, so that it can be drawn, too.
 */
export function graph(stages: readonly StageReading[], data: readonly string[] = []): Graph {
  const made = stages.flatMap((stage) =>
    [...stage.outs, ...stage.metrics, ...stage.plots].map((path) => ({ path, id: stageId(stage) })),
  );
  const edges = new Map<string, Edge>();
  const sources = new Map<string, Node>();
  const link = (from: string, to: string, path: string) => {
    const key = JSON.stringify([from, to]);
    const edge = edges.get(key);
    if (edge) edge.paths.push(path);
    else edges.set(key, { from, to, paths: [path], via: [] });
  };
  for (const stage of stages) {
    for (const dep of stage.deps) {
      const makers = made.filter(({ path }) => within(dep, path) || within(path, dep));
      for (const { id } of makers) if (id !== stageId(stage)) link(id, stageId(stage), dep);
      const kept = makers.length > 0 ? undefined : data.find((path) => within(dep, path));
      if (kept !== undefined) {
        sources.set(kept, { id: `data:${kept}`, kind: "data", label: kept, stage: null, layer: 0, order: 0 });
        link(`data:${kept}`, stageId(stage), dep);
      }
    }
  }
  const nodes: Node[] = [
    ...stages.map(
      (stage): Node => ({ id: stageId(stage), kind: "stage", label: stageId(stage), stage, layer: 0, order: 0 }),
    ),
    ...sources.values(),
  ];
  const all = [...edges.values()];
  layer(nodes, all);
  const layers = order(nodes, all);
  return { nodes, edges: all, layers: layers.length, breadths: layers.map((each) => each.length) };
}

/** At which nodes the edges of a node have their other end. */
function ends(edges: readonly Edge[], of: "from" | "to", other: "from" | "to"): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const edge of edges) {
    const known = found.get(edge[of]);
    if (known) known.push(edge[other]);
    else found.set(edge[of], [edge[other]]);
  }
  return found;
}

/** The longest way to a node is its layer; data then moves next to its first reader. */
function layer(nodes: Node[], edges: readonly Edge[]): void {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const before = ends(edges, "to", "from");
  const known = new Map<string, number>();
  const open = new Set<string>();
  const depth = (id: string): number => {
    const found = known.get(id);
    if (found !== undefined) return found;
    if (open.has(id)) return -1;
    open.add(id);
    const way = Math.max(-1, ...(before.get(id) ?? []).map(depth)) + 1;
    open.delete(id);
    known.set(id, way);
    return way;
  };
  for (const node of nodes) node.layer = depth(node.id);
  for (const node of nodes) {
    if (node.kind !== "data") continue;
    const readers = edges.filter(({ from }) => from === node.id).map(({ to }) => byId.get(to)?.layer ?? 1);
    node.layer = Math.max(0, Math.min(...readers) - 1);
  }
}

const SWEEPS = 4;

/** Something with a place in a layer: a node, or a place where an edge passes. */
interface Spot extends Place {
  before: Spot[];
  after: Spot[];
}

/** Nodes of a layer near what they hang together with: the mean of their neighbours' places, there and back. */
function order(nodes: Node[], edges: readonly Edge[]): Spot[][] {
  // A layer that only data has left is closed.
  const filled = [...new Set(nodes.map((node) => node.layer))].sort((a, b) => a - b);
  const spots = new Map(
    nodes.map((node): [string, Spot] => [
      node.id,
      { layer: filled.indexOf(node.layer), order: 0, before: [], after: [] },
    ]),
  );
  const all = [...spots.values()];
  const passing = edges.map(({ from, to }) => {
    const end = spots.get(to);
    let last = spots.get(from);
    const via: Spot[] = [];
    if (!last || !end) return via;
    for (let layer = last.layer + 1; layer < end.layer; layer++) {
      const spot: Spot = { layer, order: 0, before: [last], after: [] };
      last.after.push(spot);
      via.push(spot);
      last = spot;
    }
    last.after.push(end);
    end.before.push(last);
    return via;
  });
  const layers: Spot[][] = filled.map(() => []);
  for (const spot of [...all, ...passing.flat()]) spot.order = (layers[spot.layer]?.push(spot) ?? 1) - 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forward = sweep % 2 === 0;
    for (const here of forward ? layers : [...layers].reverse()) {
      const means = new Map(here.map((spot) => [spot, mean(forward ? spot.before : spot.after) ?? spot.order]));
      here.sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0));
      for (const [at, spot] of here.entries()) spot.order = at;
    }
  }
  for (const node of nodes) Object.assign(node, place(spots.get(node.id)));
  for (const [at, edge] of edges.entries()) edge.via = (passing[at] ?? []).map(place);
  return layers;
}

function place(spot: Spot | undefined): Place {
  return { layer: spot?.layer ?? 0, order: spot?.order ?? 0 };
}

function mean(spots: readonly Spot[]): number | null {
  return spots.length === 0 ? null : spots.reduce((sum, { order }) => sum + order, 0) / spots.length;
}

const STATES: Record<string, string> = {
  run: "as it last ran, by dvc.lock; plain files in Git are not compared",
  changed: "changed since it last ran",
  never: "never ran: dvc.lock does not have it",
  frozen: "frozen: DVC does not run it",
};

/** The state of a stage in words. */
export function stateWords(state: string): string {
  return STATES[state] ?? state;
}

const PARTS: Record<string, string> = { cmd: "its command", deps: "what it depends on", outs: "what it writes" };

/** What is not as a stage ran with it: a part of its definition, a path, or `file:key` of a parameter. */
export function changeWords(changed: string): string {
  return PARTS[changed] ?? changed;
}

/** Parameters of a stage: `file: key, key`, or the whole file. */
export function paramWords(params: StageReading["params"]): string[] {
  if (Array.isArray(params)) return params;
  return Object.entries(params).map(([file, keys]) => (keys && keys.length > 0 ? `${file}: ${keys.join(", ")}` : file));
}

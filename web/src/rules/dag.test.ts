import { describe, expect, it } from "vitest";
import { changeWords, type Graph, graph, paramWords, type StageReading, stageId, stateWords } from "./dag";

const stage = (name: string, deps: string[], outs: string[], more: Partial<StageReading> = {}): StageReading => ({
  name,
  folder: "",
  deps,
  params: {},
  outs,
  metrics: [],
  plots: [],
  state: "run",
  ...more,
});
const drawn = ({ nodes, layers }: Graph) =>
  Array.from({ length: layers }, (_, at) =>
    nodes
      .filter(({ layer }) => layer === at)
      .sort((a, b) => a.order - b.order)
      .map(({ label }) => label),
  );

const PIPELINE = [
  stage("evaluate", ["model.pkl", "data/features"], [], { metrics: ["eval/metrics.json"] }),
  stage("prepare", ["data/data.xml", "src/prepare.py"], ["data/prepared"]),
  stage("train", ["data/features/train.pkl", "src/train.py"], ["model.pkl"]),
  stage("featurize", ["data/prepared"], ["data/features"]),
];

describe("the graph of a pipeline", () => {
  const made = graph(PIPELINE, ["data/data.xml", "unused.csv"]);

  it("has each stage after what it needs, and only data that is read", () => {
    expect(drawn(made)).toEqual([["data/data.xml"], ["prepare"], ["featurize"], ["train"], ["evaluate"]]);
  });

  it("says which paths go along an edge; a file inside a folder is of that folder", () => {
    expect(made.edges.map(({ from, to, paths }) => [from, to, paths])).toEqual([
      ["train", "evaluate", ["model.pkl"]],
      ["featurize", "evaluate", ["data/features"]],
      ["data:data/data.xml", "prepare", ["data/data.xml"]],
      ["featurize", "train", ["data/features/train.pkl"]],
      ["prepare", "featurize", ["data/prepared"]],
    ]);
  });

  it("keeps neighbours together", () => {
    const crossed = graph([
      stage("a", [], ["1"]),
      stage("b", [], ["2"]),
      stage("after b", ["2"], []),
      stage("after a", ["1"], []),
    ]);
    expect(drawn(crossed)).toEqual([
      ["a", "b"],
      ["after a", "after b"],
    ]);
    expect(crossed.breadths).toEqual([2, 2]);
  });

  it("puts data before its first reader, not at the far left", () => {
    const late = graph(
      [stage("a", [], ["1"]), stage("b", ["1"], ["2"]), stage("c", ["2", "test.csv"], [])],
      ["test.csv"],
    );
    expect(drawn(late)).toEqual([["a"], ["b", "test.csv"], ["c"]]);
  });

  it("leads a long edge past what stands between its ends", () => {
    const past = graph([stage("split", [], ["1"]), stage("train", ["1"], ["2"]), stage("evaluate", ["1", "2"], [])]);
    expect(past.breadths).toEqual([1, 2, 1]);
    const [, long] = past.edges;
    const train = past.nodes.find(({ id }) => id === "train");
    expect(long).toMatchObject({ from: "split", to: "evaluate", via: [{ layer: 1 }] });
    expect(long?.via[0]?.order).not.toBe(train?.order);
  });

  it("draws a circle, too, and a stage that reads its own output", () => {
    const circle = graph([stage("a", ["2"], ["1"]), stage("b", ["1"], ["2"]), stage("self", ["3"], ["3"])]);
    expect(circle.nodes).toHaveLength(3);
    expect(circle.edges).toHaveLength(2);
    expect(circle.nodes.every(({ layer, order }) => layer >= 0 && order >= 0)).toBe(true);
  });

  it("is nothing of nothing", () => expect(graph([])).toEqual({ nodes: [], edges: [], layers: 0, breadths: [] }));

  it("takes long chains and wide fans", () => {
    const many = Array.from({ length: 500 }, (_, at) => stage(`s${at}`, at % 50 ? [`o${at - 1}`] : [], [`o${at}`]));
    expect(graph(many)).toMatchObject({ layers: 50, breadths: Array(50).fill(10) });
  });
});

it("names stages as DVC does", () => {
  expect(stageId({ folder: "", name: "train" })).toBe("train");
  expect(stageId({ folder: "sub", name: "train@a" })).toBe("sub/dvc.yaml:train@a");
});

it("says states and parameters in words", () => {
  expect(stateWords("changed")).toBe("changed since it last ran");
  expect(stateWords("odd")).toBe("odd");
  expect(paramWords({ "params.yaml": ["lr", "seed"], "whole.json": null })).toEqual([
    "params.yaml: lr, seed",
    "whole.json",
  ]);
});

it("says in words what changed of a stage since it ran", () => {
  expect(["cmd", "deps", "data/data.xml", "params.yaml:train.lr"].map(changeWords)).toEqual([
    "its command",
    "what it depends on",
    "data/data.xml",
    "params.yaml:train.lr",
  ]);
});

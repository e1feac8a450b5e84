/** A small table of every sort of row and column, for tests. Ids are made up; nothing here was ever trained. */

import type { Run, TableDocument } from "./table";

const sha = (sign: string) => sign.repeat(40);

/**
 *   main     a ─ c ─ d ─ f        (c: nothing changed, skipped from view; f: head)
 *   dev      d ─ e                (one commit of its own)
 *   old      c                    (nested in main)
 *   exps     7 on f "outer-mobs", 8 on f "inner-kite", 9 on a commit nobody has
 */
export const EXAMPLE: TableDocument = {
  stamp: "1",
  head: 2,
  default_branch: "main",
  complete: true,
  branches: [
    { name: "main", commit: 2 },
    { name: "dev", commit: 3 },
    { name: "old", commit: 5 },
  ],
  commits: {
    id: [sha("7"), sha("8"), sha("f"), sha("e"), sha("d"), sha("c"), sha("a"), sha("9")],
    parents: [[2], [2], [4], [4], [5], [6], [], []],
    committed: [1772550000, 1772540000, 1772530000, 1772520000, 1772510000, 1772500000, 1772490000, 1772480000],
    offset: [3600, 3600, 3600, 3600, 3600, 3600, 3600, 3600],
    author: ["Ada Trainer", "Ada Trainer", "Ada Trainer", "Bo Tester", "Ada Trainer", "Bo Tester", "Ada Trainer", "Bo"],
    author_email: ["ada@example.com", "", "ada@example.com", "bo@example.com", "", "", "ada@example.com", ""],
    message: [
      "dvc: commit experiment outer-mobs",
      "dvc: commit experiment inner-kite",
      "Train longer\n\nTwenty epochs.",
      "Try a smaller rate",
      "Add augmentation",
      "Fix a typo",
      "First model",
      "dvc: commit experiment lost",
    ],
    refs: [[], [], ["main", "churn@v1.1.0"], ["dev"], [], ["old"], ["v0"], []],
    skipped: [false, false, false, false, false, false, false, false],
    same: [false, false, false, false, false, true, false, false],
    problems: [0, 0, 0, 1, 0, 0, 0, 0],
  },
  experiments: [
    { commit: 0, baseline: 2, baseline_id: sha("f"), name: "outer-mobs", ref: "refs/exps/ff/f/outer-mobs" },
    { commit: 1, baseline: 2, baseline_id: sha("f"), name: "inner-kite", ref: "refs/exps/ff/f/inner-kite" },
    { commit: 7, baseline: null, baseline_id: sha("b"), name: "lost", ref: "refs/exps/bb/b/lost" },
  ],
  notes: [{ commit: 3, text: "Overfits: see the curve.\n\nDon't ship." }],
  columns: [
    { id: "metrics:eval.json:test.acc", kind: "metrics", file: "eval.json", path: ["test", "acc"], type: "number" },
    { id: "metrics:eval.json:test.loss", kind: "metrics", file: "eval.json", path: ["test", "loss"], type: "number" },
    { id: "models:churn", kind: "models", file: "", path: ["churn"], type: "version" },
    { id: "files:data/train.csv", kind: "files", file: "data/train.csv", path: [], type: "size" },
    { id: "params:params.yaml:train.lr", kind: "params", file: "params.yaml", path: ["train", "lr"], type: "number" },
    { id: "params:params.yaml:train.arch", kind: "params", file: "params.yaml", path: ["train", "arch"], type: "text" },
    { id: "params:params.yaml:seed", kind: "params", file: "params.yaml", path: ["seed"], type: "number" },
  ],
  values: [
    { all: [0.91234567, 0.88, 0.9, 0.85, 0.8, 0.7, 0.7, null] },
    { all: [0.21, { $: "nan" }, 0.25, 0.3, 0.4, 0.5, 0.5, { $: "inf" }] },
    {
      distinct: [
        { version: "v1.1.0", stages: ["prod"], name: "churn" },
        { version: null, stages: [], name: "churn" },
      ],
      of: [1, 1, 0, 1, 1, 1, 1, -1],
    },
    {
      distinct: [
        [1048576, null, "aaaa"],
        [2097152, 158, "bbbb"],
      ],
      of: [1, 1, 1, 1, 1, 0, 0, -1],
      changed: [4],
    },
    { all: [0.1, 0.05, 0.01, 0.001, 0.01, 0.01, 0.01, 0.5] },
    { distinct: ["resnet18", ["a", "b"]], of: [0, 0, 0, 1, 0, 0, 0, -1] },
    { distinct: [42], of: [0, 0, 0, 0, 0, 0, 0, 0] },
  ],
  errors: [{ commits: [3], file: "broken.yaml", type: "YAMLError", msg: "line 3: a tab where a space was expected" }],
  links: {
    commit: "https://example.com/acme/churn/commit/{sha}",
    compare: "https://example.com/acme/churn/compare/{old}...{new}",
  },
};

export const RUN: Run = {
  id: "r1",
  baseline: sha("f"),
  name: "warm-lark",
  state: "running",
  message: null,
  step: 3,
  started: 1772553600,
  heard: 1772553660,
  params: { "params.yaml": { data: { train: { lr: 0.2, arch: "resnet18" }, seed: 42 } } },
  metrics: { "eval.json": { data: { test: { acc: 0.5, loss: 0.9 } } }, "dvclive/metrics.json": { data: { step: 3 } } },
};

import { expect, it } from "vitest";
import { asCsv, asJson } from "./exporting";
import { decode, withRuns } from "./table";
import { EXAMPLE, RUN } from "./table.example";
import { tree } from "./tree";

const example = structuredClone(EXAMPLE);
example.commits.message[3] = '=HYPERLINK("http://x"), "quoted"\nand more';
const table = withRuns(decode(example), [RUN]);
const whole = tree(table, "all");
const columns = table.columns.filter(({ kind }) => kind !== "params");

it("is CSV with every digit, and nothing that a spreadsheet would run", () => {
  const lines = asCsv(table, whole, [0, 3, 7, 8], columns).split("\r\n");
  expect(lines[0]).toBe(
    "commit,branch,kind,name,created,author,message,note,eval.json test.acc,eval.json test.loss,dvclive/metrics.json step,churn,data/train.csv",
  );
  expect(lines[1]).toBe(
    `${"7".repeat(40)},main,experiment,outer-mobs,2026-03-03T15:00:00.000Z,Ada Trainer,dvc: commit experiment outer-mobs,,0.91234567,0.21,,,2097152`,
  );
  expect(lines[2]).toContain(
    `,"'=HYPERLINK(""http://x""), ""quoted""\nand more","Overfits: see the curve.\n\nDon't ship.",0.85,`,
  );
  expect(lines[3]).toContain("lost,,,Infinity,,,");
  expect(lines[4]).toBe(",main,live,warm-lark,2026-03-03T16:00:00.000Z,,,,0.5,0.9,3,,");
});

it("keeps a negative number a number", () => {
  const negative = structuredClone(EXAMPLE);
  negative.values[0] = { all: [-0.5, { $: "-inf" }] };
  const of = decode(negative);
  expect(asCsv(of, tree(of, "all"), [0, 1], of.columns.slice(0, 1))).toMatch(/,-0\.5\r\n.*,-Infinity\r\n$/);
});

it("is JSON by kind, file and key", () => {
  const [first, lost] = JSON.parse(asJson(table, whole, [2, 7], table.columns));
  expect(first).toMatchObject({
    branch: "main",
    kind: "commit",
    message: "Train longer\n\nTwenty epochs.",
    metrics: { "eval.json": { "test.acc": 0.9, "test.loss": 0.25 } },
    models: { "": { churn: { version: "v1.1.0", stages: ["prod"] } } },
    files: { "data/train.csv": { "": { size: 2097152, files: 158, hash: "bbbb" } } },
    params: { "params.yaml": { "train.lr": 0.01, "train.arch": "resnet18", seed: 42 } },
  });
  expect(lost.metrics["eval.json"]).toEqual({ "test.loss": "Infinity" });
  expect(lost.branch).toBe("");
});

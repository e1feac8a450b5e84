import { describe, expect, it } from "vitest";
import {
  asked,
  dataKey,
  divided,
  type Field,
  type FieldType,
  fieldKey,
  filled,
  isChanged,
  narrowed,
  type ParamChange,
  points,
  pointWords,
  type RunForm,
  readField,
  readValue,
  runCommand,
  written,
} from "./runForm";
import type { Value } from "./table";

const FORM: RunForm = {
  params: [
    {
      file: "params.yaml",
      fields: [
        { path: "seed", value: 42, type: "integer" },
        { path: "train.lr", value: 0.1, type: "number" },
        { path: "train.arch", value: "small", type: "text" },
        { path: "train.layers", value: [64, 32], type: "list" },
        { path: "train.augment", value: false, type: "boolean" },
        { path: "train.limit", value: null, type: "null" },
      ],
    },
    { file: "more/params.json", fields: [{ path: "train.lr", value: 1, type: "number" }] },
  ],
  data: [
    { path: "data/train.csv", file: "data/train.csv.dvc", hash: "aa", versions: [] },
    { path: "model.pkl", file: "dvc.lock", hash: "cc", versions: [] },
  ],
};
const LR = fieldKey("params.yaml", "train.lr");
const SEED = fieldKey("params.yaml", "seed");
const ARCH = fieldKey("params.yaml", "train.arch");

describe("what is typed is read as the type that the param has", () => {
  it.each<[FieldType, string, Value]>([
    ["integer", "7", 7],
    ["integer", " -1_000 ", -1000],
    ["number", "0.01", 0.01],
    ["number", "1e-3", 0.001],
    ["number", "5.", 5],
    ["number", ".5", 0.5],
    ["boolean", "yes", true],
    ["boolean", "False", false],
    ["text", " 1 ", " 1 "],
    ["text", "", ""],
    ["list", "[1, 2.5, null]", [1, 2.5, null]],
    ["list", "a, b", ["a", "b"]],
    ["list", "[a, 'b, c', 3, true]", ["a", "b, c", 3, true]],
    ["list", "", []],
    ["list", "[ ]", []],
    ["null", "", null],
    ["null", "0.5", 0.5],
    ["null", "'0.5'", "0.5"],
    ["null", "deep", "deep"],
  ])("%s %j", (type, text, value) => expect(readValue(type, text)).toEqual({ value }));

  it.each<[FieldType, string]>([
    ["integer", "1.5"],
    ["integer", ""],
    ["integer", "9007199254740993"],
    ["number", "fast"],
    ["number", ""],
    ["number", "1,5"],
    ["number", "1e999"],
    ["number", ".nan"],
    ["number", "-.inf"],
    ["list", "[1, .nan]"],
    ["list", '["-.inf"]'],
    ["boolean", "1"],
    ["list", "[1, [2]"],
    ["list", '{"a": 1}'],
  ])("%s is not %j", (type, text) => expect(readValue(type, text)).toHaveProperty("wrong"));

  it.each<[FieldType, Value]>([
    ["integer", 42],
    ["number", 1e-7],
    ["boolean", true],
    ["text", "a, b"],
    ["list", [1, "a, b", [2], { c: null }]],
    ["null", null],
  ])("a %s that is written reads the same: %j", (type, value) =>
    expect(readValue(type, written(value))).toEqual({ value }),
  );
});

describe("only what changed is asked for", () => {
  it.each<Value>([Number.NaN, Number.NEGATIVE_INFINITY, [1, Number.NaN]])("leaves %j as it is", (value) => {
    const field: Field = { path: "a", value, type: Array.isArray(value) ? "list" : "number" };
    const form = { params: [{ file: "p", fields: [field] }], data: [] };
    expect(filled(form, { [fieldKey("p", "a")]: written(value) }, false)).toMatchObject({ changed: [], wrong: {} });
  });

  it("is nothing where nothing was typed, or the same again", () => {
    const same = { [LR]: "1e-1", [SEED]: "42", [ARCH]: "small", [dataKey("model.pkl")]: "cc" };
    for (const typed of [{}, same]) {
      expect(filled(FORM, typed, false)).toEqual({ changed: [], data: [], wrong: {}, points: 1 });
    }
  });

  it("keeps what the field showed, whatever its type makes of it", () => {
    const odd: RunForm = {
      params: [{ file: "p", fields: [{ path: "a", value: Number.MAX_SAFE_INTEGER + 1, type: "integer" }] }],
      data: [],
    };
    const typed = { [fieldKey("p", "a")]: written(Number.MAX_SAFE_INTEGER + 1) };
    expect(filled(odd, typed, false)).toMatchObject({ changed: [], wrong: {} });
  });

  it("is by file and path, and data by path", () => {
    const typed = { [LR]: "0.2", [fieldKey("more/params.json", "train.lr")]: "2", [dataKey("model.pkl")]: "dd" };
    const found = filled(FORM, typed, false);
    expect(found.changed.map(({ before, after }) => [before, after])).toEqual([
      [0.1, [0.2]],
      [1, [2]],
    ]);
    expect(asked(found, false)).toEqual({
      params: { "params.yaml": { "train.lr": 0.2 }, "more/params.json": { "train.lr": 2 } },
      data: { "model.pkl": "dd" },
    });
  });

  it("says at which field something is wrong", () => {
    const found = filled(FORM, { [LR]: "fast", [SEED]: "7" }, false);
    expect(Object.keys(found.wrong)).toEqual([LR]);
    expect(found.changed.map(({ path }) => path)).toEqual(["seed"]);
  });

  it("tells a number from the same signs as text", () => {
    const field: Field = { path: "tag", value: "1", type: "null" };
    expect(isChanged(field, "1", false)).toBe(true);
    expect(isChanged(field, "'1'", false)).toBe(false);
    expect(isChanged(field, undefined, false)).toBe(false);
  });
});

describe("several values make a grid", () => {
  it.each<[FieldType, string, Value[]]>([
    ["number", "0.1, 0.01", [0.1, 0.01]],
    ["number", "0.1, 0.1, 1e-1,", [0.1]],
    ["text", 'small, "a, b"', ["small", "a, b"]],
    ["text", "it's, that", ["it's", "that"]],
    ["list", "[1, 2], [3]", [[1, 2], [3]]],
    ["list", "1, 2", [[1, 2]]],
    ["boolean", "true, false", [true, false]],
  ])("%s %j", (type, text, values) =>
    expect(readField({ path: "x", value: null, type }, text, true)).toEqual({ values }),
  );

  it("is wrong where one of them is", () => {
    expect(readField({ path: "x", value: 1, type: "integer" }, "1, two", true)).toHaveProperty("wrong");
  });

  it("is their product, the last field changing first", () => {
    const found = filled(FORM, { [SEED]: "1, 2", [LR]: "0.1, 0.2, 0.3", [ARCH]: "wide" }, true);
    expect(found.points).toBe(6);
    expect(asked(found, true).params["params.yaml"]).toEqual({
      seed: [1, 2],
      "train.lr": [0.1, 0.2, 0.3],
      "train.arch": ["wide"],
    });
    const all = points(found.changed);
    expect(all.map(pointWords)).toEqual([
      "seed = 1, lr = 0.1, arch = wide",
      "seed = 1, lr = 0.2, arch = wide",
      "seed = 1, lr = 0.3, arch = wide",
      "seed = 2, lr = 0.1, arch = wide",
      "seed = 2, lr = 0.2, arch = wide",
      "seed = 2, lr = 0.3, arch = wide",
    ]);
    expect(points(found.changed, 4)).toHaveLength(4);
  });

  it("is never spelled out whole where it is huge", () => {
    const many = Array.from({ length: 40 }, (_, at) => at).join(",");
    const fields = Array.from({ length: 6 }, (_, at): Field => ({ path: `p${at}`, value: null, type: "integer" }));
    const typed = Object.fromEntries(fields.map(({ path }) => [fieldKey("p", path), many]));
    const found = filled({ params: [{ file: "p", fields }], data: [] }, typed, true);
    expect(found.points).toBe(40 ** 6);
    expect(points(found.changed)).toHaveLength(50);
  });

  it("has whole paths where the last keys are the same", () => {
    expect(
      pointWords([
        { path: "a.lr", value: 1 },
        { path: "b.lr", value: null },
      ]),
    ).toBe("a.lr = 1, b.lr = null");
  });
});

describe("the filter box", () => {
  const all = () => true;
  it.each([
    ["lr", ["params.yaml train.lr", "more/params.json train.lr"]],
    ["LR more", ["more/params.json train.lr"]],
    ["csv", ["data/train.csv"]],
    ["nothing like it", []],
  ])("%j", (words, expected) => {
    const { params, data } = narrowed(FORM, words, all);
    expect([
      ...params.flatMap(({ file, fields }) => fields.map(({ path }) => `${file} ${path}`)),
      ...data.map(({ path }) => path),
    ]).toEqual(expected);
  });

  it("can be held to what changed", () => {
    const { params, data } = narrowed(FORM, "", (key) => key === LR);
    expect(params.map(({ fields }) => fields.map(({ path }) => path))).toEqual([["train.lr"]]);
    expect(data).toEqual([]);
  });
});

describe("the same by hand", () => {
  const lr = { file: "params.yaml", path: "train.lr", before: 0.1, after: [0.2] };
  it.each<[ParamChange[], string, string]>([
    [[lr], "calm-finch", "dvc exp run --name calm-finch -S params.yaml:train.lr=0.2"],
    [[{ ...lr, after: [0.2, 0.3] }], "x", "dvc exp run --queue -S params.yaml:train.lr=0.2,0.3"],
    [[{ ...lr, after: ["a b"] }], "", `dvc exp run -S 'params.yaml:train.lr='\\''a b'\\'''`],
    [[{ ...lr, after: [[1, 2]] }], "", "dvc exp run -S 'params.yaml:train.lr=[1,2]'"],
    [[{ ...lr, after: [null] }], "", "dvc exp run -S params.yaml:train.lr=null"],
  ])("is %j", (changed, name, command) => expect(runCommand(changed, name)).toBe(command));
});

it.each([
  ["a", ["a"]],
  ["a,b", ["a", "b"]],
  ["[a,b],c", ["[a,b]", "c"]],
  ["'a,b',c", ["'a,b'", "c"]],
  ["", [""]],
])("divides %j at its commas", (text, parts) => expect(divided(text)).toEqual(parts));

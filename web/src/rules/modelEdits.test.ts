import { describe, expect, it } from "vitest";
import type { Annotation, Me } from "../api/types";
import { addition, alteration, fieldsOf, fullName, type ModelFields, mayWrite, nameFromPath } from "./modelEdits";

const EMPTY: ModelFields = {
  name: "churn",
  path: "models/churn.pkl",
  type: "model",
  description: "",
  labels: "",
  file: "",
};

it.each([
  ["models/churn.pkl", "churn"],
  ["models/churn-v2.tar.gz", "churn-v2"],
  ["s3://bucket/some where/net v1.onnx", "net-v1"],
  ["models/unet/", "unet"],
  ["model_1.5b", "model_1-5b"],
  [".hidden", ""],
  ["", ""],
])("%j is called %j", (path, name) => expect(nameFromPath(path)).toBe(name));

describe("adding a model", () => {
  it("writes what was said and nothing else", () => {
    expect(addition(EMPTY)).toEqual({
      action: "annotate",
      artifact: "churn",
      type: "model",
      path: "models/churn.pkl",
      description: null,
      labels: [],
      file: null,
      must_be_new: true,
      url: null,
    });
    expect(addition({ ...EMPTY, labels: "a, b,,a ", description: " Who leaves " })).toMatchObject({
      labels: ["a", "b"],
      description: "Who leaves",
    });
  });

  it.each([
    ["nlp/dvc.yaml", "nlp/models/a.pkl", "nlp:churn", "models/a.pkl"],
    ["nlp/dvc.yaml", "models/a.pkl", "nlp:churn", "../models/a.pkl"],
    ["a/b/dvc.yaml", "a/c/m", "a/b:churn", "../c/m"],
    ["a/b/dvc.yaml", "s3://bucket/m", "a/b:churn", "../../models/m"],
    ["./dvc.yaml", "m", "churn", "m"],
    ["artifacts.yaml", "models/a.pkl", "churn", "models/a.pkl"],
  ])("in %s, of %s", (file, path, artifact, written) => {
    expect(addition({ ...EMPTY, file, path })).toMatchObject({ artifact, path: written });
  });

  it("imports what is in cloud storage into a folder", () => {
    const path = "https://example.com/a/net v1.onnx?raw=1";
    expect(addition({ ...EMPTY, path })).toMatchObject({ url: path, path: "models/net v1.onnx" });
    expect(addition({ ...EMPTY, path: "s3://bucket/unet/" }, "")).toMatchObject({ path: "unet" });
    expect(addition({ ...EMPTY, path: "s3://bucket/unet" }, "/a/b/")).toMatchObject({ path: "a/b/unet" });
  });

  it("has a name that begins with the folder of its dvc.yaml", () => {
    expect(fullName("a", "")).toBe("a");
    expect(fullName("a", "x/y/dvc.yaml")).toBe("x/y:a");
  });
});

describe("changing a model", () => {
  const annotation: Annotation = {
    artifact: "nlp:churn",
    source: "nlp/dvc.yaml",
    type: "model",
    path: "churn.pkl",
    location: "nlp/churn.pkl",
    labels: ["a", "b"],
    description: "Who leaves",
  };
  const shown = fieldsOf("nlp:churn", annotation);

  it("speaks of what was changed", () => {
    expect(alteration("nlp:churn", annotation, shown)).toBeNull();
    expect(alteration("nlp:churn", annotation, { ...shown, labels: " a,b ," })).toBeNull();
    expect(alteration("nlp:churn", annotation, { ...shown, description: "" })).toEqual({
      action: "annotate",
      artifact: "nlp:churn",
      type: null,
      path: null,
      description: "",
      labels: null,
      file: "nlp/dvc.yaml",
      must_be_new: false,
    });
    expect(alteration("nlp:churn", annotation, { ...shown, labels: "b", path: "nlp/new.pkl" })).toMatchObject({
      labels: ["b"],
      path: "new.pkl",
      description: null,
    });
    expect(alteration("nlp:churn", annotation, { ...shown, labels: "" })).toMatchObject({ labels: [] });
  });
});

it("editors, admins, and whoever is alone may write", () => {
  const me = (role: string, more = {}) =>
    ({ mode: "accounts", is_server_admin: false, teams: [{ id: "t", role }], ...more }) as unknown as Me;
  expect(mayWrite(me("editor"), "t")).toBe(true);
  expect(mayWrite(me("viewer"), "t")).toBe(false);
  expect(mayWrite(me("editor"), "other")).toBe(false);
  expect(mayWrite(me("viewer", { is_server_admin: true }), "other")).toBe(true);
  expect(mayWrite(me("viewer", { mode: "local" }), "t")).toBe(true);
  expect(mayWrite(undefined, "t")).toBe(false);
});

import { describe, expect, it } from "vitest";
import type { Model } from "../api/types";
import { facet, hiddenBut, isHidden, narrowed, readView, select, stageColumns, writeView } from "./modelsView";

function model(name: string, more: Partial<Model> = {}): Model {
  return {
    name,
    repository: "r1",
    repository_name: "acme/churn",
    repository_url: "https://example.com/acme/churn",
    web_url: null,
    forge: "git",
    latest: null,
    stages: {},
    assignments: {},
    usable_stages: [],
    type: "model",
    labels: [],
    description: "",
    active: true,
    registered: true,
    last_registered_at: null,
    last_assigned_at: null,
    running: [],
    may_write: true,
    ...more,
  };
}

const view = (text: string) => readView(new URLSearchParams(text));
const names = (models: Model[]) => models.map((each) => each.name);

describe("the view in the address", () => {
  it.each([
    "",
    "q=churn",
    "stage=prod&stage=dev&label=nlp",
    "type=*&deprecated=1",
    "sort=name",
    "sort=name&dir=desc",
    "dir=asc",
    "repository=r1&hide=repository&hide=stage%3Adev",
  ])("%s comes back as it was", (text) => {
    expect(writeView(view(text), new URLSearchParams()).toString().replace("*", "*")).toBe(
      new URLSearchParams(text).toString(),
    );
  });

  it("keeps what is not its own, and forgives what it does not know", () => {
    expect(writeView(view("q=a"), new URLSearchParams("team=acme&q=old")).toString()).toBe("team=acme&q=a");
    expect(view("sort=nonsense&dir=sideways").sort).toBe("assigned");
  });

  it("counts filters", () => {
    expect(narrowed(view("q=a&stage=dev&label=x&label=y"))).toBe(3);
  });
});

describe("what is shown", () => {
  it("hides deprecated artifacts and other types until asked", () => {
    const all = [
      model("kept"),
      model("gone", { active: false }),
      model("new", { active: false, registered: false }),
      model("data", { type: "dataset" }),
      model("untyped", { type: null }),
    ];
    expect(names(select(all, view("sort=name")))).toEqual(["kept", "new", "untyped"]);
    expect(names(select(all, view("sort=name&deprecated=1")))).toContain("gone");
    expect(names(select(all, view("sort=name&type=dataset")))).toEqual(["data"]);
    expect(select(all, view("type=*"))).toHaveLength(4);
  });

  it("searches model and repository, every word", () => {
    const all = [model("churn"), model("fraud", { repository_name: "acme/risk" })];
    expect(names(select(all, view("q=ACME%20fra")))).toEqual(["fraud"]);
    expect(select(all, view("q=acme"))).toHaveLength(2);
  });

  it("sorts versions by number, and puts what has none last when descending", () => {
    const all = [model("a", { latest: "v1.9.0" }), model("b", { latest: "v1.10.0" }), model("c")];
    expect(names(select(all, view("sort=latest")))).toEqual(["b", "a", "c"]);
    expect(names(select(all, view("sort=latest&dir=asc")))).toEqual(["c", "a", "b"]);
  });

  it("orders stage columns by use, and knows stages nobody is in", () => {
    const all = [
      model("a", { stages: { prod: "v1.0.0", dev: "v1.0.0" }, usable_stages: ["dev", "prod", "archive"] }),
      model("b", { stages: { prod: "v2.0.0" } }),
    ];
    expect(stageColumns(all)).toEqual(["prod", "dev", "archive"]);
    expect(facet(all, (each) => Object.keys(each.stages))).toEqual([
      ["dev", 1],
      ["prod", 2],
    ]);
  });

  it("writes down which columns are hidden so that the same ones are shown again", () => {
    const columns = ["repository", "labels", "type", "stage:prod"];
    for (const chosen of [[], ["labels"], ["repository", "type", "stage:prod"], columns]) {
      const again = readView(writeView({ ...view(""), hidden: hiddenBut(chosen, columns) }, new URLSearchParams()));
      expect(columns.filter((column) => !isHidden(again, column))).toEqual(chosen);
    }
    expect(hiddenBut(["repository", "stage:prod"], columns)).toEqual([]);
  });
});

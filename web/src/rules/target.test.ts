import { describe, expect, it } from "vitest";
import { branchName, lacking, targetOf, type Where, whereAtFirst } from "./target";

const DIRECT: Where = whereAtFirst("main", "add churn");
const REQUEST: Where = { ...DIRECT, way: "request" };

describe("where a change goes", () => {
  it("is the branch itself, with no more said than was typed", () => {
    expect(targetOf({ ...DIRECT, title: "left over", branch: "left-over" })).toEqual({
      base: "main",
      branch: null,
      pull_request: null,
      message: null,
    });
  });

  it("is a new branch with a pull request, called after the message", () => {
    expect(targetOf({ ...REQUEST, message: "Name the model\n\nAt last." })).toEqual({
      base: "main",
      branch: "add-churn",
      pull_request: { title: "Name the model", body: "" },
      message: "Name the model\n\nAt last.",
    });
    expect(targetOf({ ...REQUEST, title: " Ours " }).pull_request).toEqual({ title: "Ours", body: "" });
    expect(targetOf(REQUEST).pull_request).toEqual({ title: "", body: "" });
  });

  it("is asked for only when it is said", () => {
    expect(lacking(DIRECT)).toBeNull();
    expect(lacking(REQUEST)).toBeNull();
    expect(lacking(whereAtFirst(null, "x"))).toMatch(/which branch/);
    expect(lacking({ ...DIRECT, branch: "" })).toBeNull();
    expect(lacking({ ...REQUEST, branch: " " })).toMatch(/Name the new branch/);
    expect(lacking({ ...REQUEST, branch: "main" })).toMatch(/own/);
  });
});

it.each([
  ["add nlp/churn: v1", "add-nlp/churn-v1"],
  ["add models:churn", "add-models-churn"],
  ["-x//y..z.lock/.a@{1}.", "x/y-z-lock/a-1"],
  ["ü", ""],
])("%j as the name of a branch is %j", (text, name) => expect(branchName(text)).toBe(name));

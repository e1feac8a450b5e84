import { expect, it } from "vitest";
import { called, refName } from "./refs";

it("takes tags of the registry apart, and leaves stages out", () => {
  const refs = ["main", "v1.0", "churn@v1.2.0", "sub=ltv@v1.0.0-rc.1#4", "churn#prod#3", "churn#dev", "churn#prod!#5"];
  expect(called([...refs, "old@v1.0.0!", "old@v1.0.0!#2", "old@deprecated"], new Set(["main"]))).toEqual({
    names: ["main", "v1.0"],
    versions: ["churn v1.2.0", "sub:ltv v1.0.0-rc.1"],
  });
});

it("leaves a branch its name, whatever it looks like", () => {
  const branches = new Set(["fix#12", "a@v1.0.0"]);
  expect(called(["fix#12", "a@v1.0.0", "release@2024"], branches)).toEqual({
    names: ["fix#12", "a@v1.0.0", "release@2024"],
    versions: [],
  });
});

it.each([
  ["refs/heads/feature/a", "feature/a"],
  ["refs/tags/churn@v1.0.0", "churn@v1.0.0"],
  [`refs/exps/ff/${"f".repeat(38)}/calm-finch`, "calm-finch"],
  ["refs/notes/commits", "refs/notes/commits"],
])("%s is called %s", (ref, name) => expect(refName(ref)).toBe(name));

import { expect, test } from "vitest";
import { KINDS, kept, listed, summary } from "./subscribed";

test("all kinds are kept as none, so that later ones are told, too", () => {
  expect(kept(KINDS.map(({ kind }) => kind))).toEqual([]);
  expect(kept(["artifact.assigned"])).toEqual(["artifact.assigned"]);
});

test("lists are typed with commas or blanks", () => {
  expect(listed(" churn, cv-*  models:seg ,")).toEqual(["churn", "cv-*", "models:seg"]);
  expect(listed(undefined)).toEqual([]);
});

test("a subscription in a few words", () => {
  expect(summary({ kinds: [], artifacts: [], stages: [] })).toBe("everything");
  expect(summary({ kinds: ["artifact.assigned"], artifacts: ["churn"], stages: ["prod"] })).toBe(
    "assigned of churn; stages: prod",
  );
});

import { expect, it } from "vitest";
import { doing, sentence } from "./words";

it("makes a sentence of the server's words, and leaves names alone", () => {
  expect(sentence("not a repository")).toBe("Not a repository.");
  expect(sentence("v1.0.0 exists")).toBe("v1.0.0 exists.");
  expect(sentence("churn@v1 is taken.")).toBe("churn@v1 is taken.");
  expect(sentence("")).toBe("");
});

it("says what is under way", () => {
  expect(
    doing({
      action: "assign",
      artifact: "churn",
      version: "v1.0.0",
      stage: "prod",
      commit: null,
      bump: null,
      message: null,
      force: false,
    }),
  ).toBe("assigning prod to v1.0.0");
});

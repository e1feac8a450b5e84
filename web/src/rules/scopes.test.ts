import { expect, it } from "vitest";
import { scopeWords } from "./scopes";

it("says what a scope is for, and leaves what it does not know", () => {
  expect(scopeWords("runner")).toBe("run queued experiments: gto studio runner");
  expect(scopeWords("something new")).toBe("something new");
});

import { expect, test } from "vitest";
import type { Arrival } from "../api/types";
import { advice } from "./arrivals";

const TAKEN: Arrival = {
  at: "2026-03-01T09:00:00Z",
  what: "run",
  token: "ci",
  begins: "isat_abcd",
  url: "https://git.example.com/team/live.git",
  repository: "01",
  code: null,
  says: null,
};

test("what was taken is well, and says from whom and for what", () => {
  const told = advice(TAKEN);
  expect(told.title).toBe("A live run arrived, and all is well");
  expect(told.what).toContain("token ci");
  expect(told.what).toContain(TAKEN.url);
  expect(advice({ ...TAKEN, what: "push" }).title).toContain("push");
});

test.each([
  [{ code: "not-signed-in" }, "Token ci holds no longer"],
  [{ code: "not-signed-in", token: null }, "A token came that nobody knows"],
  [{ code: "not-signed-in", token: null, begins: "" }, "A post came without a token"],
  [{ code: "not-allowed", says: "The scopes are not enough" }, "What token ci may do is not enough"],
  [{ code: "not-found", repository: null }, "A run of a repository came that is not in Studio"],
  [{ code: "wrong-address", url: "../x" }, "The address of the repository is none"],
  [{ code: "too-large", says: "Too much" }, "What arrived could not be taken"],
])("what is wrong is named: %o", (change, title) => {
  const told = advice({ ...TAKEN, ...change });
  expect(told.title).toBe(title);
  expect(told.what).not.toBe("");
});

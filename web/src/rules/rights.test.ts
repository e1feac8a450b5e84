import { expect, it } from "vitest";
import type { ActingRight, Me } from "../api/types";
import { actingWords, isAdmin } from "./rights";

const connection = { username: "jo" } as ActingRight["connection"];
const right = {
  whose: "person",
  forge: "gitea",
  forge_url: "https://git.example.com",
  pull_requests: true,
  connection,
};

it.each([
  [{}, "You push by your own Git connection, as jo."],
  [{ whose: "team", connection: { username: null } }, "You push by the team's Git connection."],
  [
    { whose: "repository", connection: null, pull_requests: false },
    "You push by what was entered here. Pull requests are opened by hand.",
  ],
  [
    { whose: "nobody", connection: null, pull_requests: false },
    "You have no Git connection for its server, so you push only where anybody may. Pull requests are opened by hand.",
  ],
])("%j", (change, words) => {
  expect(actingWords({ ...right, ...change } as ActingRight)).toBe(words);
});

it("knows the admins of a team", () => {
  const me = (role: string, more = {}) =>
    ({ mode: "accounts", is_server_admin: false, teams: [{ id: "t", role }], ...more }) as unknown as Me;
  expect(isAdmin(me("admin"), "t")).toBe(true);
  expect(isAdmin(me("editor"), "t")).toBe(false);
  expect(isAdmin(me("admin"), "other")).toBe(false);
  expect(isAdmin(me("viewer", { is_server_admin: true }), "other")).toBe(true);
  expect(isAdmin(me("viewer", { mode: "local" }), "t")).toBe(true);
  expect(isAdmin(undefined, "t")).toBe(false);
});

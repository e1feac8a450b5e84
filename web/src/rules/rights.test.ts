import { expect, it } from "vitest";
import type { ActingRight } from "../api/types";
import { actingWords } from "./rights";

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

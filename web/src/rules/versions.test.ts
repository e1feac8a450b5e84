import { expect, it } from "vitest";
import { compareVersions } from "./versions";

it("orders as semver.org does, by number and not by text", () => {
  const rising = [
    null,
    "abc",
    "v1.0.0-alpha",
    "v1.0.0-alpha.1",
    "v1.0.0-alpha.beta",
    "v1.0.0-beta.2",
    "v1.0.0-beta.11",
    "v1.0.0-rc.1",
    "v1.0.0",
    "v1.2.0",
    "v1.10.0",
    "v2.0.0",
  ];
  const mixed = [...rising].reverse().sort(compareVersions);
  expect(mixed).toEqual(rising);
});

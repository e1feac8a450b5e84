import { expect, it } from "vitest";
import { called, compareVersions } from "./versions";

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

it("calls a commit without a number by its first digits", () => {
  expect(called("94db7091812b32aa1f994eadd6c20e0c017036af")).toBe("94db709");
  expect(called("v1.0.0")).toBe("v1.0.0");
});

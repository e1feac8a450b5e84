import { expect, test } from "vitest";
import { inShell, noteCommand } from "./notes";

test("the command does what the dialog does", () => {
  expect(noteCommand("abc", " Don't ship \n").split("\n")).toEqual([
    "git fetch origin 'refs/notes/commits*:refs/notes/commits*'",
    `git notes add -f -m 'Don'"'"'t ship' abc`,
    "git push origin refs/notes/commits",
  ]);
  expect(noteCommand("abc", " ")).toContain("\ngit notes remove abc\n");
});

test("words that a shell would read otherwise are quoted", () => {
  expect(inShell("v1.0.0")).toBe("v1.0.0");
  expect(inShell('$(rm) `x` "y"')).toBe("'$(rm) `x` \"y\"'");
});

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const source = join(import.meta.dirname, "..");

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

const LITERAL =
  /#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch|color-mix)\(|(?<![\w-])\d*\.?\d+(?:px|rem|pt)\b/i;

function literals(css: string): string[] {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .split("\n")
    .filter((line) => !line.trim().startsWith("@media") && !line.trim().startsWith("@container") && LITERAL.test(line));
}

describe("colours and sizes are written down once", () => {
  it("notices what it forbids", () => {
    expect(literals("a { color: #fff }")).toHaveLength(1);
    expect(literals("a { margin: 3px }")).toHaveLength(1);
    expect(literals("a { margin: var(--s1); width: 50% }")).toHaveLength(0);
  });

  for (const path of files(source).filter((name) => name.endsWith(".css") && !name.endsWith("tokens.css"))) {
    it(relative(source, path), () => {
      expect(literals(readFileSync(path, "utf8"))).toEqual([]);
    });
  }

  it("no component styles itself with a literal", () => {
    const styled = files(source)
      .filter((name) => name.endsWith(".tsx"))
      .flatMap((name) => readFileSync(name, "utf8").match(/style=\{\{[^}]*["'`][^}]*\}\}/g) ?? []);
    expect(styled).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import {
  actionSearch,
  editorAddress,
  modelPath,
  pagePath,
  readModelPath,
  rowsPath,
  safeReturn,
  webAddress,
} from "./addresses";
import { readView } from "./view";

describe("addresses", () => {
  it.each([
    ["churn", null],
    ["churn", "v1.2.3"],
    ["nlp/churn", "v1.0.0-rc.1"],
    ["models/sub:churn", "v1.0.0"],
    ["odd@folder:churn", null],
    ["odd@folder:churn", "v1.0.0"],
    ["ü ?#%/x", "v1.0.0+a"],
  ])("%s %s there and back", (name, version) => {
    const path = modelPath("r 1", name, version);
    const rest = decodeURIComponent(new URL(path, "http://studio").pathname.split("/").slice(3).join("/"));
    expect(readModelPath(rest)).toEqual({ name, version });
  });

  it("keeps the team from page to page, and nothing else", () => {
    expect(pagePath("/models", new URLSearchParams("team=blue&q=x"))).toBe("/models?team=blue");
    expect(pagePath("/models", new URLSearchParams("q=x"))).toBe("/models");
  });

  it("leads to rows of a table", () => {
    const { pathname, searchParams } = new URL(rowsPath("p1", ["a", "b", "a"], ["compare", "plots"]), "http://studio");
    expect(pathname).toBe("/projects/p1");
    expect(readView(searchParams)).toMatchObject({ selected: ["a", "b"], panels: { open: ["compare", "plots"] } });
  });

  it("reads well", () => {
    expect(modelPath("01J", "nlp/churn", "v1.2.0")).toBe("/models/01J/nlp/churn@v1.2.0");
  });

  it("puts a dialog into the address, and replaces the one that was there", () => {
    const search = actionSearch(new URLSearchParams("q=a&do=register&of=v1"), { do: "assign", stage: "prod" });
    expect(search).toBe("?q=a&do=assign&to=prod");
  });

  it("leads nowhere else after a sign-in", () => {
    expect(safeReturn("/models?q=a")).toBe("/models?q=a");
    for (const hostile of ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", null]) {
      expect(safeReturn(hostile)).toBe("/");
    }
    for (const between of ["\t", "\n", "\r", " ", "\x00"]) expect(safeReturn(`/${between}/evil.example`)).toBe("/");
  });

  it("leads back to an editor, and to no other program", () => {
    const editor = "vscode://iterative.dvc/studio-complete-auth";
    expect(editorAddress(editor)).toBe(editor);
    for (const other of [
      "https://evil.example/",
      "javascript:alert(1)",
      "file:///etc",
      "vscode:x",
      "ms-msdt://x/",
      null,
    ]) {
      expect(editorAddress(other)).toBeNull();
    }
  });

  it("makes a link of a web address only", () => {
    expect(webAddress("https://example.com")).toBe("https://example.com");
    expect(webAddress("javascript:alert(1)")).toBeNull();
    expect(webAddress("data:text/html,x")).toBeNull();
  });
});

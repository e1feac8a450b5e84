import { describe, expect, it } from "vitest";
import { actionSearch, modelPath, readModelPath, safeReturn, webAddress } from "./addresses";

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
  });

  it("makes a link of a web address only", () => {
    expect(webAddress("https://example.com")).toBe("https://example.com");
    expect(webAddress("javascript:alert(1)")).toBeNull();
    expect(webAddress("data:text/html,x")).toBeNull();
  });
});

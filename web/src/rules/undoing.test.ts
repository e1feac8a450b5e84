import { describe, expect, it } from "vitest";
import type { Change, Request } from "../api/types";
import { opposite } from "./undoing";

function change(request: Partial<Request>, ...tags: string[]): Change {
  return {
    state: "done",
    request: { action: "register", artifact: "churn", ...request },
    tags: tags.map((tag) => ({ tag, object: "0b1ec7", commit: "c0ffee" })),
  } as unknown as Change;
}

describe("the opposite of an action", () => {
  it.each([
    [change({}, "churn@v1.0.0"), { do: "deregister", version: "v1.0.0", words: "deregister v1.0.0" }],
    [change({}, "a@b/dvc:churn@v1.0.0-rc.1#2"), { do: "deregister", version: "v1.0.0-rc.1" }],
    [
      change({ action: "assign", version: "v1.0.0", stage: "prod" }, "churn@v1.0.0", "churn#prod#1"),
      { do: "unassign", stage: "prod", words: "unassign prod" },
    ],
    [
      change({ action: "unassign", version: "v1.0.0", stage: "prod" }, "churn#prod!#2"),
      { do: "assign", version: "v1.0.0", stage: "prod", words: "assign prod to v1.0.0" },
    ],
    [
      change({ action: "deregister", version: "v1.0.0" }, "churn@v1.0.0!#3"),
      { do: "register", version: "v1.0.0", commit: "c0ffee", words: "register v1.0.0" },
    ],
  ])("%#", (done, expected) => expect(opposite(done)).toMatchObject(expected));

  it("is none of what failed, or of what no single action takes back", () => {
    expect(opposite(change({ action: "deprecate" }, "churn@deprecated"))).toBeNull();
    expect(opposite({ ...change({}, "churn@v1.0.0"), state: "failed" })).toBeNull();
    expect(opposite(change({ action: "unassign", stage: "prod", version: null }, "churn#prod!#2"))).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { diffSize, readDiff } from "./diffs";

const DIFF = `--- a/dvc.yaml
+++ b/dvc.yaml
@@ -1,3 +1,4 @@
 artifacts:
-  churn: # ours
+  churn:
+    path: churn.pkl
   basket:
@@ -40 +41 @@ stages:
---- a rule
++++ a rule
\\ No newline at end of file
`;

describe("a diff", () => {
  it("is lines with their numbers before and after", () => {
    expect(readDiff(DIFF).map(({ kind, before, after, text }) => [kind, before, after, text])).toEqual([
      ["hunk", null, null, "@@ -1,3 +1,4 @@"],
      ["same", 1, 1, "artifacts:"],
      ["removed", 2, null, "  churn: # ours"],
      ["added", null, 2, "  churn:"],
      ["added", null, 3, "    path: churn.pkl"],
      ["same", 3, 4, "  basket:"],
      ["hunk", null, null, "@@ -40 +41 @@ stages:"],
      ["removed", 40, null, "--- a rule"],
      ["added", null, 41, "+++ a rule"],
      ["remark", null, null, "No newline at end of file"],
    ]);
  });

  it("of a new file begins at line one, and an empty line is one", () => {
    const lines = readDiff("--- /dev/null\n+++ b/dvc.yaml\n@@ -0,0 +1,3 @@\n+a:\n+\n+  b: 1\n");
    expect(lines.slice(1).map(({ after, text }) => [after, text])).toEqual([
      [1, "a:"],
      [2, ""],
      [3, "  b: 1"],
    ]);
    expect(diffSize(lines)).toEqual({ added: 3, removed: 0 });
  });

  it("that says nothing is nothing", () => {
    expect(readDiff("")).toEqual([]);
    expect(diffSize([])).toEqual({ added: 0, removed: 0 });
  });
});

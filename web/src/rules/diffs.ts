/** Unified diffs, as git writes them, as lines to show. */

export interface DiffLine {
  kind: "hunk" | "same" | "added" | "removed" | "remark";
  /** Its number in the file before, and after; null where it is not in it. */
  before: number | null;
  after: number | null;
  text: string;
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** The lines of one file's diff. What stands before the first hunk names the file, and is left out. */
export function readDiff(text: string): DiffLine[] {
  const found: DiffLine[] = [];
  let before = 0;
  let after = 0;
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const hunk = HUNK.exec(line);
    if (hunk) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      found.push({ kind: "hunk", before: null, after: null, text: line });
    } else if (found.length === 0) {
    } else if (line.startsWith("+")) {
      found.push({ kind: "added", before: null, after: after++, text: line.slice(1) });
    } else if (line.startsWith("-")) {
      found.push({ kind: "removed", before: before++, after: null, text: line.slice(1) });
    } else if (line.startsWith("\\")) {
      found.push({ kind: "remark", before: null, after: null, text: line.slice(1).trim() });
    } else {
      found.push({ kind: "same", before: before++, after: after++, text: line.slice(1) });
    }
  }
  return found;
}

/** How many lines come and go. */
export function diffSize(lines: readonly DiffLine[]): { added: number; removed: number } {
  const of = (kind: DiffLine["kind"]) => lines.filter((line) => line.kind === kind).length;
  return { added: of("added"), removed: of("removed") };
}

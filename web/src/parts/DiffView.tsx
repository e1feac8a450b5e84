import { useMemo, useState } from "react";
import { type DiffLine, diffSize, readDiff } from "../rules/diffs";
import { count } from "../rules/values";
import { Copy } from "./Copy";

/** So many lines are shown before somebody asks for the rest. */
const SHOWN = 200;

const STATUS_WORDS = { added: "new file", changed: "changed", removed: "removed" } as const;
const SIGNS: Record<DiffLine["kind"], string> = { hunk: "", same: " ", added: "+", removed: "−", remark: "" };
const SPOKEN: Record<DiffLine["kind"], string> = {
  hunk: "",
  same: "",
  added: "added: ",
  removed: "removed: ",
  remark: "",
};

/** What becomes of one file, line by line. `diff` is the unified text that git would show. */
export function DiffView({ path, status, diff }: { path: string; status: keyof typeof STATUS_WORDS; diff: string }) {
  const lines = useMemo(() => readDiff(diff), [diff]);
  const size = useMemo(() => diffSize(lines), [lines]);
  const [whole, setWhole] = useState(false);
  const shown = whole ? lines : lines.slice(0, SHOWN);
  return (
    <figure className="diff" aria-label={`Diff of ${path}`}>
      <figcaption>
        <code className="anywhere strong grow">{path}</code>
        <Copy text={path} what="path" />
        {status !== "changed" && <span className="chip faded">{STATUS_WORDS[status]}</span>}
        <span className="num nowrap">
          <span className="comes" title={`${count(size.added, "line")} added`}>
            +{size.added}
          </span>{" "}
          <span className="goes" title={`${count(size.removed, "line")} removed`}>
            −{size.removed}
          </span>
        </span>
      </figcaption>
      {lines.length === 0 ? (
        <p className="nothing">The file's text stays as it is.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
        <div className="diff-lines" tabIndex={0}>
          {shown.map((line, index) => (
            <div key={index} className={`diff-line ${line.kind}`}>
              <span className="diff-number" aria-hidden="true">
                {line.before}
              </span>
              <span className="diff-number" aria-hidden="true">
                {line.after}
              </span>
              <span className="diff-sign" aria-hidden="true">
                {SIGNS[line.kind]}
              </span>
              <code>
                {SPOKEN[line.kind] && <span className="hidden-text">{SPOKEN[line.kind]}</span>}
                {line.text}
              </code>
            </div>
          ))}
        </div>
      )}
      {shown.length < lines.length && (
        <button type="button" className="button bare small" onClick={() => setWhole(true)}>
          Show all {count(lines.length, "line")}
        </button>
      )}
    </figure>
  );
}

import type { EditPlan } from "../../api/edits";
import { Command, Copy } from "../../parts/Copy";
import { DiffView } from "../../parts/DiffView";
import { Note } from "../../parts/states";
import { webAddress } from "../../rules/addresses";
import { refName } from "../../rules/refs";
import { count, shortId } from "../../rules/values";
import { sentence } from "../../rules/words";
import { firstLine } from "./CommitField";

/** So many commits are shown with their diffs; a grid can have more. */
const SHOWN = 10;

/** What an edit would do, before it does: commits with their diffs, refs, the pull request, the command for the same. */
export function PlannedEdit({
  plan,
  fresh,
  waiting = "Working it out…",
  title = "What this will do",
}: {
  plan: EditPlan | undefined;
  /** Whether it is the answer to what the form says now. */
  fresh: boolean;
  /** What is said while there is none. */
  waiting?: string;
  title?: string;
}) {
  return (
    <section className="planned" aria-label={title} aria-live="polite" aria-busy={!fresh}>
      <h3>{title}</h3>
      {!plan ? (
        <p className="soft">{waiting}</p>
      ) : plan.refusal ? (
        <Note kind="bad" title={sentence(plan.refusal.message)}>
          {plan.refusal.hint && <p>{sentence(plan.refusal.hint)}</p>}
          <p className="small soft">
            <code>{plan.refusal.code}</code> · nothing was changed
          </p>
        </Note>
      ) : (
        <>
          {plan.commits.slice(0, SHOWN).map((commit) => (
            <article key={`${commit.branch} ${commit.message}`} className="stack tight" aria-label={commit.branch}>
              <p className="anywhere">
                Commit <q>{firstLine(commit.message)}</q> to {commit.is_new ? "new branch " : ""}
                <code className="strong">{commit.branch}</code>
                {commit.parent && (
                  <span className="soft">
                    {" "}
                    on <code title={commit.parent}>{shortId(commit.parent)}</code>
                  </span>
                )}
              </p>
              {commit.files.map((file) => (
                <DiffView key={file.path} {...file} />
              ))}
            </article>
          ))}
          {plan.commits.length > SHOWN && (
            <p className="soft">And {count(plan.commits.length - SHOWN, "more commit")}.</p>
          )}
          <Refs plan={plan} />
          {plan.pull_request && <Requested asked={plan.pull_request} />}
          {plan.remarks.map((remark) => (
            <Note key={remark}>{sentence(remark)}</Note>
          ))}
          {plan.command && (
            <>
              <p className="soft small">Instead, by command:</p>
              <Command text={plan.command} />
            </>
          )}
        </>
      )}
    </section>
  );
}

/** Refs that no commit above speaks of: made, moved or taken away as they are. */
function Refs({ plan }: { plan: EditPlan }) {
  const told = new Set(plan.commits.map(({ branch }) => `refs/heads/${branch}`));
  const rest = plan.refs.filter(({ ref }) => !told.has(ref));
  if (rest.length === 0) return null;
  return (
    <ul className="stack tight">
      {rest.map(({ ref, before, after }) => (
        <li key={ref} className="line wrap">
          {after === null ? "Delete" : before === null ? "Create" : "Move"}
          <code className="strong anywhere" title={ref}>
            {refName(ref)}
          </code>
          <Copy text={ref} what="ref" />
          {(after ?? before) && <code className="soft">{shortId(after ?? before ?? "")}</code>}
        </li>
      ))}
    </ul>
  );
}

function Requested({ asked }: { asked: NonNullable<EditPlan["pull_request"]> }) {
  const link = webAddress(asked.link);
  if (asked.possible) {
    return (
      <p className="anywhere">
        Open pull request <q>{asked.title}</q> from <code>{asked.head}</code> into <code>{asked.base}</code>
      </p>
    );
  }
  return (
    <Note kind="warn" title="Studio cannot open the pull request itself">
      {asked.why_not && <p>{sentence(asked.why_not)}</p>}
      {link ? (
        <p>
          The branch is pushed; then open it there:{" "}
          <a href={link} rel="noreferrer" className="anywhere">
            {link}
          </a>
        </p>
      ) : (
        <>
          <p>The branch is pushed; then ask whoever keeps the repository to merge it. In a clone, this words it:</p>
          {asked.command && <Command text={asked.command} what="command" />}
        </>
      )}
    </Note>
  );
}

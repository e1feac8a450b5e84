import type { DefinedInitialDataOptions } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { EditChange } from "../../api/edits";
import { Copy } from "../../parts/Copy";
import { Icon } from "../../parts/Icon";
import { Note } from "../../parts/states";
import { webAddress } from "../../rules/addresses";
import { refName } from "../../rules/refs";
import { count, shortId } from "../../rules/values";
import { sentence } from "../../rules/words";
import { Followed } from "./Followed";
import { PlannedEdit } from "./PlannedEdit";

/** How an edit goes: from the click to what the remote says it has, part by part where it has several. */
export function EditOutcome({
  asking,
  doing,
  children,
  onBack,
  onClose,
}: {
  asking: DefinedInitialDataOptions<EditChange, Error, EditChange, string[]>;
  /** "adding churn" */
  doing: string;
  /** What follows from it, shown when it is done. */
  children?: ReactNode;
  onBack: () => void;
  onClose: () => void;
}) {
  return (
    <Followed
      asking={asking}
      doing={() => doing}
      done={(change) => (
        <>
          <Pushed change={change} />
          {children}
        </>
      )}
      failed={(change) => <Part change={change} />}
      onBack={onBack}
      onClose={onClose}
    />
  );
}

function Pushed({ change }: { change: EditChange }) {
  const failed = change.parts.filter(({ done }) => !done);
  return (
    <>
      <Note kind="good" title="Pushed, and read back from origin">
        <Made change={change} />
      </Note>
      {failed.length > 0 && <Parts title={`${count(failed.length, "part")} not done`} parts={failed} />}
    </>
  );
}

function Part({ change }: { change: EditChange }) {
  const done = change.parts.filter((part) => part.done);
  const left = change.parts.filter((part) => !part.done);
  const made = change.made.length + change.pull_requests.length > 0;
  return (
    <>
      {(made || done.length > 0) && (
        <Note kind="warn" title="Part of it was done, and stays">
          <Made change={change} />
          {!made && <Lines parts={done} />}
        </Note>
      )}
      {left.length > 0 && change.parts.length > 1 && <Parts title="Not done" parts={left} />}
      {change.plan && <PlannedEdit title="What it would do now" plan={change.plan} fresh />}
    </>
  );
}

function Made({ change }: { change: EditChange }) {
  return (
    <ul className="stack tight">
      {change.made.map(({ ref, object }) => (
        <li key={ref} className="line wrap">
          <span>
            {object ? "Pushed" : "Deleted"}{" "}
            <code className="strong anywhere" title={ref}>
              {refName(ref)}
            </code>{" "}
            {object ? "to" : "from"} origin.
          </span>
          {object && (
            <>
              <span className="soft small num">
                commit <code title={object}>{shortId(object)}</code>
              </span>
              <Copy text={object} what="commit id" />
            </>
          )}
        </li>
      ))}
      {change.pull_requests.map((each) => (
        <li key={each.head} className="line wrap">
          <PullRequestLink {...each} />
        </li>
      ))}
    </ul>
  );
}

/** "Pull request #12 is open"; where the server has none, where a person can open one, or that the branch waits. */
export function PullRequestLink({ number, url, state }: { number: number | null; url: string | null; state: string }) {
  const link = webAddress(url);
  const name = number === null ? (link ? "Open its pull request" : "Its merging") : `Pull request #${number}`;
  const says = number === null ? (state === "open" ? "is left to you" : `is done: ${state}`) : `is ${state}`;
  return (
    <span className="line">
      <Icon name="branch" />
      {link ? (
        <a href={link} rel="noreferrer">
          {name}
        </a>
      ) : (
        name
      )}{" "}
      {says}.
    </span>
  );
}

function Parts({ title, parts }: { title: string; parts: EditChange["parts"] }) {
  return (
    <Note kind="bad" title={title}>
      <Lines parts={parts} />
    </Note>
  );
}

function Lines({ parts }: { parts: EditChange["parts"] }) {
  return (
    <ul className="stack tight">
      {parts.map(({ what, error }) => (
        <li key={what} className="anywhere">
          <code title={what}>{refName(what)}</code>
          {error && <>: {sentence(error)}</>}
        </li>
      ))}
    </ul>
  );
}

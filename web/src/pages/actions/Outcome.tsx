import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Button } from "react-aria-components";
import { Link, useSearchParams } from "react-router";
import { change as askChange } from "../../api/calls";
import type { Change } from "../../api/types";
import { Copy } from "../../parts/Copy";
import { Icon } from "../../parts/Icon";
import { Failed, Note } from "../../parts/states";
import { actionSearch } from "../../rules/addresses";
import { opposite } from "../../rules/undoing";
import { shortId } from "../../rules/values";
import { doing } from "../../rules/words";

const ASK_EVERY = 1000;

/** From the click to what the remote says it has. */
export function Outcome({
  change: sent,
  starts,
  onBack,
  onClose,
}: {
  change: Change;
  starts: string[];
  onBack: () => void;
  onClose: () => void;
}) {
  const asked = useQuery({
    ...askChange(sent.id),
    initialData: sent,
    // The stream tells sooner; this is for when there is none.
    refetchInterval: ({ state: { data } }) => (data && ended(data) ? false : ASK_EVERY),
  });
  const change = asked.data;
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => body.current?.focus(), []);
  return (
    <>
      <div className="dialog-body" ref={body} tabIndex={-1} role="status" aria-live="polite" data-state={change.state}>
        {change.state === "done" ? (
          <Note
            kind="good"
            title={`${change.tags.length === 1 ? "Pushed" : `Pushed ${change.tags.length} tags`}, and read back from origin`}
          >
            <ul className="stack tight">
              {change.tags.map((made) => (
                <li key={made.tag} className="line wrap">
                  <span>
                    Pushed tag <code className="strong anywhere">{made.tag}</code> to origin.
                  </span>
                  <Copy text={made.tag} what="tag" />
                  <span className="soft small num">
                    object <code title={made.object}>{shortId(made.object)}</code> on commit{" "}
                    <code title={made.commit}>{shortId(made.commit)}</code>
                  </span>
                </li>
              ))}
            </ul>
            {starts.length > 0 && <p className="small">CI that listens to it: {starts.join(", ")}.</p>}
          </Note>
        ) : change.state === "failed" ? (
          <>
            <Failed failure={change.error ?? { code: "failed", message: "the change failed", at: change.created_at }} />
            {change.tags.length > 0 && (
              <Note kind="warn" title="Part of it was done, and stays">
                <ul className="stack tight">
                  {change.tags.map((made) => (
                    <li key={made.tag}>
                      Pushed tag <code className="strong anywhere">{made.tag}</code> to origin.
                    </li>
                  ))}
                </ul>
              </Note>
            )}
          </>
        ) : (
          <Note icon="spin" title={change.state === "queued" ? "Queued" : "Running"}>
            <p>
              {doing(change.request)} as {change.author}. It goes on if you close this.
            </p>
          </Note>
        )}
      </div>
      <div className="dialog-foot">
        <Undo change={change} />
        {change.state === "failed" && (
          <Button className="button" onPress={onBack}>
            <Icon name="arrows" /> Back to the form
          </Button>
        )}
        <Button className={change.state === "done" ? "button primary" : "button"} onPress={onClose}>
          {ended(change) ? "Done" : "Close"}
        </Button>
      </div>
    </>
  );
}

/** The way back: the dialog of the opposite action, filled in. */
function Undo({ change }: { change: Change }) {
  const [url] = useSearchParams();
  const undoing = opposite(change);
  if (undoing === null) return null;
  const { do: action, version, stage, commit, words } = undoing;
  const asked = { do: action, on: url.get("on"), version: commit ?? version, stage, as: commit && version };
  return (
    <Link className="button" to={actionSearch(url, asked)}>
      Undo: {words}
    </Link>
  );
}

export function ended(change: Change): boolean {
  return change.state === "done" || change.state === "failed";
}

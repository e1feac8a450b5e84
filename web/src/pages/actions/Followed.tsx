import { type DefinedInitialDataOptions, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "react-aria-components";
import type { Change, NoteChange } from "../../api/types";
import { Icon } from "../../parts/Icon";
import { Failed, Note } from "../../parts/states";

const ASK_EVERY = 1000;

/** What somebody asked Studio to push: it waits, is carried out, and ends well or not. */
type Asked = Pick<Change | NoteChange, "id" | "state" | "error" | "author" | "created_at">;

/**
 * From the click to what the remote says it has. `doing` says what is being done, `done` what was, `failed` what became
 * of a part of it; `beside` stands left of the buttons.
 */
export function Followed<T extends Asked>({
  asking,
  doing,
  done,
  failed,
  beside,
  onBack,
  onClose,
}: {
  asking: DefinedInitialDataOptions<T, Error, T, string[]>;
  doing: (change: T) => string;
  done: (change: T) => ReactNode;
  failed?: (change: T) => ReactNode;
  beside?: (change: T) => ReactNode;
  onBack: () => void;
  onClose: () => void;
}) {
  const { data: change } = useQuery({
    ...asking,
    // The stream tells sooner; this is for when there is none.
    refetchInterval: ({ state: { data } }) => (data && ended(data) ? false : ASK_EVERY),
  });
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => body.current?.focus(), []);
  return (
    <>
      <div className="dialog-body" ref={body} tabIndex={-1} role="status" aria-live="polite" data-state={change.state}>
        {change.state === "done" ? (
          done(change)
        ) : change.state === "failed" ? (
          <>
            <Failed failure={change.error ?? { code: "failed", message: "it failed", at: change.created_at }} />
            {failed?.(change)}
          </>
        ) : (
          <Note icon="spin" title={change.state === "queued" ? "Queued" : "Running"}>
            <p>
              {doing(change)} as {change.author}. It goes on if you close this.
            </p>
          </Note>
        )}
      </div>
      <div className="dialog-foot">
        {beside?.(change)}
        {change.state === "failed" && (
          <Button className="button" onPress={onBack}>
            <Icon name="arrows" /> Back to the form
          </Button>
        )}
        <Button className={change.state === "done" ? "button primary" : "button"} onPress={onClose}>
          {change.state === "done" ? "Done" : "Close"}
        </Button>
      </div>
    </>
  );
}

export function ended({ state }: Pick<Asked, "state">): boolean {
  return state === "done" || state === "failed";
}

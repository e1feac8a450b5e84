import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { noteChange, writeNote } from "../../api/experiments";
import type { NoteChange, Project } from "../../api/types";
import { Command } from "../../parts/Copy";
import { Dialog } from "../../parts/Dialog";
import { Icon } from "../../parts/Icon";
import { Failed, Note, Trouble } from "../../parts/states";
import { noteCommand } from "../../rules/notes";
import { nameOf } from "../../rules/sorting";
import { subject, type Table } from "../../rules/table";

const ASK_EVERY = 1000;
const CHARACTERS_MAX = 20_000;

/** What somebody wrote about a commit: to read, and for who may write, to change. It is kept in Git notes. */
export function NoteDialog({
  project,
  table,
  commit,
  mayWrite,
  onClose,
}: {
  project: Project;
  table: Table;
  commit: string;
  mayWrite: boolean;
  onClose: () => void;
}) {
  const row = table.commitById.get(commit);
  const known = row === undefined ? "" : (table.notes.get(row) ?? "");
  const [text, setText] = useState(known);
  // Whose words these were when the dialog was opened: whoever changes the note meanwhile is not overwritten unseen.
  const [before, setBefore] = useState(known);
  const id = useId();
  const send = useMutation({ mutationFn: () => writeNote(project.id, commit, text.trim()) });
  const name = row === undefined ? commit.slice(0, 7) : nameOf(table, row);
  const message = row === undefined ? "" : subject(table.commits.message[row] ?? "");
  const under = (
    <>
      <code>{commit.slice(0, 7)}</code> {message}
    </>
  );
  if (!mayWrite) {
    return (
      <Dialog title={`Note on ${name}`} under={under} onClose={onClose}>
        <p className="dialog-body note-text anywhere">{known}</p>
      </Dialog>
    );
  }
  const removing = text.trim() === "" && known !== "";
  return (
    <Dialog title={before ? `Change the note on ${name}` : `Write a note on ${name}`} under={under} onClose={onClose}>
      {send.data ? (
        <Outcome change={send.data} onBack={() => send.reset()} onClose={onClose} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!send.isPending) send.mutate();
          }}
        >
          <div className="dialog-body">
            {before !== known && (
              <Note kind="warn" title="Somebody changed this note meanwhile">
                <p className="note-text anywhere">{known || "It was removed."}</p>
                <button
                  type="button"
                  className="button small"
                  onClick={() => {
                    setText(known);
                    setBefore(known);
                  }}
                >
                  Take theirs
                </button>
              </Note>
            )}
            <div className="field">
              <label htmlFor={id}>Note</label>
              <textarea
                id={id}
                className="input"
                rows={5}
                maxLength={CHARACTERS_MAX}
                autoFocus
                value={text}
                placeholder="What to remember about it"
                onChange={(event) => setText(event.target.value)}
              />
              <p className="note">
                Kept in the repository as a Git note: <code>git notes show</code> and <code>git log</code> show it.
              </p>
            </div>
            <section className="planned" aria-label="The same on a command line">
              <h3>The same on a command line</h3>
              <Command text={noteCommand(commit, text)} />
            </section>
            {send.isError && <Trouble error={send.error} />}
          </div>
          <div className="dialog-foot">
            <Button className="button" onPress={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              className={removing ? "button danger" : "button primary"}
              isDisabled={send.isPending || text.trim() === known}
            >
              {removing ? "Remove the note" : "Push the note"}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** From the click to what the remote says it has. */
function Outcome({ change: sent, onBack, onClose }: { change: NoteChange; onBack: () => void; onClose: () => void }) {
  const asked = useQuery({
    ...noteChange(sent.id),
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
          <Note kind="good" title={change.text ? "Pushed, and read back from origin" : "Removed from origin"}>
            {change.text && <p className="note-text anywhere">{change.text}</p>}
          </Note>
        ) : change.state === "failed" ? (
          <Failed failure={change.error ?? { code: "failed", message: "the note failed", at: change.created_at }} />
        ) : (
          <Note icon="spin" title={change.state === "queued" ? "Queued" : "Running"}>
            <p>
              {change.text ? "Writes" : "Removes"} the note as {change.author}. It goes on if you close this.
            </p>
          </Note>
        )}
      </div>
      <div className="dialog-foot">
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

function ended(change: NoteChange): boolean {
  return change.state === "done" || change.state === "failed";
}

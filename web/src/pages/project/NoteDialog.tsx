import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "react-aria-components";
import { noteChange, writeNote } from "../../api/experiments";
import type { NoteChange, Project } from "../../api/types";
import { Command } from "../../parts/Copy";
import { Dialog } from "../../parts/Dialog";
import { Field } from "../../parts/Field";
import { Note, Trouble } from "../../parts/states";
import { noteCommand } from "../../rules/notes";
import { nameOf } from "../../rules/sorting";
import { subject, type Table } from "../../rules/table";
import { Followed } from "../actions/Followed";

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
            <Field
              autoFocus
              lines={5}
              maxLength={CHARACTERS_MAX}
              label="Note"
              value={text}
              placeholder="What to remember about it"
              onText={setText}
              note={
                <>
                  Kept in the repository as a Git note: <code>git notes show</code> and <code>git log</code> show it.
                </>
              }
            />
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

function Outcome({ change: sent, onBack, onClose }: { change: NoteChange; onBack: () => void; onClose: () => void }) {
  return (
    <Followed
      asking={{ ...noteChange(sent.id), initialData: sent }}
      doing={({ text }) => `${text ? "Writes" : "Removes"} the note`}
      done={({ text }) => (
        <Note kind="good" title={text ? "Pushed, and read back from origin" : "Removed from origin"}>
          {text && <p className="note-text anywhere">{text}</p>}
        </Note>
      )}
      onBack={onBack}
      onClose={onClose}
    />
  );
}

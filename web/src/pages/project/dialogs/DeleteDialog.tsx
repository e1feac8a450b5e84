import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "react-aria-components";
import { Refusal } from "../../../api/client";
import { removeRun } from "../../../api/experiments";
import type { Project } from "../../../api/types";
import { Dialog } from "../../../parts/Dialog";
import { Note } from "../../../parts/states";
import { isQueuedOnly } from "../../../rules/queued";
import { nameOf } from "../../../rules/sorting";
import { type Run, rowId, runOf, type Table } from "../../../rules/table";
import { count, shortId } from "../../../rules/values";
import { sentence } from "../../../rules/words";
import { EditForm } from "../../actions/EditForm";

/** Pushed experiments and live runs, one or many, are taken away; commits of branches are not. */
export function DeleteDialog({
  project,
  table,
  rows,
  onClose,
}: {
  project: Project;
  table: Table;
  rows: number[];
  onClose: () => void;
}) {
  // What is deleted vanishes from the table while the dialog still tells of it.
  const [{ pushed, live, kept }] = useState(() => sorted(table, rows));
  const all = pushed.length + live.length;
  const title = all === 1 ? `Delete ${pushed[0]?.name ?? live[0]?.name}` : `Delete ${count(all, "experiment")}`;
  return (
    <Dialog title={title} onClose={onClose}>
      {kept > 0 && (
        <div className="dialog-body">
          <Note>
            <p>
              {count(kept, "selected row")} {kept === 1 ? "is a commit" : "are commits"} of a branch, or waiting for a
              runner: nothing is done to {kept === 1 ? "it" : "them"}.
            </p>
          </Note>
        </div>
      )}
      {all === 0 ? (
        <div className="dialog-foot">
          <Button className="button" onPress={onClose}>
            Close
          </Button>
        </div>
      ) : (
        <>
          {live.length > 0 && <Live project={project} runs={live} alone={pushed.length === 0} onClose={onClose} />}
          {pushed.length > 0 && (
            <EditForm
              repository={project.repository}
              edit={{ action: "delete-experiments", refs: pushed.map(({ ref, commit }) => ({ ref, commit })) }}
              why={null}
              danger
              button={
                pushed.length === 1 ? `Delete ${pushed[0]?.name}` : `Delete ${count(pushed.length, "experiment")}`
              }
              doing={pushed.length === 1 ? "Deletes the experiment" : "Deletes the experiments"}
              onClose={onClose}
            >
              <p>
                {pushed.length === 1 ? "It is" : "They are"} taken off the remote: <code>git</code> and <code>dvc</code>{" "}
                no longer find {pushed.length === 1 ? "it" : "them"} there. Clones that have{" "}
                {pushed.length === 1 ? "it" : "them"} keep {pushed.length === 1 ? "it" : "them"}.
              </p>
              <ul className="stack tight">
                {pushed.map(({ ref, name, commit }) => (
                  <li key={ref} className="line wrap">
                    <strong>{name}</strong> <code className="soft">{shortId(commit)}</code>
                  </li>
                ))}
              </ul>
            </EditForm>
          )}
        </>
      )}
    </Dialog>
  );
}

interface Pushed {
  ref: string;
  commit: string;
  name: string;
}

function sorted(table: Table, rows: number[]): { pushed: Pushed[]; live: Run[]; kept: number } {
  const pushed: Pushed[] = [];
  const live: Run[] = [];
  for (const row of rows) {
    const run = runOf(table, row);
    const experiment = table.experimentOf.get(row);
    if (run && !isQueuedOnly(run)) live.push(run);
    else if (experiment) pushed.push({ ref: experiment.ref, commit: rowId(table, row), name: nameOf(table, row) });
  }
  return { pushed, live, kept: rows.length - pushed.length - live.length };
}

/** Runs are Studio's own: each is taken away by itself, and what was not done is said. */
function Live({
  project,
  runs,
  alone,
  onClose,
}: {
  project: Project;
  runs: Run[];
  alone: boolean;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: async () => {
      const failed: { name: string; error: unknown }[] = [];
      for (const { id, name } of runs) {
        try {
          await removeRun(project.id, id);
        } catch (error) {
          failed.push({ name, error });
        }
      }
      await client.invalidateQueries({ queryKey: ["projects"] });
      return failed;
    },
    onSuccess: (failed) => {
      if (failed.length === 0 && alone) onClose();
    },
  });
  const failed = remove.data ?? [];
  return (
    <>
      <div className="dialog-body">
        <p>
          {runs.length === 1 ? (
            <>
              The run <strong>{runs[0]?.name}</strong> is
            </>
          ) : (
            <>{count(runs.length, "run")} are</>
          )}{" "}
          only in Studio until {runs.length === 1 ? "it is" : "they are"} pushed. Values, curves and pictures are
          deleted for good. Training that goes on begins a new row with its next step.
        </p>
        {remove.isSuccess && failed.length < runs.length && (
          <Note kind="good" title={`Deleted ${count(runs.length - failed.length, "run")}`} />
        )}
        {failed.length > 0 && (
          <Note kind="bad" title={`${count(failed.length, "run")} not deleted`}>
            <ul className="stack tight">
              {failed.map(({ name, error }) => (
                <li key={name}>
                  {name}: {sentence(error instanceof Refusal ? error.message : String(error))}
                </li>
              ))}
            </ul>
          </Note>
        )}
      </div>
      <div className="dialog-foot">
        {alone && (
          <Button className="button" onPress={onClose}>
            {remove.isSuccess ? "Close" : "Cancel"}
          </Button>
        )}
        {!remove.isSuccess && (
          <button type="button" className="button danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {runs.length === 1 ? `Delete ${runs[0]?.name}` : `Delete ${count(runs.length, "run")}`}
          </button>
        )}
      </div>
    </>
  );
}

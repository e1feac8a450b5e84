import { useState } from "react";
import type { Project } from "../../../api/types";
import { Dialog } from "../../../parts/Dialog";
import { Field } from "../../../parts/Field";
import { Note } from "../../../parts/states";
import { type Experiment, rowId, type Table } from "../../../rules/table";
import { EditForm } from "../../actions/EditForm";

/** Another name for a pushed experiment. */
export function RenameDialog({
  project,
  table,
  experiment,
  onClose,
}: {
  project: Project;
  table: Table;
  experiment: Experiment;
  onClose: () => void;
}) {
  const [name, setName] = useState(experiment.name);
  const wanted = name.trim();
  const taken = table.experiments.some(
    (each) => each.baselineId === experiment.baselineId && each.name === wanted && each !== experiment,
  );
  const why =
    wanted === "" || wanted === experiment.name
      ? "Type another name."
      : taken
        ? `There is an experiment ${wanted} of this commit already.`
        : null;
  return (
    <Dialog
      title={`Rename ${experiment.name}`}
      under={<code className="anywhere">{experiment.ref}</code>}
      onClose={onClose}
    >
      <EditForm
        repository={project.repository}
        edit={{
          action: "rename-experiment",
          ref: experiment.ref,
          commit: rowId(table, experiment.commit),
          name: wanted,
        }}
        why={why}
        button="Rename the experiment"
        doing="Renames the experiment"
        onClose={onClose}
      >
        <Field mono autoFocus label="Name" value={name} onText={setName} aria-invalid={taken || undefined} />
        <Note>
          <p>Whoever fetched it under its old name keeps that name in their clone.</p>
        </Note>
      </EditForm>
    </Dialog>
  );
}

import { useState } from "react";
import type { Project } from "../../../api/types";
import { Dialog } from "../../../parts/Dialog";
import { branchOptions, CHOOSE, Field, Select } from "../../../parts/Field";
import { rowsPath } from "../../../rules/addresses";
import { nameOf } from "../../../rules/sorting";
import { rowId, subject, type Table } from "../../../rules/table";
import { branchName } from "../../../rules/target";
import { shortId } from "../../../rules/values";
import { EditForm } from "../../actions/EditForm";

/** A branch at a row's commit, and, if asked for, a pull request whose text leads to the comparison. */
export function BranchDialog({
  project,
  table,
  row,
  baseline,
  request: asRequest,
  onClose,
}: {
  project: Project;
  table: Table;
  row: number;
  /** What it is compared with, if it was tried from nothing. */
  baseline: number | null;
  /** Whether it is to begin as a pull request. */
  request: boolean;
  onClose: () => void;
}) {
  const commit = rowId(table, row);
  const name = nameOf(table, row);
  const from = table.experimentOf.get(row)?.baseline ?? baseline;
  const [branch, setBranch] = useState(() => branchName(name));
  const [request, setRequest] = useState(asRequest);
  const [base, setBase] = useState(table.defaultBranch ?? "");
  const [title, setTitle] = useState("");
  const [body, setBody] = useState(() => comparing(project, table, row, from));
  const taken = table.branchNames.has(branch.trim());
  const why =
    branch.trim() === ""
      ? "Name the branch."
      : taken
        ? `There is a branch ${branch.trim()} already.`
        : request && base === ""
          ? "Say which branch it is to be merged into."
          : null;
  const called = title.trim() || `Take ${name}`;
  return (
    <Dialog
      title={request ? "Open a pull request" : "Create a branch"}
      under={
        <>
          at <code>{shortId(commit)}</code> {name === shortId(commit) ? "" : name} ·{" "}
          {subject(table.commits.message[row] ?? "")}
        </>
      }
      onClose={onClose}
    >
      <EditForm
        repository={project.repository}
        edit={{
          action: "branch",
          commit,
          branch: branch.trim(),
          base: request ? base : null,
          pull_request: request ? { title: called, body: body.trim() } : null,
        }}
        why={why}
        button={request ? "Open pull request" : "Create the branch"}
        doing={request ? "Pushes the branch and opens the pull request" : "Pushes the branch"}
        onClose={onClose}
      >
        <Field mono label="Branch" value={branch} onText={setBranch} aria-invalid={taken || undefined} />
        <label className="check">
          <input type="checkbox" checked={request} onChange={(event) => setRequest(event.target.checked)} />
          <span>Open a pull request, too</span>
        </label>
        {request && (
          <>
            <Select
              mono
              label="Merge into"
              value={base}
              onPick={setBase}
              options={[
                ...(base === "" ? [CHOOSE] : []),
                ...branchOptions(
                  table.branches.map((each) => each.name),
                  table.defaultBranch,
                ),
              ]}
            />
            <Field label="Title" value={title} placeholder={called} onText={setTitle} />
            <Field
              lines={4}
              label={
                <>
                  Text <span className="soft">Markdown</span>
                </>
              }
              value={body}
              onText={setBody}
            />
          </>
        )}
      </EditForm>
    </Dialog>
  );
}

/** What the pull request says at first: what it is, and where it can be compared. */
function comparing(project: Project, table: Table, row: number, from: number | null): string {
  const commit = rowId(table, row);
  const commits = from === null ? [commit] : [rowId(table, from), commit];
  const address = new URL(rowsPath(project.id, commits, ["compare"]), location.href).href;
  const what = table.experimentOf.has(row) ? `Experiment \`${nameOf(table, row)}\`` : `Commit \`${shortId(commit)}\``;
  return from === null
    ? `${what}: [see it in Studio](${address}).`
    : `${what}, tried from \`${shortId(rowId(table, from))}\`: [compare them in Studio](${address}).`;
}

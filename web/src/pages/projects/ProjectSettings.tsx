import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { me as askMe, changeProject, removeProject } from "../../api/calls";
import type { CustomFile, Project, RunnerSettings } from "../../api/types";
import { Confirm } from "../../parts/Confirm";
import { Dialog } from "../../parts/Dialog";
import { Field } from "../../parts/Field";
import { Form, text, useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { Time } from "../../parts/Time";
import { fromLocalInput, toLocalInput } from "../../rules/dates";
import { isAdmin } from "../../rules/rights";

export function ProjectSettings({ project, onClose }: { project: Project; onClose: () => void }) {
  const { data: me } = useQuery(askMe);
  const mayRun = isAdmin(me, project.team);
  const [files, setFiles] = useState(project.custom);
  const save = useAct(
    (form: FormData) =>
      changeProject(project.id, {
        name: text(form, "name") ?? project.name,
        directory: text(form, "directory") ?? "",
        ...changed(project.since, text(form, "since") ?? ""),
        custom: files.filter(({ path }) => path.trim() !== ""),
        public: form.get("public") === "on",
        ...(mayRun && { runner: runner(form) }),
      }),
    ["projects"],
    onClose,
  );
  return (
    <Dialog title="Project settings" under={project.repository_name} onClose={onClose}>
      <Form act={save} className="">
        {(wrong) => (
          <>
            <div className="dialog-body">
              <Field name="name" label="Name" defaultValue={project.name} required wrong={wrong} />
              <Field
                name="directory"
                label="Folder"
                mono
                defaultValue={project.directory}
                placeholder="the whole repository"
                note="Where DVC is initialised, if that is not the root."
                wrong={wrong}
              />
              <Since since={project.since} wrong={wrong.since} />
              <CustomFiles files={files} onChange={setFiles} wrong={wrong.custom} />
              <Runner project={project} mayChange={mayRun} wrong={wrong} />
              <label className="check">
                <input type="checkbox" name="public" defaultChecked={project.public} />
                <span>
                  Public
                  <span className="soft">: whoever has the link may look. The repository itself stays as it is.</span>
                </span>
              </label>
            </div>
            <div className="dialog-foot">
              <button type="button" className="button" onClick={onClose}>
                Cancel
              </button>
              <button type="submit" className="button primary" disabled={save.isPending}>
                Save
              </button>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  );
}

/** What is run on somebody's machine is an admin's to say. */
function Runner({
  project,
  mayChange,
  wrong,
}: {
  project: Project;
  mayChange: boolean;
  wrong: Record<string, string>;
}) {
  const { enabled, command, time_limit } = project.runner;
  return (
    <fieldset className="stack" disabled={!mayChange}>
      <legend>Runners</legend>
      <label className="check">
        <input type="checkbox" name="runner" defaultChecked={enabled} />
        <span>
          Run queued experiments
          <span className="soft">
            : on machines where <code>gto studio runner</code> was started.{" "}
            {!mayChange
              ? "Admins of the team turn this on."
              : project.runner_seen_at && (
                  <>
                    One asked <Time at={project.runner_seen_at} />.
                  </>
                )}
          </span>
        </span>
      </label>
      <Field
        name="runner-command"
        label="Command"
        mono
        defaultValue={command ?? ""}
        placeholder="dvc exp run"
        note="Run by a shell in the project's folder, on the commit with its changes."
        wrong={wrong}
      />
      <Field
        name="runner-minutes"
        label="Time limit in minutes"
        type="number"
        min={1}
        defaultValue={time_limit == null ? "" : String(Math.max(1, Math.round(time_limit / 60)))}
        placeholder="1440, a day"
        wrong={wrong}
      />
    </fieldset>
  );
}

function runner(form: FormData): RunnerSettings {
  const minutes = Number(text(form, "runner-minutes"));
  return {
    enabled: form.get("runner") === "on",
    command: text(form, "runner-command") ?? null,
    time_limit: minutes > 0 ? minutes * 60 : null,
  };
}

/** Only what was changed: a moment may have seconds, which the field does not show. */
function changed(since: string | null, said: string): { since?: string | null } {
  return said === toLocalInput(since) ? {} : { since: fromLocalInput(said) };
}

function Since({ since, wrong }: { since: string | null; wrong: string | undefined }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Start date</label>
      <input
        id={id}
        name="since"
        type="datetime-local"
        className="input"
        defaultValue={toLocalInput(since)}
        aria-describedby={`${id}-note`}
      />
      <p className={wrong ? "wrong" : "note"} id={`${id}-note`}>
        {wrong ?? "Older commits are left out of the table."}
      </p>
    </div>
  );
}

/** Files of metrics and parameters that no dvc.yaml names, as in repositories without DVC. */
function CustomFiles({
  files,
  onChange,
  wrong,
}: {
  files: CustomFile[];
  onChange: (files: CustomFile[]) => void;
  wrong: string | undefined;
}) {
  const id = useId();
  const put = (at: number, change: Partial<CustomFile>) =>
    onChange(files.map((file, i) => (i === at ? { ...file, ...change } : file)));
  return (
    <fieldset className="field" aria-describedby={`${id}-note`}>
      <legend>Metrics and parameters files</legend>
      {files.map((file, i) => (
        <div className="line" key={i}>
          <input
            className="input mono"
            aria-label={`Path of file ${i + 1}`}
            placeholder="results/metrics.json"
            spellCheck={false}
            value={file.path}
            onChange={(event) => put(i, { path: event.target.value })}
          />
          <select
            className="input fitting"
            aria-label={`Kind of file ${i + 1}`}
            value={file.kind}
            onChange={(event) => put(i, { kind: event.target.value === "params" ? "params" : "metrics" })}
          >
            <option value="metrics">Metrics</option>
            <option value="params">Parameters</option>
          </select>
          <button
            type="button"
            className="button bare square"
            aria-label={`Leave out file ${i + 1}`}
            onClick={() => onChange(files.filter((_, k) => k !== i))}
          >
            <Icon name="cross" />
          </button>
        </div>
      ))}
      <p>
        <button type="button" className="button" onClick={() => onChange([...files, { path: "", kind: "metrics" }])}>
          <Icon name="plus" /> Add a file
        </button>
      </p>
      <p className={wrong ? "wrong" : "note"} id={`${id}-note`}>
        {wrong ?? "JSON, YAML, TOML or CSV, seen from the repository's root. What dvc.yaml names is read anyway."}
      </p>
    </fieldset>
  );
}

export function RemoveProject({ project, last, onClose }: { project: Project; last: boolean; onClose: () => void }) {
  const remove = useAct(() => removeProject(project.id), ["projects", "models", "repositories"], onClose);
  return (
    <Confirm title={`Delete ${project.name}`} button={`Delete ${project.name}`} act={remove} onClose={onClose}>
      <p>
        Deletes what Studio keeps of this project. Nothing changes in Git: its history, tags and branches stay, and
        adding it again brings everything back.
      </p>
      {last && (
        <p>
          It is the last project on <strong>{project.repository_name}</strong>, so the models of that repository leave
          the list, too.
        </p>
      )}
    </Confirm>
  );
}

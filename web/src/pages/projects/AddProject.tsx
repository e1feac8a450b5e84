import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import {
  addProjects,
  me as askMe,
  repositories as askRepositories,
  repository as askRepository,
} from "../../api/calls";
import { gitConnections as askConnections } from "../../api/connections";
import type { Project } from "../../api/types";
import { Dialog } from "../../parts/Dialog";
import { Field, Select } from "../../parts/Field";
import { Form, text, useAct } from "../../parts/Form";
import { SyncState } from "../../parts/SyncState";
import { Failed, Note } from "../../parts/states";
import { projectPath } from "../../rules/addresses";
import { count } from "../../rules/values";
import { FromList } from "./FromList";

const ASK_EVERY = 1000;
const MOST = 10;

/** Asks for an address; then shows the first sync and offers the folders that were found. */
export function AddProject({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<Project | null>(null);
  return (
    <Dialog
      title={made ? `Added ${made.name}` : "Add a project"}
      under={made ? made.repository_name : "A Git repository, or one folder of it"}
      onClose={onClose}
    >
      {made ? <Made project={made} onClose={onClose} /> : <Ask onMade={setMade} onClose={onClose} />}
    </Dialog>
  );
}

function Ask({ onMade, onClose }: { onMade: (project: Project) => void; onClose: () => void }) {
  const { data: me } = useQuery(askMe);
  const { data: repositories = [] } = useQuery(askRepositories);
  const { data: connections = [] } = useQuery(askConnections);
  const usable = connections.filter(({ state }) => state !== "failed");
  const [which, setWhich] = useState<"another" | "known" | "listed" | null>(null);
  const [listed, setListed] = useState<{ url: string; connection: string } | null>(null);
  // a list to pick from is the shortest way, where there is one
  const way = which ?? (usable.length > 0 ? "listed" : "another");
  const known = way === "known";
  const teams = me?.teams.filter(({ role }) => role !== "viewer") ?? [];
  const add = useAct(
    (form: FormData) => {
      const directories = (text(form, "directories") ?? "")
        .split(",")
        .map((each) => each.trim())
        .filter(Boolean);
      return addProjects({
        ...(way === "known"
          ? { repository: text(form, "repository") ?? null }
          : way === "listed"
            ? { url: listed?.url ?? null, connection: listed?.connection ?? null }
            : { url: text(form, "url") ?? null }),
        name: text(form, "name") ?? null,
        team: text(form, "team") ?? null,
        directories: directories.length > 0 ? directories : [""],
        public: form.get("public") === "on",
        username: text(form, "username") ?? null,
        password: text(form, "password") ?? null,
        ssh_key: text(form, "ssh_key") ?? null,
      });
    },
    ["projects", "repositories", "models"],
    ([first]) => first && onMade(first),
  );
  return (
    <Form act={add} className="">
      {(wrong) => (
        <>
          <div className="dialog-body">
            {(repositories.length > 0 || usable.length > 0) && (
              <div className="line wrap" role="radiogroup" aria-label="Which repository">
                {usable.length > 0 && (
                  <label className="check">
                    <input type="radio" name="which" checked={way === "listed"} onChange={() => setWhich("listed")} />{" "}
                    Of a connection
                  </label>
                )}
                <label className="check">
                  <input type="radio" name="which" checked={way === "another"} onChange={() => setWhich("another")} />{" "}
                  Another repository
                </label>
                {repositories.length > 0 && (
                  <label className="check">
                    <input type="radio" name="which" checked={known} onChange={() => setWhich("known")} /> One that is
                    here already
                  </label>
                )}
              </div>
            )}
            {way === "listed" ? (
              <FromList connections={usable} chosen={listed} onChoose={setListed} />
            ) : known ? (
              <Select
                name="repository"
                label="Repository"
                options={repositories.map(({ id, name }) => ({ value: id, text: name }))}
              />
            ) : (
              <Field
                name="url"
                label="URL or path"
                mono
                required
                autoFocus
                placeholder="https://example.com/team/repository.git"
                note={
                  <>
                    {me?.mode === "local"
                      ? "https, ssh or git address, or a path on this machine."
                      : "https, ssh or git address."}
                    {usable.length === 0 && (
                      <>
                        {" "}
                        To pick from a list, <Link to="/settings/git-connections">connect a forge</Link>.
                      </>
                    )}
                  </>
                }
                wrong={wrong}
              />
            )}
            <Field name="name" label="Name" placeholder="the repository's name" wrong={wrong} />
            <Field
              name="directories"
              label="Folders"
              mono
              placeholder="the whole repository"
              note={`Up to ${MOST}, separated by commas; a project each. Those with a dvc.yaml are offered after the first look, too.`}
              wrong={wrong}
            />
            {teams.length > 1 && (
              <Select name="team" label="Team" options={teams.map(({ id, name }) => ({ value: id, text: name }))} />
            )}
            {way === "another" && (
              <details className="fold">
                <summary>Credentials, if it is not open to everybody</summary>
                <div className="stack">
                  <Field name="username" label="User name" autoComplete="off" wrong={wrong} />
                  <Field
                    name="password"
                    label="Password or token"
                    type="password"
                    autoComplete="new-password"
                    note="For https. Kept encrypted, never shown again. To assign and register from here, it has to allow pushing tags."
                    wrong={wrong}
                  />
                  <Field
                    name="ssh_key"
                    label="Private ssh key"
                    mono
                    lines={3}
                    note="For ssh, without a passphrase."
                    wrong={wrong}
                  />
                </div>
              </details>
            )}
            <label className="check">
              <input type="checkbox" name="public" />
              <span>
                Public<span className="soft">: whoever has the link may look</span>
              </span>
            </label>
          </div>
          <div className="dialog-foot">
            <button type="button" className="button" onClick={onClose}>
              Cancel
            </button>
            <button type="submit" className="button primary" disabled={add.isPending || (way === "listed" && !listed)}>
              {add.isPending ? "Adding…" : "Add project"}
            </button>
          </div>
        </>
      )}
    </Form>
  );
}

function Made({ project, onClose }: { project: Project; onClose: () => void }) {
  const asked = useQuery({
    ...askRepository(project.repository),
    refetchInterval: ({ state: { data } }) =>
      data && (data.sync.state === "ok" || data.sync.state === "failed") ? false : ASK_EVERY,
  });
  const repository = asked.data;
  const folders = repository?.directories.filter((each) => each !== "" && each !== project.directory) ?? [];
  const add = useAct(
    (form: FormData) =>
      addProjects({
        repository: project.repository,
        directories: form.getAll("folder").map(String).slice(0, MOST),
        public: project.public,
      }),
    ["projects"],
    onClose,
  );
  const done = repository?.sync.state === "ok";
  return (
    <Form act={add} className="">
      {() => (
        <>
          <div className="dialog-body" role="status" aria-live="polite">
            {repository?.sync.error ? (
              <Failed failure={repository.sync.error}>
                <p className="small">
                  It is tried again by itself.{" "}
                  <Link to={`/settings/repositories/${repository.id}`}>Its address and credentials</Link>
                </p>
              </Failed>
            ) : done ? (
              <Note
                kind="good"
                title={`Read. ${repository.models === 0 ? "No models in it yet" : count(repository.models, "model")}.`}
              />
            ) : (
              <Note icon="spin" title="First look at the repository">
                {repository && <SyncState sync={repository.sync} />}
                <p className="soft">It goes on if you close this.</p>
              </Note>
            )}
            {done && folders.length > 0 && (
              <fieldset className="stack tight">
                <legend>Folders with a dvc.yaml, to add as projects of their own</legend>
                {folders.slice(0, 50).map((folder) => (
                  <label key={folder} className="check">
                    <input type="checkbox" name="folder" value={folder} /> <code className="anywhere">{folder}</code>
                  </label>
                ))}
              </fieldset>
            )}
          </div>
          <div className="dialog-foot">
            {done && folders.length > 0 && (
              <button type="submit" className="button" disabled={add.isPending}>
                Add the ticked folders
              </button>
            )}
            <Link className="button" to={projectPath(project.id)}>
              Open the project
            </Link>
            <button type="button" className="button primary" onClick={onClose}>
              Done
            </button>
          </div>
        </>
      )}
    </Form>
  );
}

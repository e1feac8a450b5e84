import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import {
  me as askMe,
  models as askModels,
  problems as askProblems,
  repository as askRepository,
  importAgain,
} from "../../api/calls";
import type { Project } from "../../api/types";
import { Copy } from "../../parts/Copy";
import { Dialog } from "../../parts/Dialog";
import { useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { Menu } from "../../parts/Menu";
import { SyncState } from "../../parts/SyncState";
import { Failed, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { webAddress } from "../../rules/addresses";
import { mayWrite } from "../../rules/modelEdits";
import { count } from "../../rules/values";
import { sentence } from "../../rules/words";
import { AddModel } from "../actions/ModelDialogs";
import { ProjectSettings } from "../projects/ProjectSettings";

/** Whose history this is, how fresh, and what of the registry could not be taken at its word. */
export function ProjectHead({ project }: { project: Project }) {
  const repository = useQuery(askRepository(project.repository));
  const models = useQuery(askModels(null));
  const problems = useQuery(askProblems(project.repository));
  const again = useAct(() => importAgain(project.id), ["projects", "repositories"]);
  const [open, setOpen] = useState<"settings" | "problems" | "model" | null>(null);
  const close = () => setOpen(null);
  const { data: me } = useQuery(askMe);
  const may = mayWrite(me, project.team);
  const web = webAddress(project.web_url);
  const here = models.data?.filter((model) => model.repository === project.repository).length ?? 0;
  return (
    <>
      <header className="project-head">
        <nav aria-label="Where this is" className="crumbs">
          <Link to="/projects">Projects</Link>
          <Icon name="right" />
        </nav>
        <h1 className="cut" title={project.name}>
          {project.name}
        </h1>
        <span className="line soft project-where">
          <Icon name="branch" />
          {web ? (
            <a href={web} rel="noreferrer" className="cut">
              {project.repository_name}
            </a>
          ) : (
            <span className="cut">{project.repository_name}</span>
          )}
          {repository.data && <Copy text={repository.data.url} what="repository address" />}
          {project.directory && <code className="cut">{project.directory}</code>}
        </span>
        <span className="chip faded">
          <Icon name={project.public ? "globe" : "lock"} /> {project.public ? "Public" : "Private"}
        </span>
        <span className="grow" />
        {project.sync.state !== "failed" && <SyncState sync={project.sync} />}
        {problems.data && problems.data.length > 0 && (
          <button type="button" className="button small" onClick={() => setOpen("problems")}>
            <Icon name="warn" /> {count(problems.data.length, "problem")}
          </button>
        )}
        {here > 0 && (
          <Link className="button small" to={`/models?repository=${encodeURIComponent(project.repository)}`}>
            <Icon name="box" /> {count(here, "model")}
          </Link>
        )}
        <Menu
          label={`Actions for ${project.name}`}
          items={[
            ...(may ? [{ id: "model", text: "Add a model…", act: () => setOpen("model") }] : []),
            { id: "settings", text: "Settings…", act: () => setOpen("settings") },
            { id: "again", text: "Import again", act: () => again.mutate(undefined) },
            "rule",
            { id: "remove", text: "Delete the project…", danger: true, to: `/projects?remove=${project.id}` },
          ]}
        />
      </header>
      {project.sync.error && (
        <div className="notes">
          <Failed failure={project.sync.error}>
            <p className="line wrap">
              {project.sync.synced_at && (
                <span>
                  What is shown was read <Time at={project.sync.synced_at} />.
                </span>
              )}
              <button
                type="button"
                className="button small"
                onClick={() => again.mutate(undefined)}
                disabled={again.isPending}
              >
                <Icon name="refresh" /> Try again
              </button>
            </p>
          </Failed>
        </div>
      )}
      {again.isError && <Trouble error={again.error} />}
      {open === "model" && <AddModel repository={project.repository} onClose={close} />}
      {open === "settings" && <ProjectSettings project={project} onClose={close} />}
      {open === "problems" && (
        <Dialog
          wide
          title={`${count(problems.data?.length ?? 0, "thing")} that could not be taken at its word`}
          onClose={close}
        >
          <ul className="dialog-body stack tight">
            {problems.data?.slice(0, 100).map((oddity) => (
              <li key={`${oddity.code} ${oddity.subject}`} className="anywhere">
                <code>{oddity.subject}</code>: {sentence(oddity.says)}{" "}
                <span className="soft">{sentence(oddity.repair)}</span>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}

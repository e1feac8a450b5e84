import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { me as askMe, projects as askProjects, changeProject, importAgain } from "../../api/calls";
import type { Project } from "../../api/types";
import { useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { Menu } from "../../parts/Menu";
import { SyncState } from "../../parts/SyncState";
import { Empty, Skeleton, Trouble } from "../../parts/states";
import { useAddress } from "../../parts/useAddress";
import { projectPath } from "../../rules/addresses";
import { count, full, metric, short } from "../../rules/values";
import { AddProject } from "./AddProject";
import { ProjectSettings, RemoveProject } from "./ProjectSettings";

/** The projects of a workspace, a card each. */
export function Projects() {
  const [url, setUrl] = useAddress();
  const asked = useQuery({ ...askProjects(url.get("team")), placeholderData: keepPreviousData });
  const { data: me } = useQuery(askMe);
  const words = (url.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const all = asked.data;
  const shown = all?.filter((project) =>
    words.every((word) =>
      `${project.name} ${project.repository_name} ${project.directory}`.toLowerCase().includes(word),
    ),
  );
  const open = (key: string, value: string | null) =>
    setUrl(
      (before) => {
        const next = new URLSearchParams(before);
        for (const each of ["add", "settings", "remove"]) next.delete(each);
        if (value !== null) next.set(key, value);
        return next;
      },
      { replace: value === null },
    );
  const find = (id: string | null) => all?.find((project) => project.id === id);
  const [edited, removed] = [find(url.get("settings")), find(url.get("remove"))];
  const adding = new URLSearchParams(url);
  adding.set("add", "1");
  const mayAdd = me?.mode === "local" || me?.is_server_admin || me?.teams.some(({ role }) => role !== "viewer");
  return (
    <div className="page narrow">
      <div className="page-head">
        <h1>Projects</h1>
        <p className="soft num push" aria-live="polite">
          {all &&
            shown &&
            (shown.length === all.length
              ? count(all.length, "project")
              : `${shown.length} of ${count(all.length, "project")}`)}
        </p>
        {mayAdd && all && all.length > 0 && (
          <Link className="button primary" to={`?${adding}`}>
            <Icon name="plus" /> Add a project
          </Link>
        )}
      </div>
      {asked.isError && <Trouble error={asked.error} retry={() => asked.refetch()} />}
      {!shown ? (
        asked.isPending && (
          <div className="cards">
            {[1, 2, 3].map((each) => (
              <div key={each} className="card">
                <Skeleton lines={3} label="Loading projects" />
              </div>
            ))}
          </div>
        )
      ) : all?.length === 0 ? (
        <Empty
          title="No project yet"
          action={
            mayAdd ? (
              <Link className="button primary" to={`?${adding}`}>
                <Icon name="plus" /> Add a project
              </Link>
            ) : (
              <p>Editors and admins of a team add projects.</p>
            )
          }
        >
          <p>
            A project is a look at one Git repository, or at one folder of it. Nothing is installed in the repository,
            and deleting a project deletes nothing in Git.
          </p>
        </Empty>
      ) : shown.length === 0 ? (
        <Empty title="Nothing matches">
          <p>No project or repository has “{url.get("q")}” in its name.</p>
        </Empty>
      ) : (
        <ul className="cards">
          {shown.map((project) => (
            <Card key={project.id} project={project} open={open} />
          ))}
        </ul>
      )}
      {url.has("add") && <AddProject onClose={() => open("add", null)} />}
      {edited && <ProjectSettings project={edited} onClose={() => open("settings", null)} />}
      {removed && (
        <RemoveProject
          project={removed}
          last={all?.filter((each) => each.repository === removed.repository).length === 1}
          onClose={() => open("remove", null)}
        />
      )}
    </div>
  );
}

function Card({ project, open }: { project: Project; open: (key: string, value: string) => void }) {
  const again = useAct(() => importAgain(project.id), ["projects", "repositories"]);
  const share = useAct((isPublic: boolean) => changeProject(project.id, { public: isPublic }), ["projects"]);
  const trouble = again.error ?? share.error;
  return (
    <li className="card">
      <div className="line">
        <Icon name={project.directory ? "folder" : "branch"} />
        <h2 className="cut">
          <Link to={projectPath(project.id)}>{project.name}</Link>
        </h2>
        <span className="apart" />
        <Menu
          label={`Actions on ${project.name}`}
          items={[
            { id: "settings", text: "Settings…", act: () => open("settings", project.id) },
            { id: "import", text: "Import again", act: () => again.mutate(undefined) },
            {
              id: "share",
              text: project.public ? "Make private" : "Make public",
              act: () => share.mutate(!project.public),
            },
            "rule",
            { id: "remove", text: "Delete project…", danger: true, act: () => open("remove", project.id) },
          ]}
        />
      </div>
      <p className="line soft">
        <span className="cut" title={project.repository_name}>
          {project.repository_name}
          {project.directory && ` / ${project.directory}`}
        </span>
        <span className="apart" />
        <span className={project.public ? "chip good" : "chip faded"}>
          <Icon name={project.public ? "globe" : "lock"} /> {project.public ? "Public" : "Private"}
        </span>
      </p>
      {project.headline.length > 0 && (
        <dl className="headline">
          {project.headline.map(({ column, file, path, value }) => (
            <div key={column} title={`${[file, ...path].join(" › ")}: ${full(metric(value))}`}>
              <dt className="small soft from-left">
                <bdi>{path.join(".") || file}</bdi>
              </dt>
              <dd className="num mono">{short(metric(value))}</dd>
            </div>
          ))}
        </dl>
      )}
      <p>
        {project.models > 0 ? (
          <Link to={`/models?repository=${project.repository}`}>{count(project.models, "model")}</Link>
        ) : (
          <span className="soft">{project.sync.synced_at ? "no models" : "models are known after the first look"}</span>
        )}
      </p>
      <div className="card-foot small">
        <SyncState sync={project.sync} />
      </div>
      {trouble && <Trouble error={trouble} />}
    </li>
  );
}

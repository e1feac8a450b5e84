import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import {
  models as askModels,
  problems as askProblems,
  project as askProject,
  repository as askRepository,
  importAgain,
} from "../../api/calls";
import { Copy } from "../../parts/Copy";
import { useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { StagePill } from "../../parts/Stage";
import { SyncState } from "../../parts/SyncState";
import { Failed, Note, Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { modelPath, webAddress } from "../../rules/addresses";
import { count, shortId } from "../../rules/values";
import { sentence } from "../../rules/words";

/** What is known of one project: its repository, its models, what could not be read. */
export function Project() {
  const { project: id = "" } = useParams();
  const asked = useQuery(askProject(id));
  const project = asked.data;
  const repository = useQuery({ ...askRepository(project?.repository ?? ""), enabled: project !== undefined });
  const models = useQuery({ ...askModels(null), enabled: project !== undefined });
  const problems = useQuery({ ...askProblems(project?.repository ?? ""), enabled: project !== undefined });
  const again = useAct(() => importAgain(id), ["projects", "repositories"]);
  if (!project) {
    return (
      <div className="page narrow">
        {asked.isError ? (
          <Trouble error={asked.error} retry={() => asked.refetch()} />
        ) : (
          <Skeleton lines={6} label="Loading the project" />
        )}
      </div>
    );
  }
  const web = webAddress(project.web_url);
  const here = models.data?.filter((model) => model.repository === project.repository) ?? [];
  return (
    <div className="page narrow stack wide-gap">
      <div>
        <nav aria-label="Where this is" className="crumbs">
          <Link to="/projects">Projects</Link>
          <Icon name="right" />
          <span aria-current="page">{project.name}</span>
        </nav>
        <header className="band files">
          <div className="grow">
            <h1 className="anywhere">{project.name}</h1>
            <p className="line wrap soft">
              <Icon name="branch" />
              {web ? (
                <a href={web} rel="noreferrer">
                  {project.repository_name}
                </a>
              ) : (
                project.repository_name
              )}
              {repository.data && <Copy text={repository.data.url} what="repository address" />}
              {project.directory && <code>{project.directory}</code>}
              <span className="chip faded">
                <Icon name={project.public ? "globe" : "lock"} /> {project.public ? "Public" : "Private"}
              </span>
            </p>
          </div>
          <div className="actions line wrap">
            <SyncState sync={project.sync} />
            <button type="button" className="button" onClick={() => again.mutate(undefined)} disabled={again.isPending}>
              <Icon name="refresh" /> Import again
            </button>
            <Link className="button" to={`/projects?settings=${project.id}`}>
              Settings
            </Link>
          </div>
        </header>
        {project.sync.error && <Failed failure={project.sync.error} />}
        {again.isError && <Trouble error={again.error} />}
      </div>

      <section className="stack" aria-labelledby="models">
        <h2 id="models">Models of this repository</h2>
        {here.length === 0 ? (
          <p className="soft">
            {models.isPending ? "Reading…" : "None. A model is listed when a dvc.yaml or a tag names it."}
          </p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
          <section className="table-frame" tabIndex={0} aria-label="Models">
            <table>
              <thead>
                <tr>
                  <th scope="col">Model</th>
                  <th scope="col">Latest version</th>
                  <th scope="col">Stages</th>
                  <th scope="col">Last registered</th>
                </tr>
              </thead>
              <tbody>
                {here.map((model) => (
                  <tr key={model.name}>
                    <th scope="row">
                      <span className="line">
                        <Link to={modelPath(model.repository, model.name)}>{model.name}</Link>
                        {model.registered && !model.active && <span className="chip faded">deprecated</span>}
                      </span>
                    </th>
                    <td className="mono">{model.latest ?? "–"}</td>
                    <td>
                      <span className="line">
                        {Object.entries(model.stages).map(([stage, version]) => (
                          <StagePill key={stage} stage={stage} to={modelPath(model.repository, model.name, version)}>
                            {stage} <span className="mono">{version}</span>
                          </StagePill>
                        ))}
                      </span>
                    </td>
                    <td>{model.last_registered_at ? <Time at={model.last_registered_at} how="absolute" /> : "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </section>

      {repository.data && (
        <section className="stack" aria-labelledby="repository">
          <h2 id="repository">Repository</h2>
          <dl className="facts">
            <div>
              <dt>Address</dt>
              <dd className="mono anywhere">{repository.data.url}</dd>
            </div>
            <div>
              <dt>Default branch</dt>
              <dd>
                {repository.data.default_branch ?? <span className="soft">none: the repository is empty</span>}{" "}
                {repository.data.head && <code title={repository.data.head}>{shortId(repository.data.head)}</code>}
              </dd>
            </div>
            <div>
              <dt>Stages</dt>
              <dd>
                {repository.data.allowed_stages
                  ? `only ${repository.data.allowed_stages.join(", ")}, says .gto`
                  : "any name"}
              </dd>
            </div>
          </dl>
        </section>
      )}

      {problems.data && problems.data.length > 0 && (
        <section className="stack" aria-labelledby="problems">
          <h2 id="problems">{count(problems.data.length, "thing")} that could not be taken at its word</h2>
          <ul className="stack tight">
            {problems.data.slice(0, 100).map((oddity) => (
              <li key={`${oddity.code} ${oddity.subject}`} className="anywhere">
                <code>{oddity.subject}</code>: {sentence(oddity.says)}{" "}
                <span className="soft">{sentence(oddity.repair)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}

      <Note icon="columns" title="The experiments table is not part of this version">
        <p>
          Commits, branches and pushed experiments with their metrics and plots come with the next step. Models,
          versions, stages and their history are complete.
        </p>
      </Note>
    </div>
  );
}

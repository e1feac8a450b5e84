import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { version as askVersion } from "../../api/calls";
import type { Annotation, ModelPage, VersionDetails } from "../../api/types";
import { Command, Copy } from "../../parts/Copy";
import { Icon } from "../../parts/Icon";
import { Markdown } from "../../parts/Markdown";
import { Choices } from "../../parts/Menu";
import { StagePill } from "../../parts/Stage";
import { Note, Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { actionSearch, modelPath, rowsPath, webAddress } from "../../rules/addresses";
import { flat, full, short, shortId } from "../../rules/values";
import { called, tagged } from "../../rules/versions";
import { sentence } from "../../rules/words";
import { firstLine } from "../actions/CommitField";
import { assigned } from "../models/ModelsTable";
import { AccessModel } from "./AccessModel";

/** Everything of one version: who gave it, to which commit, and what that commit's files say. */
export function VersionColumn({
  page,
  number,
  asked: named,
}: {
  page: ModelPage;
  number: string | null;
  asked: string | null;
}) {
  const [url] = useSearchParams();
  const [getting, setGetting] = useState(false);
  const asked = useQuery({
    ...askVersion(page.repository.id, page.name, number ?? "", page.at),
    enabled: number !== null,
    placeholderData: keepPreviousData,
  });
  const version = number === null ? undefined : asked.data;
  return (
    <section className="stack wide-gap grow" aria-label={number ? `Version ${called(number)}` : "The model"}>
      <div className="section-head">
        <h2 className="line">
          {number ? (
            <>
              Version <span className="mono">{called(number)}</span>
            </>
          ) : (
            "Model"
          )}
        </h2>
        {number && (
          <Copy
            text={new URL(modelPath(page.repository.id, page.name, number), location.origin).href}
            what="link to this version"
          />
        )}
        {version && !version.registered && <span className="chip warn">not registered</span>}
        {version?.registered && !version.active && <span className="chip warn">deregistered</span>}
        <span className="apart" />
        <Picker page={page} number={number} />
        {number && version?.active && version.registered && version.annotation?.path && (
          <button type="button" className="button" onClick={() => setGetting(true)}>
            <Icon name="down_out" /> Access model
          </button>
        )}
        {number && getting && <AccessModel page={page} version={number} onClose={() => setGetting(false)} />}
        {number && page.may_write && page.at === null && version?.active && version.registered && (
          <Link className="button" to={actionSearch(url, { do: "deregister", version: number })}>
            Deregister
          </Link>
        )}
      </div>
      {number === null ? (
        <NoVersion page={page} />
      ) : asked.isError && !version ? (
        <Trouble error={asked.error} retry={() => asked.refetch()} />
      ) : !version ? (
        <Skeleton lines={8} />
      ) : (
        <Details page={page} version={version} asOfLatest={named === null} />
      )}
    </section>
  );
}

function Picker({ page, number }: { page: ModelPage; number: string | null }) {
  const navigate = useNavigate();
  const [url] = useSearchParams();
  const versions = tagged(page.versions);
  if (versions.length === 0) return null;
  return (
    <Choices
      single
      label={number ? called(number) : "Versions"}
      chosen={number ? [number] : []}
      choices={versions.map((each) => ({
        id: each.version,
        plain: each.version,
        text: (
          <span className="line">
            <span className={each.active ? "mono" : "mono struck"}>{called(each.version)}</span>
            {each.stages.map((stage) => (
              <StagePill key={stage} stage={stage} />
            ))}
          </span>
        ),
      }))}
      onChange={([chosen]) => chosen && navigate(`${modelPath(page.repository.id, page.name, chosen)}?${url}`)}
    />
  );
}

function NoVersion({ page }: { page: ModelPage }) {
  const [url] = useSearchParams();
  return (
    <>
      <Note
        icon="tag"
        title={page.at ? "No version at that time" : page.history.length > 0 ? "No version now" : "No version yet"}
      >
        <p>
          A version is a number given to one commit, as a Git tag.{" "}
          {!page.at && "Metrics and params of that commit appear here then."}
        </p>
        {page.may_write && !page.at && (
          <p>
            <Link to={actionSearch(url, { do: "register" })}>
              {page.history.length > 0 ? "Register a version" : "Register first version"}
            </Link>
          </p>
        )}
      </Note>
      {page.annotation ? (
        <Annotated annotation={page.annotation} link={null} />
      ) : (
        <Note>
          <p>No file at the head of the default branch names this artifact. What is known comes from tags.</p>
        </Note>
      )}
      <Commands page={page} />
    </>
  );
}

function Details({ page, version, asOfLatest }: { page: ModelPage; version: VersionDetails; asOfLatest: boolean }) {
  const [url] = useSearchParams();
  const may = page.may_write && page.at === null && version.active;
  const commitLink = webAddress(version.commit_url);
  return (
    <>
      <div className="stack">
        <h3>Assigned stages</h3>
        <div className="line wrap">
          {version.stages.length === 0 && <span className="soft">None.</span>}
          {version.stages.map((stage) => {
            const assignment = page.assignments.find((each) => each.stage === stage);
            return (
              <StagePill key={stage} stage={stage} title={assignment ? assigned(assignment) : stage}>
                <span>{stage}</span>
                {assignment && <Time at={assignment.at} how="brief" />}
                {may && (
                  <Link
                    className="plain line"
                    aria-label={`Unassign ${stage}`}
                    title={`Unassign ${stage}`}
                    to={actionSearch(url, { do: "unassign", stage })}
                  >
                    <Icon name="cross" />
                  </Link>
                )}
              </StagePill>
            );
          })}
          {may && (
            <Link className="button small" to={actionSearch(url, { do: "assign", version: version.version })}>
              <Icon name="plus" /> Assign stage
            </Link>
          )}
        </div>
      </div>
      <dl className="facts">
        <div>
          <dt>Commit</dt>
          <dd>
            <span className="line wrap">
              {commitLink ? (
                <a href={commitLink} rel="noreferrer">
                  <code title={version.commit}>{shortId(version.commit)}</code>
                </a>
              ) : (
                <code title={version.commit}>{shortId(version.commit)}</code>
              )}
              <Copy text={version.commit} what="commit id" />
              {version.commit_message !== null && (
                <span className="anywhere">{firstLine(version.commit_message ?? "")}</span>
              )}
            </span>
            {version.commit_author && (
              <span className="soft">
                {version.commit_author}
                {version.commit_at && (
                  <>
                    {", "}
                    <Time at={version.commit_at} how="spoken" />
                  </>
                )}
              </span>
            )}
          </dd>
        </div>
        {version.tag && (
          <div>
            <dt>Registered</dt>
            <dd>
              <span className="line wrap">
                <code className="anywhere">{version.tag}</code>
                <Copy text={version.tag} what="tag" />
                <span className="soft">
                  {version.author}
                  {version.at && (
                    <>
                      {", "}
                      <Time at={version.at} how="spoken" />
                    </>
                  )}
                </span>
              </span>
              {version.message && <p className="message anywhere">{version.message}</p>}
            </dd>
          </div>
        )}
      </dl>
      {version.annotation ? (
        <Annotated annotation={version.annotation} link={version.annotation_url} />
      ) : (
        <Note>
          <p>
            The files of this commit don't name <code>{page.name}</code>: description, labels and path are not known for
            this version.
          </p>
        </Note>
      )}
      <Commands page={page} version={version.version} latest={asOfLatest} />
      <InTable projects={page.projects} commits={[version.commit]} panes={["plots"]}>
        Plots, and this commit among the others
      </InTable>
      <Values title="Metrics" kind="metrics" files={version.metrics} />
      <Values title="Parameters" kind="params" files={version.params} />
      {version.problems.length > 0 && (
        <Note kind="warn" title="Not everything of this commit could be read">
          <ul className="stack tight">
            {version.problems.map((oddity) => (
              <li key={`${oddity.code} ${oddity.subject}`} className="anywhere">
                <code>{oddity.subject}</code>: {sentence(oddity.says)}{" "}
                <span className="soft">{sentence(oddity.repair)}</span>
              </li>
            ))}
          </ul>
        </Note>
      )}
    </>
  );
}

/** Leads to rows of the table of each project that shows the repository. */
export function InTable({
  projects,
  commits,
  panes,
  children,
}: {
  projects: ModelPage["projects"];
  commits: string[];
  panes: string[];
  children: ReactNode;
}) {
  if (projects.length === 0) return null;
  return (
    <p className="line wrap">
      {children}:
      {projects.map((project) => (
        <Link key={project.id} to={rowsPath(project.id, commits, panes)}>
          {project.name}
        </Link>
      ))}
    </p>
  );
}

function Annotated({ annotation, link }: { annotation: Annotation; link: string | null }) {
  const source = webAddress(link);
  return (
    <dl className="facts">
      <div>
        <dt>Description</dt>
        <dd>
          {annotation.description ? (
            <Markdown text={annotation.description} />
          ) : (
            <span className="soft">None in {annotation.source}.</span>
          )}
        </dd>
      </div>
      <div>
        <dt>Labels</dt>
        <dd className="line wrap">
          {annotation.labels.length === 0 && <span className="soft">None.</span>}
          {annotation.labels.map((label) => (
            <span key={label} className="chip">
              {label}
            </span>
          ))}
        </dd>
      </div>
      <div>
        <dt>Path</dt>
        <dd className="line wrap">
          {annotation.path ? (
            <>
              <code className="anywhere">{annotation.location ?? annotation.path}</code>
              <Copy text={annotation.location ?? annotation.path} what="path" />
            </>
          ) : (
            <span className="soft">None.</span>
          )}
        </dd>
      </div>
      <div>
        <dt>Named in</dt>
        <dd>
          {source ? (
            <a href={source} rel="noreferrer">
              <code>{annotation.source}</code>
            </a>
          ) : (
            <code>{annotation.source}</code>
          )}
        </dd>
      </div>
    </dl>
  );
}

/** What to type for the same. */
function Commands({ page, version }: { page: ModelPage; version?: string; latest?: boolean }) {
  const commands = Object.entries(page.commands);
  if (commands.length === 0) return null;
  return (
    <details className="fold">
      <summary>Commands{version ? ` to get ${called(version)} and see its history` : ""}</summary>
      <div className="stack">
        {commands.map(([what, text]) => (
          <Command key={what} text={forVersion(text, page.name, version)} what={`command: ${what}`} />
        ))}
      </div>
    </details>
  );
}

/** The server's commands speak of the latest version; here another one may be shown. */
function forVersion(text: string, _name: string, version: string | undefined): string {
  return version ? text.replaceAll("@latest", `@${version}`) : text;
}

function Values({
  title,
  kind,
  files,
}: {
  title: string;
  kind: "metrics" | "params";
  files: VersionDetails["metrics"];
}) {
  if (files === null) {
    return (
      <details className="fold" open>
        <summary className={kind}>{title}</summary>
        <p className="soft">Not read for this commit.</p>
      </details>
    );
  }
  const names = Object.keys(files);
  return (
    <details className="fold" open>
      <summary className={kind}>{title}</summary>
      {names.length === 0 && <p className="soft">This commit has none.</p>}
      {names.map((file) => (
        <table key={file} className="values">
          <caption>
            <code>{file}</code>
          </caption>
          <tbody>
            {flat(files[file] ?? {}).map(([key, value]) => (
              <tr key={key}>
                <th scope="row" className="anywhere">
                  {key}
                </th>
                <td className="number mono" title={full(value)}>
                  {short(value)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </details>
  );
}

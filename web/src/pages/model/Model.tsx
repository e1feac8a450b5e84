import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { changes as askChanges, modelPage, openPullRequests } from "../../api/calls";
import type { ModelPage } from "../../api/types";
import { CiWorkflows } from "../../parts/CiWorkflows";
import { Copy } from "../../parts/Copy";
import { useNow } from "../../parts/clock";
import { Icon } from "../../parts/Icon";
import { type Item, Menu } from "../../parts/Menu";
import { Note, Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { actionSearch, modelPath, projectPath, readModelPath, webAddress } from "../../rules/addresses";
import { edge } from "../../rules/dates";
import { count } from "../../rules/values";
import { called, compareVersions, tagged } from "../../rules/versions";
import { doing, sentence } from "../../rules/words";
import { ActionDialog } from "../actions/ActionDialog";
import { PendingModels } from "../models/PendingModels";
import { AsOf } from "./AsOf";
import { Compare } from "./Compare";
import { History } from "./History";
import { Stages } from "./Stages";
import { VersionColumn } from "./VersionColumn";
import { Versions } from "./Versions";

/** One model: a version on the left, all of the model on the right, its versions below. */
export function Model() {
  const { repository = "", "*": rest = "" } = useParams();
  const { name, version } = readModelPath(rest);
  const [url] = useSearchParams();
  const moment = url.get("at");
  const at = moment && edge(moment, "end");
  const asked = useQuery({ ...modelPage(repository, name, at), placeholderData: keepPreviousData });
  const page = asked.data;
  if (!page) {
    return (
      <div className="page wide-page">
        <Crumbs name={name} version={version} />
        {asked.isError ? (
          <Trouble error={asked.error} retry={() => asked.refetch()} />
        ) : (
          <Skeleton lines={8} label="Loading the model" />
        )}
      </div>
    );
  }
  const number = shownVersion(page, version);
  const compare = readCompare(url.get("compare"));
  return (
    <div className="page wide-page">
      <Crumbs name={name} version={number} repository={page.repository} />
      <TopBand page={page} />
      {asked.isError && <Trouble error={asked.error} retry={() => asked.refetch()} />}
      <Notes page={page} />
      {compare && (
        <Compare
          repository={page.repository.id}
          name={page.name}
          before={compare[0]}
          after={compare[1]}
          versions={tagged(page.versions)}
          projects={page.projects}
        />
      )}
      <div className="columns">
        <VersionColumn page={page} number={number} asked={version} />
        <aside className="stack wide-gap" aria-label="All versions">
          <Stages page={page} />
          <History page={page} />
        </aside>
      </div>
      <div className="stack wide-gap">
        <Versions page={page} />
        {at === null && <InCi repository={page.repository.id} />}
      </div>
      {at === null && <ActionDialog model={{ repository: page.repository.id, name: page.name }} />}
    </div>
  );
}

/** What makes a registration or an assignment start something; asked for when somebody looks. */
function InCi({ repository }: { repository: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="fold" open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Act on it in CI</summary>
      {open && <CiWorkflows repository={repository} />}
    </details>
  );
}

/** The version that the address names, or the latest one, or the highest there is. */
function shownVersion(page: ModelPage, asked: string | null): string | null {
  if (asked && asked !== "latest") return asked;
  const known = tagged(page.versions).sort((a, b) => compareVersions(b.version, a.version));
  return page.latest ?? known.find((each) => each.active)?.version ?? null;
}

export function readCompare(text: string | null): [string, string] | null {
  const [before, after, ...more] = text?.split("...") ?? [];
  return before && after && more.length === 0 ? [before, after] : null;
}

function Crumbs({
  name,
  version,
  repository,
}: {
  name: string;
  version: string | null;
  repository?: ModelPage["repository"];
}) {
  return (
    <nav aria-label="Where this is" className="crumbs">
      <Link to="/models">Models</Link>
      <Icon name="right" />
      {repository && (
        <>
          <Link to={`/models?repository=${repository.id}`}>{repository.name}</Link>
          <Icon name="right" />
        </>
      )}
      <span className="cut">{name}</span>
      {version && (
        <>
          <Icon name="right" />
          <span aria-current="page" className="mono">
            {called(version)}
          </span>
        </>
      )}
    </nav>
  );
}

function TopBand({ page }: { page: ModelPage }) {
  const [url] = useSearchParams();
  const { repository } = page;
  const may = page.may_write && page.at === null;
  const to = (action: string) => actionSearch(url, { do: action });
  const web = webAddress(repository.web_url);
  const items: Item[] = [
    { id: "assign", text: "Assign a stage…", to: to("assign"), disabled: !may || page.latest === null },
    { id: "unassign", text: "Unassign a stage…", to: to("unassign"), disabled: !may || page.assignments.length === 0 },
    { id: "deregister", text: "Deregister a version…", to: to("deregister"), disabled: !may || page.latest === null },
    "rule",
    {
      id: "edit-model",
      text: "Edit description, labels, path…",
      to: to("edit-model"),
      disabled: !may || !page.annotation,
    },
    { id: "remove-model", text: "Remove the entry…", to: to("remove-model"), disabled: !may || !page.annotation },
    "rule",
    {
      id: "deprecate",
      text: `Deprecate ${page.name}…`,
      to: to("deprecate"),
      danger: true,
      disabled: !may || !page.active || !page.registered,
    },
  ];
  return (
    <header className="band">
      <div className="grow">
        <div className="line wrap">
          <span className="line">
            <Icon name="box" />
            <h1 className="anywhere">{page.name}</h1>
            <Copy text={page.name} what="name" />
          </span>
          {page.annotation?.type && page.annotation.type !== "model" && (
            <span className="chip">{page.annotation.type}</span>
          )}
          {page.registered && !page.active && <span className="chip warn">deprecated</span>}
        </div>
        <p className="line wrap soft">
          <span className="line">
            <Icon name="branch" />
            {web ? (
              <a href={web} rel="noreferrer" className="anywhere">
                {repository.name}
              </a>
            ) : (
              <span className="anywhere">{repository.name}</span>
            )}
            <Copy text={repository.url} what="repository address" />
          </span>
          {page.projects.length > 0 && (
            <Menu
              label="Projects of this repository"
              className="button bare small"
              items={page.projects.map((project) => ({
                id: project.id,
                text: project.name,
                to: projectPath(project.id),
              }))}
            >
              Part of {count(page.projects.length, "project")} <Icon name="down" />
            </Menu>
          )}
        </p>
      </div>
      <div className="actions line wrap">
        {page.latest && (
          <span className="soft nowrap">
            Latest{" "}
            <Link className="mono" to={modelPath(repository.id, page.name, page.latest)}>
              {page.latest}
            </Link>
          </span>
        )}
        <AsOf at={page.at} />
        {may ? (
          <Link className="button primary" to={to("register")}>
            <Icon name="plus" /> {page.history.length === 0 ? "Register first version" : "Register version"}
          </Link>
        ) : (
          page.at === null && (
            <span className="chip" title={sentence(page.why_not ?? "")}>
              <Icon name="lock" /> read only
            </span>
          )
        )}
        {page.at === null && <Menu label={`Actions on ${page.name}`} items={items} className="button square" />}
      </div>
    </header>
  );
}

/** What is true of the whole page: a past moment, work under way, data that is old. */
function Notes({ page }: { page: ModelPage }) {
  const [url] = useSearchParams();
  const { sync } = page.repository;
  const now = new URLSearchParams(url);
  now.delete("at");
  return (
    <div className="notes stack">
      {page.at && (
        <Note
          kind="warn"
          icon="clock"
          title={
            <>
              As it was at <Time at={page.at} how="spoken" />
            </>
          }
        >
          <p>
            Versions, stages and history as the tags said then. <Link to={`?${now}`}>Back to now</Link>
          </p>
        </Note>
      )}
      {page.running.map((change) => (
        <Note key={change.id} icon="spin" title={change.state === "queued" ? "Queued" : "Running"}>
          <p>
            {change.author} is {doing(change.request)}.
          </p>
        </Note>
      ))}
      {page.at === null && <PendingRequests page={page} />}
      <Failures page={page} />
      {sync.error && (
        <Note kind="warn" title="The repository could not be read">
          <p>
            {sentence(sync.error.message)} {sync.error.hint && sentence(sync.error.hint)}{" "}
            {sync.synced_at && (
              <>
                What is shown is from <Time at={sync.synced_at} />.
              </>
            )}
          </p>
        </Note>
      )}
    </div>
  );
}

/** Pull requests about this model that nobody has decided on yet. */
function PendingRequests({ page }: { page: ModelPage }) {
  const { data = [] } = useQuery(openPullRequests(null, page.repository.id));
  return <PendingModels asked={data.filter(({ artifact }) => artifact === page.name)} />;
}

const REMEMBERED = 60 * 60 * 1000;

/** What was asked for within the last hour and could not be done: it is said here, also to who closed the dialog. */
function Failures({ page }: { page: ModelPage }) {
  const now = useNow();
  const { data = [] } = useQuery({ ...askChanges(page.repository.id), enabled: page.at === null });
  const recent = data.filter(
    ({ artifact, state, ended_at }) =>
      artifact === page.name &&
      state === "failed" &&
      ended_at !== null &&
      now.getTime() - new Date(ended_at).getTime() < REMEMBERED,
  );
  if (page.at !== null) return null;
  return recent.slice(0, 3).map((change) => (
    <Note key={change.id} kind="bad" title={`Not done: ${doing(change.request)}, asked for by ${change.author}`}>
      <p>
        {sentence(change.error?.message ?? "")} {change.error?.hint && sentence(change.error.hint)}{" "}
        <span className="soft">{change.ended_at && <Time at={change.ended_at} />}</span>
      </p>
    </Note>
  ));
}

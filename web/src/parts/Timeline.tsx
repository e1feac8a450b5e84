import { Link } from "react-router";
import type { CommitChecks, Event, FeedEvent } from "../api/types";
import { modelPath, webAddress } from "../rules/addresses";
import { CHECK_ICONS } from "../rules/ciStates";
import { shortId } from "../rules/values";
import { called } from "../rules/versions";
import { Copy } from "./Copy";
import { Icon, type IconName } from "./Icon";
import { StagePill } from "./Stage";
import { Time } from "./Time";

const ICONS: Record<Event["event"], IconName> = {
  registration: "tag",
  deregistration: "minus",
  assignment: "rise",
  unassignment: "fall",
  deprecation: "cross",
  creation: "plus",
};

/** Events as sentences, one below the other. With `withModel` each says of which model it speaks. */
export function Timeline({
  events,
  repository,
  withModel = false,
  triggered,
}: {
  events: readonly (Event | FeedEvent)[];
  repository?: string;
  webUrl?: string | null;
  withModel?: boolean;
  /** The tag of an event → the CI runs that it started. */
  triggered?: ReadonlyMap<string, CommitChecks["checks"]>;
}) {
  return (
    <ol className="timeline">
      {events.map((event) => {
        const of = "repository" in event ? event.repository : (repository ?? "");
        return (
          <li key={`${of} ${event.tag}`} data-event={event.event}>
            <span className="bullet">
              <Icon name={ICONS[event.event]} />
            </span>
            <div className="entry">
              <p className="anywhere">
                <Sentence event={event} repository={of} withModel={withModel} />
              </p>
              <p className="soft small line wrap">
                <Time at={event.created_at} how="spoken" />
                <code className="anywhere">{event.tag}</code>
                <Copy text={event.tag} what="tag" />
              </p>
              {event.message && <p className="message anywhere">{event.message}</p>}
              <Runs checks={triggered?.get(event.tag) ?? []} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** What an event set off. */
function Runs({ checks }: { checks: CommitChecks["checks"] }) {
  if (checks.length === 0) return null;
  return (
    <ul className="stack tight small" aria-label="CI that it started">
      {checks.map((check) => {
        const link = webAddress(check.url);
        return (
          <li key={`${check.name} ${check.url}`} className="line" data-ci={check.state}>
            <Icon name={CHECK_ICONS[check.state]} spinning={check.state === "running"} />
            {link ? (
              <a href={link} rel="noreferrer" className="anywhere">
                {check.name}
              </a>
            ) : (
              <span className="anywhere">{check.name}</span>
            )}
            <span className="soft">{check.state}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Sentence({
  event,
  repository,
  withModel,
}: {
  event: Event | FeedEvent;
  repository: string;
  withModel: boolean;
}) {
  const who = <strong title={event.author_email}>{event.author}</strong>;
  const version = event.version && (
    <Link className="mono nowrap" to={modelPath(repository, event.artifact, event.version)}>
      {called(event.version)}
    </Link>
  );
  const stage = event.stage && <StagePill stage={event.stage} />;
  const model = withModel && (
    <>
      {" of "}
      <Link to={modelPath(repository, event.artifact)}>{event.artifact}</Link>
      {"repository_name" in event && <span className="soft"> in {event.repository_name}</span>}
    </>
  );
  const link = "commit_url" in event ? webAddress(event.commit_url) : null;
  const commit = link ? (
    <a href={link} rel="noreferrer">
      <code title={event.commit}>{shortId(event.commit)}</code>
    </a>
  ) : (
    <code title={event.commit}>{shortId(event.commit)}</code>
  );
  switch (event.event) {
    case "registration":
      return (
        <>
          {who} registered {version}
          {model} from {commit}
        </>
      );
    case "deregistration":
      return (
        <>
          {who} deregistered {version}
          {model}
        </>
      );
    case "assignment":
      return (
        <>
          {who} assigned {stage} to {version ?? commit}
          {model}
        </>
      );
    case "unassignment":
      return (
        <>
          {who} unassigned {stage} from {version ?? commit}
          {model}
        </>
      );
    case "deprecation":
      return (
        <>
          {who} deprecated{" "}
          {withModel ? <Link to={modelPath(repository, event.artifact)}>{event.artifact}</Link> : event.artifact}
          {withModel && "repository_name" in event && <span className="soft"> in {event.repository_name}</span>}
        </>
      );
    case "creation":
      return (
        <>
          {who} named {event.artifact} in {commit}
        </>
      );
  }
}

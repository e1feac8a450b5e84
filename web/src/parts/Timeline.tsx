import { Link } from "react-router";
import type { Event, FeedEvent } from "../api/types";
import { modelPath, webAddress } from "../rules/addresses";
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
}: {
  events: readonly (Event | FeedEvent)[];
  repository?: string;
  webUrl?: string | null;
  withModel?: boolean;
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
            </div>
          </li>
        );
      })}
    </ol>
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

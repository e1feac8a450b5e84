import { useQuery } from "@tanstack/react-query";
import { repositoryForge as askForge, lookAtForge } from "../../api/calls";
import type { RepositoryForge } from "../../api/types";
import { Copy } from "../../parts/Copy";
import { useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { Failed, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";

const HOOKS: Record<NonNullable<RepositoryForge["hook"]>, string> = {
  right: "Set up by Studio, and right.",
  made: "Set up by Studio.",
  repaired: "Was not right any more, and was repaired.",
  "no-right": "The account that Studio reads with may not set hooks up; somebody who administers the repository can.",
  unreachable: "Studio has no public address (public_url) that the forge could call.",
  unconnected: "Nothing lets Studio in at the forge: connect it under Git connections.",
};

/** Our hook at the forge, and how registry tags are protected there. Nothing for those who may not know. */
export function AtTheForge({ repository }: { repository: string }) {
  const asked = useQuery({ ...askForge(repository), retry: false });
  const look = useAct(() => lookAtForge(repository), ["repositories"]);
  const found = asked.data;
  if (!found) return null;
  const { tags } = found;
  const isBusy = found.job.state === "queued" || found.job.state === "running";
  return (
    <section className="stack">
      <h2>At the forge</h2>
      {found.forge !== "git" && (
        <p className="line wrap">
          <span>
            <strong>Hook.</strong> {found.hook ? HOOKS[found.hook] : "Not looked at yet."}
          </span>
          {found.asked_at && (
            <span className="soft">
              Looked at <Time at={found.asked_at} />
            </span>
          )}
          <button
            type="button"
            className="button small"
            disabled={isBusy || look.isPending}
            onClick={() => look.mutate(undefined)}
          >
            <Icon name="refresh" spinning={isBusy} /> {isBusy ? "Looking" : "Look, and repair"}
          </button>
        </p>
      )}
      {found.job.error && <Failed failure={found.job.error} />}
      {look.isError && <Trouble error={look.error} />}
      <p>
        <strong>Registry tags.</strong> {tags.protected === true && "Protected. "}
        {tags.protected === false && "Not all are protected there yet. "}
        <span className="soft">
          {tags.where.split("`").map((part, index) => (index % 2 ? <code key={part}>{part}</code> : part))}.{" "}
          {tags.url && (
            <a href={tags.url} rel="noreferrer">
              Go there
            </a>
          )}
        </span>
      </p>
      {tags.patterns.length > 0 && (
        <ul className="stack tight">
          {tags.patterns.map((pattern) => (
            <li key={pattern} className="line">
              <code>{pattern}</code> <Copy text={pattern} what={`pattern ${pattern}`} />
              {tags.found?.includes(pattern) && <span className="soft">is there</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

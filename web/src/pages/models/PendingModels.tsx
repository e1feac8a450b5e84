import type { PullRequest } from "../../api/types";
import { Icon } from "../../parts/Icon";
import { StagePill } from "../../parts/Stage";
import { Note } from "../../parts/states";
import { Time } from "../../parts/Time";
import { webAddress } from "../../rules/addresses";
import { count } from "../../rules/values";

const SHOWN = 5;

/** What waits for a pull request to be merged: models that are proposed, changes of what is written, promotions. */
export function PendingModels({ asked }: { asked: PullRequest[] }) {
  const about = asked.filter(({ artifact }) => artifact !== null);
  if (about.length === 0) return null;
  return (
    <section className="notes" aria-label="Pending">
      <Note icon="clock" title={`${count(about.length, "pull request")} to decide on`}>
        <ul className="stack tight">
          {about.slice(0, SHOWN).map((each) => (
            <li key={each.id} className="line wrap">
              <span className="chip warn">pending</span>
              <Asked asked={each} />
              <span className="soft">
                {each.author}, <Time at={each.opened_at} />
              </span>
              <Way asked={each} />
            </li>
          ))}
        </ul>
        {about.length > SHOWN && <p className="soft">And {about.length - SHOWN} more.</p>}
      </Note>
    </section>
  );
}

function Asked({ asked }: { asked: PullRequest }) {
  const name = <strong className="anywhere">{asked.artifact}</strong>;
  if (asked.promotion) {
    return (
      <span className="line wrap">
        {name} <code>{asked.promotion.version}</code> to <StagePill stage={asked.promotion.stage} />
      </span>
    );
  }
  if (asked.action === "unannotate") return <span>{name} is to be removed</span>;
  return <span>{name}</span>;
}

function Way({ asked }: { asked: PullRequest }) {
  const link = webAddress(asked.url);
  const what = asked.number === null ? `branch ${asked.head}` : `pull request #${asked.number}`;
  return (
    <span className="line soft">
      <Icon name="branch" />
      {link ? (
        <a href={link} rel="noreferrer" className="anywhere">
          {what}
        </a>
      ) : (
        <span className="anywhere">{what}</span>
      )}
      <span>
        into <code>{asked.base}</code>
      </span>
    </span>
  );
}

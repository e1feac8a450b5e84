import { Link } from "react-router";
import type { Repository } from "../../api/types";
import { Note } from "../../parts/states";
import { Time } from "../../parts/Time";
import { count } from "../../rules/values";
import { sentence } from "../../rules/words";

const SHOWN = 3;

/** Repositories that could not be read: what is shown of them is old, since when, and why. */
export function SyncNotes({ repositories }: { repositories: Repository[] }) {
  const failed = repositories.filter(({ sync }) => sync.error !== null && sync.error !== undefined);
  if (failed.length === 0) return null;
  return (
    <div className="notes">
      <Note kind="warn" title={`${count(failed.length, "repository", "repositories")} could not be read`}>
        <ul className="stack tight">
          {failed.slice(0, SHOWN).map(({ id, name, sync }) => (
            <li key={id}>
              <Link to={`/settings/repositories/${id}`}>{name}</Link>: {sentence(sync.error?.message ?? "")}{" "}
              {sync.synced_at ? (
                <span className="soft">
                  Shown as of <Time at={sync.synced_at} />.
                </span>
              ) : (
                <span className="soft">Never read.</span>
              )}
            </li>
          ))}
        </ul>
        {failed.length > SHOWN && <Link to="/settings/repositories">All {failed.length}</Link>}
      </Note>
    </div>
  );
}

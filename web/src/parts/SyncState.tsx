import type { Sync } from "../api/types";
import { sentence } from "../rules/words";
import { Icon } from "./Icon";
import { Time } from "./Time";

/** How the last sync went, or the one under way, in a line. */
export function SyncState({ sync }: { sync: Sync }) {
  switch (sync.state) {
    case "running":
      return (
        <span className="line soft">
          <Icon name="spin" spinning />
          <span>
            {sync.phase ?? "reading"}
            {sync.done != null && sync.of != null && (
              <span className="num">
                {" "}
                {sync.done.toLocaleString("en-US")} of {sync.of.toLocaleString("en-US")}
              </span>
            )}
          </span>
        </span>
      );
    case "queued":
      return (
        <span className="line soft">
          <Icon name="clock" /> waiting for a worker
        </span>
      );
    case "failed":
      return (
        <span className="line wrong-text" title={sync.error?.hint ? sentence(sync.error.hint) : undefined}>
          <Icon name="warn" />
          <span className="anywhere">{sentence(sync.error?.message ?? "could not be read")}</span>
        </span>
      );
    case "ok":
      return (
        <span className="soft">
          {sync.synced_at && (
            <>
              read <Time at={sync.synced_at} />
            </>
          )}
        </span>
      );
    case "never":
      return <span className="soft">not read yet</span>;
  }
}

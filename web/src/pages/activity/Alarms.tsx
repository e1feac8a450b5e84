import { acknowledge } from "../../api/calls";
import type { Alarm } from "../../api/types";
import { useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { count, shortId } from "../../rules/values";

/** Tags that moved or vanished: the only way in which a registry's history can be made to lie. */
export function Alarms({ alarms }: { alarms: Alarm[] }) {
  const open = alarms.filter(({ acknowledged_at }) => acknowledged_at === null);
  const seen = useAct(acknowledge, ["alarms", "repositories"]);
  if (alarms.length === 0) return null;
  return (
    <section className={open.length > 0 ? "note-box warn alarms" : "note-box alarms"} aria-labelledby="alarms">
      <Icon name="warn" />
      <div className="stack grow">
        <h2 id="alarms" className="what">
          {open.length > 0 ? `${count(open.length, "tag")} moved or vanished` : "No open alarm"}
        </h2>
        <ul className="stack tight">
          {open.map((alarm) => (
            <li key={alarm.id} className="line wrap">
              <span className="anywhere">
                <code>{alarm.tag}</code> in {alarm.repository_name}{" "}
                {alarm.kind === "vanished" ? (
                  <>
                    vanished; it was object <code title={alarm.before}>{shortId(alarm.before)}</code>
                  </>
                ) : (
                  <>
                    moved from object <code title={alarm.before}>{shortId(alarm.before)}</code> to{" "}
                    <code title={alarm.after ?? ""}>{shortId(alarm.after ?? "")}</code>
                  </>
                )}
                . Seen <Time at={alarm.seen_at} />.
              </span>
              <button
                type="button"
                className="button small"
                disabled={seen.isPending || !alarm.may_write}
                title={alarm.may_write ? undefined : "It takes the role editor in the team of this repository."}
                onClick={() => seen.mutate(alarm.id)}
              >
                Acknowledge
              </button>
            </li>
          ))}
        </ul>
        {seen.isError && <Trouble error={seen.error} />}
        {alarms.length > open.length && (
          <details className="fold">
            <summary>{count(alarms.length - open.length, "acknowledged alarm")}</summary>
            <ul className="stack tight">
              {alarms
                .filter(({ acknowledged_at }) => acknowledged_at !== null)
                .map((alarm) => (
                  <li key={alarm.id} className="anywhere">
                    <code>{alarm.tag}</code> in {alarm.repository_name} {alarm.kind}; acknowledged by{" "}
                    {alarm.acknowledged_by ?? "the local owner"}
                    {alarm.acknowledged_at && (
                      <>
                        {", "}
                        <Time at={alarm.acknowledged_at} />
                      </>
                    )}
                  </li>
                ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import {
  dispatches as askDispatches,
  subscription as askSubscription,
  changeSubscription,
  pingSubscription,
  removeSubscription,
  renewSubscriptionSecret,
  replaySubscription,
  retryDispatch,
} from "../../api/calls";
import type { Dispatch, Subscription, SubscriptionMade } from "../../api/types";
import { Confirm } from "../../parts/Confirm";
import { Command, Copy } from "../../parts/Copy";
import { Field } from "../../parts/Field";
import { Form, SaveLine, text, useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { Note, Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { count } from "../../rules/values";
import { filled, SubscriptionFields } from "./SubscriptionFields";

export function SubscriptionSettings({ id }: { id: string }) {
  const asked = useQuery(askSubscription(id));
  if (!asked.data)
    return asked.isError ? <Trouble error={asked.error} retry={() => asked.refetch()} /> : <Skeleton lines={8} />;
  return <Loaded one={asked.data} />;
}

function Loaded({ one }: { one: Subscription }) {
  const navigate = useNavigate();
  const [removing, setRemoving] = useState(false);
  const save = useAct((form: FormData) => changeSubscription(one.id, filled(form)), ["subscriptions"]);
  const turn = useAct((enabled: boolean) => changeSubscription(one.id, { enabled }), ["subscriptions"]);
  const ping = useAct(() => pingSubscription(one.id), ["subscriptions"]);
  const remove = useAct(
    () => removeSubscription(one.id),
    ["subscriptions"],
    () => navigate("/settings/subscriptions"),
  );
  return (
    <>
      <section className="stack">
        <h2 className="anywhere">
          <Link to="/settings/subscriptions">Subscriptions</Link> / {one.name}
        </h2>
        <p className="soft">
          {one.repository_name ?? "All repositories of the team"}; added by {one.created_by},{" "}
          <Time at={one.created_at} />.
        </p>
        <HowItDoes one={one} />
        <p className="line wrap">
          <button
            type="button"
            className="button primary"
            disabled={!one.enabled || ping.isPending}
            onClick={() => ping.mutate(undefined)}
          >
            Send a test
          </button>
          <button type="button" className="button" disabled={turn.isPending} onClick={() => turn.mutate(!one.enabled)}>
            {one.enabled ? "Turn off" : "Turn on"}
          </button>
        </p>
        {ping.isError && <Trouble error={ping.error} />}
        {turn.isError && <Trouble error={turn.error} />}
      </section>
      <Dispatches one={one} />
      <section className="stack">
        <h2>What is told</h2>
        <Form act={save}>
          {(wrong) => (
            <>
              <SubscriptionFields now={one} wrong={wrong} />
              <SaveLine act={save} />
            </>
          )}
        </Form>
      </section>
      <Secret one={one} />
      <section className="stack">
        <h2>Remove</h2>
        <p className="soft">Nothing more is sent, and the log is forgotten.</p>
        <p>
          <button type="button" className="button danger" onClick={() => setRemoving(true)}>
            Remove {one.name}
          </button>
        </p>
      </section>
      {removing && (
        <Confirm
          title={`Remove ${one.name}`}
          button={`Remove ${one.name}`}
          act={remove}
          onClose={() => setRemoving(false)}
        >
          <p>
            {one.queued > 0 ? `${count(one.queued, "message")} that wait are not sent. ` : ""}The receiver hears nothing
            more from here.
          </p>
        </Confirm>
      )}
    </>
  );
}

function HowItDoes({ one }: { one: Subscription }) {
  if (!one.enabled) {
    return (
      <Note kind={one.off_because ? "bad" : "plain"} title={one.off_because ? `Off. ${one.off_because}.` : "Off"}>
        <p>
          Events are not told while it is off; “Send again” tells those of a time.
          {one.queued > 0 && ` ${count(one.queued, "message")} from before wait until it is on.`}
        </p>
      </Note>
    );
  }
  if (one.failing_since) {
    return (
      <Note
        kind="warn"
        title={
          <>
            Nothing was taken since <Time at={one.failing_since} how="absolute" />
          </>
        }
      >
        <p>
          {count(one.queued, "message")} to send
          {one.resting_until && (
            <>
              ; next try <Time at={one.resting_until} />
            </>
          )}
          . After five days it is turned off.
        </p>
      </Note>
    );
  }
  return null;
}

const STATES: { state: string | null; name: string }[] = [
  { state: null, name: "all" },
  { state: "queued", name: "to send" },
  { state: "failed", name: "given up" },
  { state: "taken", name: "taken" },
];

function Dispatches({ one }: { one: Subscription }) {
  const [url, setUrl] = useSearchParams();
  const state = url.get("state");
  const asked = useInfiniteQuery(askDispatches(one.id, state));
  const rows = asked.data?.pages.flatMap((page) => page.rows) ?? [];
  const again = useAct((form: FormData) => replaySubscription(one.id, text(form, "since") ?? ""), ["subscriptions"]);
  return (
    <section className="stack">
      <div className="section-head">
        <h2>Dispatches</h2>
        <span className="apart" />
        <label className="line">
          <span className="soft">Show</span>
          <select
            className="input short"
            value={state ?? ""}
            onChange={({ target }) => setUrl(target.value ? { state: target.value } : {}, { replace: true })}
          >
            {STATES.map(({ state, name }) => (
              <option key={name} value={state ?? ""}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {asked.isError ? (
        <Trouble error={asked.error} retry={() => asked.refetch()} />
      ) : asked.isPending ? (
        <Skeleton />
      ) : rows.length === 0 ? (
        <p className="soft">{state ? "None." : "Nothing was sent yet. The next event is, or a test."}</p>
      ) : (
        <ul className="stack tight" aria-label="Dispatches">
          {rows.map((row) => (
            <li key={row.id}>
              <One subscription={one} row={row} />
            </li>
          ))}
        </ul>
      )}
      {asked.hasNextPage && (
        <p>
          <button
            type="button"
            className="button"
            onClick={() => asked.fetchNextPage()}
            disabled={asked.isFetchingNextPage}
          >
            Older ones
          </button>
        </p>
      )}
      <details className="fold">
        <summary>Send again what happened since a day</summary>
        <Form act={again}>
          {(wrong) => (
            <>
              <Field
                name="since"
                label="Since"
                placeholder="2026-03-01"
                note="By the dates of the tags. Each goes out under the id it had, so a receiver knows what it has already."
                required
                wrong={wrong}
              />
              <p className="line">
                <button type="submit" className="button" disabled={again.isPending}>
                  Send again
                </button>
                {again.isSuccess && (
                  <span className="soft" role="status">
                    {count(again.data.messages, "message")} to send.
                  </span>
                )}
              </p>
            </>
          )}
        </Form>
      </details>
    </section>
  );
}

const SAID = { queued: "to send", taken: "taken", failed: "given up" } as const;
const MARK = { queued: "clock", taken: "check", failed: "warn" } as const;

function One({ subscription, row }: { subscription: Subscription; row: Dispatch }) {
  const retry = useAct(() => retryDispatch(subscription.id, row.id), ["subscriptions"]);
  const last = row.tries[row.tries.length - 1];
  return (
    <details className="fold">
      <summary>
        <Icon name={MARK[row.state]} /> {SAID[row.state]} <code>{row.kind}</code>{" "}
        {row.about && <code className="anywhere">{row.about}</code>}{" "}
        <span className="soft">
          <Time at={row.created_at} />
          {row.state !== "taken" && last?.error && `; ${last.error}`}
        </span>
      </summary>
      <div className="stack tight">
        <p className="line wrap">
          <code className="anywhere">{row.webhook_id}</code>
          <Copy text={row.webhook_id} what="webhook-id" />
          <button
            type="button"
            className="button small"
            disabled={retry.isPending}
            onClick={() => retry.mutate(undefined)}
          >
            <Icon name="refresh" /> Send it now
          </button>
          {row.next_at && row.tries.length > 0 && (
            <span className="soft">
              by itself <Time at={row.next_at} />
            </span>
          )}
        </p>
        {retry.isError && <Trouble error={retry.error} />}
        {row.tries.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
          <section className="table-frame" tabIndex={0} aria-label="Tries">
            <table>
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Answer</th>
                  <th scope="col">Took</th>
                  <th scope="col">It says</th>
                </tr>
              </thead>
              <tbody>
                {row.tries.map((one) => (
                  <tr key={`${one.at} ${one.seconds} ${one.headers["webhook-signature"]}`}>
                    <td>
                      <Time at={one.at} how="absolute" />
                    </td>
                    <td>{one.error ?? one.status}</td>
                    <td className="num">{one.seconds.toFixed(2)} s</td>
                    <td className="mono anywhere">{one.answer}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        <Command text={pretty(row.body)} what="body" />
        {last && <Command text={written(last.headers)} what="headers" />}
      </div>
    </details>
  );
}

function pretty(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2);
}

function written(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

function Secret({ one }: { one: Subscription }) {
  const [made, setMade] = useState<SubscriptionMade | null>(null);
  const renew = useAct(() => renewSubscriptionSecret(one.id), ["subscriptions"], setMade);
  return (
    <section className="stack">
      <h2>Secret</h2>
      <p className="soft">
        It was shown when it was made. A new one signs at once, and the one before for another day, so that no message
        is lost.
        {one.old_secret_until && (
          <>
            {" "}
            The one before signs until <Time at={one.old_secret_until} how="absolute" />.
          </>
        )}
      </p>
      {made && (
        <Note kind="good" title="New secret">
          <p>Copy it now. It is not shown again.</p>
          <Command text={made.secret} what="secret" />
        </Note>
      )}
      <p>
        <button type="button" className="button" disabled={renew.isPending} onClick={() => renew.mutate(undefined)}>
          New secret
        </button>
      </p>
      {renew.isError && <Trouble error={renew.error} />}
    </section>
  );
}

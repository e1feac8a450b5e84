import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import {
  addGitConnection,
  gitConnections as askConnections,
  changeGitConnection,
  type GitConnection,
  type NewGitConnection,
  removeGitConnection,
  testGitConnection,
} from "../../api/connections";
import type { Me } from "../../api/types";
import { Confirm } from "../../parts/Confirm";
import { Field, Form, Select, text, useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { Empty, Failed, Note, Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { FORGES, forge } from "../../rules/forges";

const STALE = ["git-connections", "repositories"];

/** By whose right Studio reads, pushes, and opens pull requests: people's own tokens at forges, and their teams'. */
export function GitConnections({ me }: { me: Me }) {
  const asked = useQuery(askConnections);
  const [going, setGoing] = useState<GitConnection | null>(null);
  const remove = useAct(
    () => removeGitConnection(going?.id ?? ""),
    STALE,
    () => setGoing(null),
  );
  return (
    <>
      <section className="stack">
        <h2>Git connections</h2>
        <p className="soft">
          Your own accounts at GitHub, GitLab, Bitbucket, Gitea, Forgejo and Azure DevOps. What you do in Studio is then
          pushed by your right, and pull requests are yours. A team's connection is for those of its members who have no
          own one.
        </p>
        {asked.isError ? (
          <Trouble error={asked.error} retry={() => asked.refetch()} />
        ) : !asked.data ? (
          <Skeleton />
        ) : asked.data.length === 0 ? (
          <Empty title="No connection yet">
            <p>Any Git server works without one; then there are no pull requests, and no list to pick from.</p>
          </Empty>
        ) : (
          asked.data.map((one) => <One key={one.id} one={one} me={me} onDisconnect={() => setGoing(one)} />)
        )}
      </section>
      <Connect me={me} />
      {going && (
        <Confirm title={`Disconnect ${going.url}`} button="Disconnect" act={remove} onClose={() => setGoing(null)}>
          <p>
            Studio forgets the token. What was read by it stays, but nothing new is read or pushed by it. At the forge
            the token stays valid until you revoke it there.
          </p>
        </Confirm>
      )}
    </>
  );
}

function One({ one, me, onDisconnect }: { one: GitConnection; me: Me; onDisconnect: () => void }) {
  const [renewing, setRenewing] = useState(false);
  const test = useAct(() => testGitConnection(one.id), STALE);
  const renew = useAct(
    (form: FormData) => changeGitConnection(one.id, text(form, "token") ?? ""),
    STALE,
    () => setRenewing(false),
  );
  const team = me.teams.find(({ id }) => id === one.team);
  return (
    <article className="card" aria-label={`${forge(one.forge)?.name}, ${one.url}`}>
      <div className="section-head">
        <h3>{forge(one.forge)?.name}</h3>
        <State one={one} />
      </div>
      <p>
        <a className="anywhere" href={one.url}>
          {one.url.replace(/^https?:\/\//, "")}
        </a>
      </p>
      <p className="soft small">
        {one.username ? (
          <>
            As <b>{one.username}</b>
          </>
        ) : (
          "Not known yet whose it is"
        )}
        {one.team ? `, for the team ${team?.name ?? ""}` : ", only for you"}
        {one.scopes && one.scopes.length > 0 && <>, may {one.scopes.join(", ")}</>}
        {one.expires_at && (
          <>
            , ends <Time at={one.expires_at} how="absolute" />
          </>
        )}
        . Connected by {one.created_by}, <Time at={one.created_at} />.
      </p>
      {one.error && one.state !== "trying" && <Failed failure={one.error} />}
      {renewing && (
        <Form act={renew}>
          {(wrong) => (
            <>
              <Field
                name="token"
                label="New token"
                type="password"
                autoComplete="new-password"
                required
                autoFocus
                wrong={wrong}
              />
              <p className="line wrap">
                <button type="submit" className="button primary" disabled={renew.isPending}>
                  Save and test
                </button>
                <button type="button" className="button" onClick={() => setRenewing(false)}>
                  Cancel
                </button>
              </p>
            </>
          )}
        </Form>
      )}
      <p className="line wrap">
        <button
          type="button"
          className="button small"
          disabled={one.state === "trying" || test.isPending}
          onClick={() => test.mutate(undefined)}
        >
          <Icon name="refresh" /> Test
        </button>
        {one.may_change && !renewing && (
          <button type="button" className="button small" onClick={() => setRenewing(true)}>
            {one.error?.code === "token-expired" ? "Reconnect" : "New token"}
          </button>
        )}
        {one.may_change && (
          <button type="button" className="button small" onClick={onDisconnect}>
            Disconnect
          </button>
        )}
      </p>
      {test.isError && <Trouble error={test.error} />}
    </article>
  );
}

function State({ one }: { one: GitConnection }) {
  if (one.state === "trying")
    return (
      <span className="soft line" role="status">
        <Icon name="spin" /> Trying it
      </span>
    );
  if (one.state === "failed")
    return (
      <span className="line wrong-text">
        <Icon name="warn" /> {one.error?.code === "token-expired" ? "Refused" : "Not reached"}
      </span>
    );
  return one.checked_at ? (
    <span className="soft line">
      <Icon name="check" /> Works, <Time at={one.checked_at} />
    </span>
  ) : null;
}

function Connect({ me }: { me: Me }) {
  const [kind, setKind] = useState(FORGES[0]?.id ?? "github");
  const [round, setRound] = useState(0);
  const chosen = forge(kind);
  const add = useAct(
    (form: FormData) =>
      addGitConnection({
        forge: kind as NewGitConnection["forge"],
        url: text(form, "url") ?? null,
        team: text(form, "team") ?? null,
        username: text(form, "username") ?? null,
        token: text(form, "token") ?? "",
      }),
    STALE,
    () => setRound(round + 1),
  );
  const admin = me.teams.filter(({ role }) => role === "admin");
  return (
    <section className="stack">
      <h2>Connect</h2>
      {add.isSuccess && (
        <Note kind="good" title="Kept, and being tried">
          <p>
            Pick one of its repositories under <Link to="/projects?add=1">Add a project</Link>.
          </p>
        </Note>
      )}
      <Form act={add} key={round}>
        {(wrong) => (
          <>
            <div className="field">
              <label htmlFor="forge">Forge</label>
              <select
                id="forge"
                className="input"
                value={kind}
                onChange={(event) => setKind(event.target.value as typeof kind)}
              >
                {FORGES.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
            <Field
              name="url"
              label="Address"
              mono
              placeholder={chosen?.home ?? "https://git.example.com"}
              required={chosen?.home === null}
              note={chosen?.home ? "Only of a server of your own." : "Where you open it in the browser."}
              wrong={wrong}
            />
            {chosen?.username && (
              <Field name="username" label="User name" autoComplete="off" note={chosen.username} wrong={wrong} />
            )}
            <Field
              name="token"
              label="Access token"
              type="password"
              autoComplete="new-password"
              required
              note={
                <>
                  With {chosen?.scopes}. Kept encrypted, never shown again.
                  {chosen?.home && chosen.tokens && (
                    <>
                      {" "}
                      <a href={chosen.home + chosen.tokens}>Make one there</a>
                    </>
                  )}
                </>
              }
              wrong={wrong}
            />
            {admin.length > 0 && me.mode === "accounts" && (
              <Select
                name="team"
                label="For"
                options={[
                  { value: "", text: "me alone" },
                  ...admin.map(({ id, name }) => ({ value: id, text: `the team ${name}` })),
                ]}
                note="A team's is used by all its editors who have no own one."
              />
            )}
            <p>
              <button type="submit" className="button primary" disabled={add.isPending}>
                {add.isPending ? "Connecting…" : "Connect"}
              </button>
            </p>
          </>
        )}
      </Form>
    </section>
  );
}

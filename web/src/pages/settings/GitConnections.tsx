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
import { Field, Select } from "../../parts/Field";
import { Form, text, useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { Empty, Failed, Note, Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { appForm, FORGES, forge } from "../../rules/forges";

/** Failures in which the forge did answer. */
const REFUSED = new Set(["token-expired", "no-right", "app-refused", "app-not-installed"]);
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
          pushed by your right, and pull requests are yours. A team's connection is for those of its members who have
          none of their own.
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
            Studio forgets the {going.app ? "app's key" : "token"}. What was read by it stays, but nothing new is read
            or pushed by it. At the forge {going.app ? "the app stays installed" : "the token stays valid"} until you{" "}
            {going.app ? "remove" : "revoke"} it there.
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
    (form: FormData) => {
      const by = text(form, "by") ?? "";
      return changeGitConnection(one.id, one.app ? { private_key: by } : { token: by });
    },
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
        {one.app && (
          <>
            , app {one.app.id}
            {one.app.account && ` installed for ${one.app.account}`}
          </>
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
      {one.missing.length > 0 && (
        <Note kind="warn" title={`The app lacks ${one.missing.join(", ")}`}>
          <p>
            What needs it says so, and the rest goes on. Change it at the forge under the app's permissions; whoever
            installed it is then asked to accept that.
          </p>
        </Note>
      )}
      {renewing && (
        <Form act={renew}>
          {(wrong) => (
            <>
              {one.app ? (
                <PrivateKey name="by" label="New private key" wrong={{ by: wrong.private_key ?? "" }} />
              ) : (
                <Field
                  name="by"
                  label="New token"
                  type="password"
                  autoComplete="new-password"
                  required
                  autoFocus
                  wrong={{ by: wrong.token ?? "" }}
                />
              )}
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
            {one.error?.code === "token-expired" ? "Reconnect" : one.app ? "New key" : "New token"}
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
        <Icon name="warn" /> {REFUSED.has(one.error?.code ?? "") ? "Refused" : "Not reached"}
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
  const [by, setBy] = useState<"token" | "app">("token");
  const [round, setRound] = useState(0);
  const [address, setAddress] = useState("");
  const chosen = forge(kind);
  const add = useAct(
    (form: FormData) =>
      addGitConnection({
        forge: kind as NewGitConnection["forge"],
        url: text(form, "url") ?? null,
        team: text(form, "team") ?? null,
        username: text(form, "username") ?? null,
        token: text(form, "token") ?? null,
        app: text(form, "app") ?? null,
        private_key: text(form, "private_key") ?? null,
        account: text(form, "account") ?? null,
      }),
    STALE,
    () => {
      setRound(round + 1);
      setAddress("");
    },
  );
  const admin = me.teams.filter(({ role }) => role === "admin");
  return (
    <section className="stack">
      <h2>Connect</h2>
      {add.isSuccess && (
        <Note kind="good" title="Kept. Above stands whether it works">
          <p>
            Pick one of its repositories under <Link to="/projects?add=1">Add a project</Link>.
          </p>
        </Note>
      )}
      <Form act={add} key={round}>
        {(wrong) => (
          <>
            <Select
              label="Forge"
              value={kind}
              onPick={(picked) => setKind(picked as typeof kind)}
              options={FORGES.map(({ id, name }) => ({ value: id, text: name }))}
            />
            <Field
              name="url"
              label="Address"
              mono
              placeholder={chosen?.home ?? "https://git.example.com"}
              required={chosen?.home === null}
              onText={setAddress}
              note={chosen?.home ? "Only of a server of your own." : "Where you open it in the browser."}
              wrong={wrong}
            />
            {chosen?.username && (
              <Field name="username" label="User name" autoComplete="off" note={chosen.username} wrong={wrong} />
            )}
            {chosen?.apps && (
              <fieldset className="line wrap">
                <legend>Let in by</legend>
                <By value="token" chosen={by} choose={setBy}>
                  an access token
                </By>
                <By value="app" chosen={by} choose={setBy}>
                  an app
                </By>
              </fieldset>
            )}
            {chosen?.apps && by === "app" ? (
              <AppFields address={address} wrong={wrong} />
            ) : (
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
            )}
            {admin.length > 0 && me.mode === "accounts" && (
              <Select
                name="team"
                label="For"
                options={[
                  { value: "", text: "me alone" },
                  ...admin.map(({ id, name }) => ({ value: id, text: `the team ${name}` })),
                ]}
                note="A team's is used by all its editors who have none of their own."
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

function By({
  value,
  chosen,
  choose,
  children,
}: {
  value: "token" | "app";
  chosen: string;
  choose: (value: "token" | "app") => void;
  children: string;
}) {
  return (
    <label className="check">
      <input type="radio" name="by" value={value} checked={chosen === value} onChange={() => choose(value)} />
      <span>{children}</span>
    </label>
  );
}

/** An app belongs to an organisation and not to a person: it stays when people go, and its tokens last an hour. */
function AppFields({ address, wrong }: { address: string; wrong: Record<string, string> }) {
  const [account, setAccount] = useState("");
  return (
    <>
      <Field
        name="account"
        label="Organisation or account"
        autoComplete="off"
        note="Whose repositories it is for. May stay empty where the app is installed for one alone."
        onText={setAccount}
        wrong={wrong}
      />
      <ol className="soft small">
        <li>
          <a href={appForm(address, account, window.location.origin)} target="_blank" rel="noreferrer">
            Make the app at GitHub
          </a>
          : the form there opens filled in, with the permissions that Studio uses and no other.
        </li>
        <li>Then, on the app's page there: Generate a private key; and install it, under Install App.</li>
      </ol>
      <Field
        name="app"
        label="App ID"
        mono
        autoComplete="off"
        required
        note="Or the Client ID; both stand on the app's page."
        wrong={wrong}
      />
      <PrivateKey name="private_key" label="Private key" wrong={wrong} />
    </>
  );
}

function PrivateKey({ name, label, wrong }: { name: string; label: string; wrong: Record<string, string> }) {
  return (
    <Field
      name={name}
      label={label}
      mono
      lines={4}
      autoComplete="off"
      placeholder="-----BEGIN RSA PRIVATE KEY-----"
      required
      note="The whole file .pem. Kept encrypted, never shown again."
      wrong={wrong}
    />
  );
}

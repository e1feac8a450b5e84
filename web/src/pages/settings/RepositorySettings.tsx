import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import {
  actingRight as askActing,
  hook as askHook,
  me as askMe,
  problems as askProblems,
  repository as askRepository,
  changeRepository,
  removeRepository,
  renewHook,
  syncRepository,
} from "../../api/calls";
import type { Me, Repository } from "../../api/types";
import { CiWorkflows } from "../../parts/CiWorkflows";
import { Confirm } from "../../parts/Confirm";
import { Command, Copy } from "../../parts/Copy";
import { Field } from "../../parts/Field";
import { Form, SaveLine, text, useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { SyncState } from "../../parts/SyncState";
import { Failed, Note, Skeleton, Trouble } from "../../parts/states";
import { mayWrite } from "../../rules/modelEdits";
import { actingWords, isAdmin } from "../../rules/rights";
import { count } from "../../rules/values";
import { sentence } from "../../rules/words";
import { AtTheForge } from "./AtTheForge";
import { DataRemotes } from "./DataRemotes";

export function RepositorySettings({ id }: { id: string }) {
  const asked = useQuery(askRepository(id));
  const { data: me } = useQuery(askMe);
  const repository = asked.data;
  if (!repository || !me)
    return asked.isError ? <Trouble error={asked.error} retry={() => asked.refetch()} /> : <Skeleton lines={6} />;
  return <Loaded repository={repository} me={me} />;
}

/** By whose right the reader pushes there: their own connection, else the team's, else what is entered below. */
function ActingRight({ repository }: { repository: string }) {
  const { data } = useQuery({ ...askActing(repository), retry: false });
  return data ? <p className="soft anywhere">{actingWords(data)}</p> : null;
}

function Loaded({ repository, me }: { repository: Repository; me: Me }) {
  const [writes, administers] = [mayWrite(me, repository.team), isAdmin(me, repository.team)];
  const problems = useQuery(askProblems(repository.id));
  const navigate = useNavigate();
  const [removing, setRemoving] = useState(false);
  const save = useAct(
    (form: FormData) => {
      const seconds = Number(text(form, "poll_seconds"));
      return changeRepository(repository.id, {
        name: text(form, "name") ?? repository.name,
        ...(seconds > 0 ? { poll_seconds: seconds } : {}),
      });
    },
    ["repositories", "models", "projects"],
  );
  const secrets = useAct(
    (form: FormData) => {
      const [username, password, key] = [text(form, "username"), text(form, "password"), text(form, "ssh_key")];
      return changeRepository(repository.id, {
        ...(username ? { username } : {}),
        ...(password ? { password } : {}),
        ...(key ? { ssh_key: key } : {}),
      });
    },
    ["repositories"],
  );
  const forget = useAct(() => changeRepository(repository.id, { forget_credentials: true }), ["repositories"]);
  const sync = useAct(() => syncRepository(repository.id), ["repositories"]);
  const remove = useAct(
    () => removeRepository(repository.id),
    ["repositories", "projects", "models"],
    () => navigate("/settings/repositories"),
  );
  return (
    <>
      <section className="stack">
        <div className="section-head">
          <h2 className="anywhere">
            <Link to="/settings/repositories">Repositories</Link> / {repository.name}
          </h2>
        </div>
        <p className="line wrap">
          <code className="anywhere">{repository.url}</code> <Copy text={repository.url} what="address" />
        </p>
        <p className="line wrap">
          {repository.sync.state !== "failed" && <SyncState sync={repository.sync} />}
          <button type="button" className="button small" onClick={() => sync.mutate(undefined)}>
            <Icon name="refresh" /> Fetch
          </button>
        </p>
        {repository.sync.error && <Failed failure={repository.sync.error} />}
        {sync.isError && <Trouble error={sync.error} />}
        {writes ? (
          <Form act={save}>
            {(wrong) => (
              <>
                <Field name="name" label="Name" defaultValue={repository.name} wrong={wrong} />
                <Field
                  name="poll_seconds"
                  label="Ask for news every"
                  type="number"
                  min={1}
                  defaultValue={repository.poll_seconds?.toString()}
                  placeholder="the server's own interval"
                  note="In seconds. A hook tells at once."
                  wrong={wrong}
                />
                <SaveLine act={save} />
              </>
            )}
          </Form>
        ) : (
          <Note kind="warn" icon="lock" title="You may look, not write">
            <p>
              What a repository is called, what lets Studio in and its hooks are for editors of the team. An admin of
              the team can give you that role.
            </p>
          </Note>
        )}
      </section>

      {writes && (
        <>
          <section className="stack">
            <h2>Credentials</h2>
            <p className="soft line wrap">
              {repository.has_credentials ? (
                <>
                  <span>Kept, encrypted. They are never shown.</span>
                  <button type="button" className="button small" onClick={() => forget.mutate(undefined)}>
                    Forget them
                  </button>
                </>
              ) : (
                "None of its own: it is read by a Git connection, or as anybody could."
              )}
            </p>
            <ActingRight repository={repository.id} />
            <Form act={secrets}>
              {(wrong) => (
                <>
                  <Field name="username" label="User name" autoComplete="off" wrong={wrong} />
                  <Field
                    name="password"
                    label="Password or token"
                    type="password"
                    autoComplete="new-password"
                    wrong={wrong}
                  />
                  <Field name="ssh_key" label="Private ssh key" mono lines={3} wrong={wrong} />
                  <p className="line">
                    <button type="submit" className="button" disabled={secrets.isPending}>
                      Keep these
                    </button>
                    {secrets.isSuccess && (
                      <span className="soft" role="status">
                        Kept. The next look uses them.
                      </span>
                    )}
                  </p>
                </>
              )}
            </Form>
          </section>

          <DataRemotes repository={repository.id} mayAttach={administers} />

          <AtTheForge repository={repository.id} />

          <Hooks id={repository.id} />
        </>
      )}

      <section className="stack">
        <h2>CI workflows</h2>
        <CiWorkflows repository={repository.id} />
      </section>

      {problems.data && problems.data.length > 0 && (
        <section className="stack">
          <h2>{count(problems.data.length, "thing")} that could not be taken at its word</h2>
          <ul className="stack tight">
            {problems.data.slice(0, 200).map((oddity) => (
              <li key={`${oddity.code} ${oddity.subject} ${oddity.says}`} className="anywhere">
                <code>{oddity.subject}</code>: {sentence(oddity.says)}{" "}
                <span className="soft">{sentence(oddity.repair)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}

      <section className="stack">
        <h2>Remove</h2>
        <p className="soft">
          Takes the repository, its projects and its credentials out of Studio. Nothing changes in Git.
        </p>
        <p>
          {administers ? (
            <button type="button" className="button danger" onClick={() => setRemoving(true)}>
              Remove {repository.name}
            </button>
          ) : (
            "Admins of the team do that."
          )}
        </p>
      </section>
      {removing && (
        <Confirm
          title={`Remove ${repository.name}`}
          button={`Remove ${repository.name}`}
          act={remove}
          onClose={() => setRemoving(false)}
        >
          <p>
            Its models and {repository.alarms > 0 ? `${count(repository.alarms, "alarm")} ` : "alarms "}leave the pages.
            Tags, branches and history stay where they are, in Git; adding the repository again brings the models back.
          </p>
        </Confirm>
      )}
    </>
  );
}

function Hooks({ id }: { id: string }) {
  const asked = useQuery({ ...askHook(id), retry: false });
  const renew = useAct(() => renewHook(id), ["hooks"]);
  if (asked.isError) {
    return (
      <section className="stack">
        <h2>Hooks</h2>
        <Trouble error={asked.error} />
      </section>
    );
  }
  return (
    <section className="stack">
      <h2>Hooks</h2>
      <p className="soft">A hook tells Studio of a push at once. Without one it asks by itself, at its interval.</p>
      {!asked.data ? (
        <Skeleton />
      ) : (
        <>
          <dl className="facts">
            {Object.entries(asked.data.urls).map(([forge, address]) => (
              <div key={forge}>
                <dt>{forge}</dt>
                <dd className="line">
                  <code className="anywhere">{address}</code>
                  <Copy text={address} what={`address for ${forge}`} />
                </dd>
              </div>
            ))}
            <div>
              <dt>Secret</dt>
              <dd className="line wrap">
                <Secret text={asked.data.secret} />
                <button type="button" className="button small" onClick={() => renew.mutate(undefined)}>
                  New secret
                </button>
              </dd>
            </div>
          </dl>
          <details className="fold">
            <summary>post-receive script, for a Git server of your own</summary>
            <Command text={asked.data.script} what="script" />
          </details>
          {renew.isError && <Note kind="bad" title="The secret is as it was" />}
        </>
      )}
    </section>
  );
}

function Secret({ text: secret }: { text: string }) {
  const [shown, setShown] = useState(false);
  return (
    <>
      <code className="anywhere">{shown ? secret : "•".repeat(12)}</code>
      <button type="button" className="button small" onClick={() => setShown(!shown)}>
        {shown ? "Hide" : "Show"}
      </button>
      <Copy text={secret} what="secret" />
    </>
  );
}

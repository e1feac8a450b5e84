import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { dataRemotes as askRemotes, attachRemote, detachRemote } from "../../api/calls";
import type { DataRemote } from "../../api/types";
import { Dialog } from "../../parts/Dialog";
import { Field } from "../../parts/Field";
import { Form, text, useAct } from "../../parts/Form";
import { Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { sentence } from "../../rules/words";

/** What DVC keeps outside of Git, and what lets Studio read it there. Nothing where the repository names no remote. */
export function DataRemotes({ repository, mayAttach }: { repository: string; mayAttach: boolean }) {
  const asked = useQuery({ ...askRemotes(repository), retry: false });
  const [attaching, setAttaching] = useState<DataRemote | null>(null);
  const detach = useAct((name: string) => detachRemote(repository, name), ["repositories", "projects"]);
  if (!asked.isError && !asked.data?.length) return null;
  return (
    <section className="stack">
      <h2>Data remotes</h2>
      <p className="soft">
        Storage that DVC keeps data on. What Git has only the hash of is read from there, and never written.
        {!mayAttach && " Admins of the team attach credentials."}
      </p>
      {asked.isError && <Trouble error={asked.error} retry={() => asked.refetch()} />}
      {detach.isError && <Trouble error={detach.error} />}
      {asked.data?.map((remote) => (
        <div key={remote.name} className="stack tight">
          <p className="line wrap">
            <strong>{remote.name}</strong>
            <code className="anywhere">{remote.url}</code>
            {remote.default && <span className="soft">default</span>}
          </p>
          <p className="line wrap">
            <Attached remote={remote} />
            {mayAttach && remote.takes.length > 0 && !remote.remark && (
              <button type="button" className="button small" onClick={() => setAttaching(remote)}>
                {remote.attached ? "Replace credentials" : "Attach credentials"}
                <span className="hidden-text"> of {remote.name}</span>
              </button>
            )}
            {mayAttach && remote.attached && (
              <button
                type="button"
                className="button small"
                disabled={detach.isPending}
                onClick={() => detach.mutate(remote.name)}
              >
                Forget them<span className="hidden-text"> for {remote.name}</span>
              </button>
            )}
          </p>
        </div>
      ))}
      {attaching && <Attach repository={repository} remote={attaching} onClose={() => setAttaching(null)} />}
    </section>
  );
}

function Attached({ remote }: { remote: DataRemote }) {
  if (remote.remark) return <span className="soft">{sentence(remote.remark)}</span>;
  if (remote.moved) return <span>Its address was changed since; attach the credentials again to send them there.</span>;
  if (remote.attached)
    return (
      <span className="soft">
        {remote.attached.map(words).join(", ")} attached by {remote.attached_by}
        {remote.attached_at && (
          <>
            {" "}
            <Time at={remote.attached_at} />
          </>
        )}
      </span>
    );
  return (
    <span className="soft">{remote.takes.length > 0 ? "Read as anybody may." : "Read from this server's disk."}</span>
  );
}

function Attach({ repository, remote, onClose }: { repository: string; remote: DataRemote; onClose: () => void }) {
  const attach = useAct(
    (form: FormData) => {
      const filled = remote.takes.flatMap((field) => {
        const value = text(form, field);
        return value === undefined ? [] : [[field, value] as const];
      });
      return attachRemote(repository, remote.name, Object.fromEntries(filled));
    },
    ["repositories", "projects"],
    onClose,
  );
  return (
    <Dialog title={`Credentials for ${remote.name}`} under={remote.url} onClose={onClose}>
      <Form act={attach} className="">
        {(wrong) => (
          <>
            <div className="dialog-body">
              <p className="soft">
                Encrypted with the server's key, sent to this address alone, and never shown again.
              </p>
              {remote.takes.map((field) => (
                <Field
                  key={field}
                  name={field}
                  label={words(field)}
                  autoComplete="off"
                  {...kindOf(field)}
                  wrong={wrong}
                />
              ))}
              {wrong.fields && <p className="wrong">{sentence(wrong.fields)}</p>}
            </div>
            <div className="dialog-foot">
              <button type="button" className="button" onClick={onClose}>
                Cancel
              </button>
              <button type="submit" className="button primary" disabled={attach.isPending}>
                Attach
              </button>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  );
}

const WORDS: Record<string, string> = {
  access_key_id: "Access key id",
  secret_access_key: "Secret access key",
  session_token: "Session token",
  region: "Region",
  credentials: "Key file of the service account (JSON)",
  account_name: "Account",
  account_key: "Account key",
  sas_token: "SAS token",
  user: "User name",
  password: "Password",
  token: "Token",
  key: "Private ssh key",
  custom_auth_header: "Header (Name: value)",
};

const words = (field: string) => WORDS[field] ?? field;

const SECRET = new Set(["secret_access_key", "session_token", "account_key", "sas_token", "password", "token"]);

function kindOf(field: string): { type?: "password"; lines?: number; mono?: boolean } {
  if (field === "credentials" || field === "key") return { lines: 4, mono: true };
  return SECRET.has(field) || field === "custom_auth_header" ? { type: "password" } : {};
}

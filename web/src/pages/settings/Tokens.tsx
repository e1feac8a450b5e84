import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { tokens as askTokens, makeToken, revokeToken } from "../../api/calls";
import type { Me, NewToken, Token, TokenMade } from "../../api/types";
import { Confirm } from "../../parts/Confirm";
import { Command } from "../../parts/Copy";
import { Field, Select } from "../../parts/Field";
import { Form, text, useAct } from "../../parts/Form";
import { Note, Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { SCOPES } from "../../rules/scopes";

/** Secrets by which programs act for a person. Each is shown once. */
export function Tokens({ me }: { me: Me }) {
  const asked = useQuery(askTokens);
  const [made, setMade] = useState<TokenMade | null>(null);
  const [going, setGoing] = useState<Token | null>(null);
  const make = useAct(
    (form: FormData) =>
      makeToken({
        name: text(form, "name") ?? "",
        scopes: form.getAll("scope") as NewToken["scopes"],
        team: text(form, "team") ?? null,
        expires_in_days: Number(text(form, "days")) || null,
      }),
    ["tokens"],
    setMade,
  );
  const revoke = useAct(
    () => revokeToken(going?.id ?? ""),
    ["tokens"],
    () => setGoing(null),
  );
  return (
    <>
      <section className="stack">
        <h2>Tokens</h2>
        <p className="soft">
          For programs: DVC, DVCLive, scripts, CI. Sent as <code>Authorization: Bearer TOKEN</code>. Whether training
          jobs get through is seen under <Link to="/settings/connection">Connection</Link>.
        </p>
        {made && (
          <Note kind="good" title={`Token ${made.name}`}>
            <p>Copy it now. It is not shown again, and Studio keeps only what it needs to recognise it.</p>
            <Command text={made.secret} what="token" />
          </Note>
        )}
        {asked.isError ? (
          <Trouble error={asked.error} retry={() => asked.refetch()} />
        ) : !asked.data ? (
          <Skeleton />
        ) : asked.data.length === 0 ? (
          <p className="soft">None yet.</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
          <section className="table-frame" tabIndex={0} aria-label="Tokens">
            <table>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Begins with</th>
                  <th scope="col">May</th>
                  <th scope="col">Made</th>
                  <th scope="col">Last used</th>
                  <th scope="col">Ends</th>
                  <th scope="col">
                    <span className="hidden-text">Revoke</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {asked.data.map((token) => (
                  <tr key={token.id}>
                    <th scope="row">{token.name}</th>
                    <td className="mono">{token.hint}…</td>
                    <td>{token.scopes.join(", ")}</td>
                    <td>
                      <Time at={token.created_at} how="absolute" />
                    </td>
                    <td>{token.used_at ? <Time at={token.used_at} /> : "never"}</td>
                    <td>{token.expires_at ? <Time at={token.expires_at} how="absolute" /> : "never"}</td>
                    <td>
                      <button type="button" className="button small" onClick={() => setGoing(token)}>
                        Revoke
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </section>
      <section className="stack">
        <h2>Make a token</h2>
        <Form act={make}>
          {(wrong) => (
            <>
              <Field name="name" label="Name" placeholder="what it is for" required wrong={wrong} />
              <fieldset className="stack tight">
                <legend>May</legend>
                {SCOPES.map(([scope, means]) => (
                  <label key={scope} className="check">
                    <input type="checkbox" name="scope" value={scope} defaultChecked={scope === "read"} />
                    <span>
                      {scope} <span className="soft">{means}</span>
                    </span>
                  </label>
                ))}
                {wrong.scopes && <p className="wrong-text small">{wrong.scopes}</p>}
              </fieldset>
              {me.teams.length > 1 && (
                <Select
                  name="team"
                  label="Team"
                  options={[
                    { value: "", text: "all of mine" },
                    ...me.teams.map(({ id, name }) => ({ value: id, text: name })),
                  ]}
                />
              )}
              <Field
                name="days"
                label="Ends after"
                type="number"
                min={1}
                placeholder="never"
                note="In days."
                wrong={wrong}
              />
              <p>
                <button type="submit" className="button primary" disabled={make.isPending}>
                  Make token
                </button>
              </p>
            </>
          )}
        </Form>
      </section>
      {going && (
        <Confirm
          title={`Revoke ${going.name}`}
          button={`Revoke ${going.name}`}
          act={revoke}
          onClose={() => setGoing(null)}
        >
          <p>Programs that use it are refused from now on. This cannot be taken back; a new token can be made.</p>
        </Confirm>
      )}
    </>
  );
}

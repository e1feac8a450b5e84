import { Link } from "react-router";
import { changeMe, endSessions } from "../../api/calls";
import type { Me } from "../../api/types";
import { Field } from "../../parts/Field";
import { Form, SaveLine, text, useAct } from "../../parts/Form";
import { Note, Trouble } from "../../parts/states";
import { signInAddress } from "../../rules/addresses";

export function MySelf({ me }: { me: Me }) {
  const save = useAct((form: FormData) => changeMe({ name: text(form, "name") ?? "" }), ["me"]);
  const secret = useAct(
    (form: FormData) =>
      changeMe({
        password: String(form.get("password") ?? ""),
        current_password: String(form.get("current_password") ?? ""),
        revoke_tokens: form.get("revoke_tokens") === "on",
      }),
    ["me", "tokens"],
  );
  const elsewhere = me.sign_in.filter(({ url }) => url != null);
  const out = useAct(() => endSessions(), ["me"]);
  if (me.mode === "local") {
    return (
      <>
        <h2>You</h2>
        <Note icon="person" title="This server has no accounts">
          <p>
            It listens on this machine only, and whoever reaches it is its owner. Tags are made in the name that Git
            knows here
            {me.person && (
              <>
                :{" "}
                <strong>
                  {me.person.name} &lt;{me.person.email}&gt;
                </strong>
              </>
            )}
            .
          </p>
          <p>
            For a server that others reach, make accounts: <code>gto studio users add NAME --admin</code>, then start it
            with <code>GTO_STUDIO_ACCOUNTS=true</code>.
          </p>
        </Note>
      </>
    );
  }
  if (!me.person) {
    return (
      <Note title="You are not signed in">
        <p>
          <Link to="/sign-in?to=/settings/me">Sign in</Link>
        </p>
      </Note>
    );
  }
  return (
    <>
      <section className="stack">
        <h2>You</h2>
        <Form act={save}>
          {(wrong) => (
            <>
              <Field
                name="name"
                label="Name"
                defaultValue={me.person?.name}
                note="The tags that you make carry it."
                wrong={wrong}
                required
              />
              <p>
                {me.person?.email} <span className="soft small">An administrator can change the address.</span>
              </p>
              <SaveLine act={save} />
            </>
          )}
        </Form>
      </section>
      <section className="stack">
        <h2>Password</h2>
        <Form act={secret}>
          {(wrong) => (
            <>
              <Field
                name="current_password"
                label="Current password"
                type="password"
                autoComplete="current-password"
                wrong={wrong}
                required
              />
              <Field
                name="password"
                label="New password"
                type="password"
                autoComplete="new-password"
                wrong={wrong}
                required
              />
              <label className="check">
                <input type="checkbox" name="revoke_tokens" /> <span>Revoke all my tokens, too</span>
              </label>
              <p className="line">
                <button type="submit" className="button" disabled={secret.isPending}>
                  Change password
                </button>
                {secret.isSuccess && (
                  <span className="soft" role="status">
                    Changed. Other sessions were ended.
                  </span>
                )}
              </p>
            </>
          )}
        </Form>
      </section>
      {elsewhere.length > 0 && (
        <section className="stack">
          <h2>Sign in elsewhere</h2>
          <p className="soft">Connect an account of yours there, and sign in with it from then on.</p>
          <p className="line">
            {elsewhere.map((way) => (
              <a key={way.id} className="button" href={signInAddress(way.url ?? "", "/settings/me")}>
                Connect {way.name}
              </a>
            ))}
          </p>
        </section>
      )}
      <section className="stack">
        <h2>Sessions</h2>
        <p className="line">
          <button type="button" className="button" onClick={() => out.mutate(undefined)}>
            End my sessions everywhere
          </button>
        </p>
        {out.isError && <Trouble error={out.error} />}
      </section>
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { acceptInvitation, invitation as askInvitation } from "../api/calls";
import { Field } from "../parts/Field";
import { Form, text, useAct } from "../parts/Form";
import { Skeleton, Trouble } from "../parts/states";
import { Time } from "../parts/Time";
import { Door } from "./Door";

/** What an invite link opens. Its secret is behind the `#`, so no server's log ever has it. */
export function Join() {
  const [secret] = useState(() => location.hash.slice(1));
  const asked = useQuery({ ...askInvitation(secret), enabled: secret !== "" });
  const found = asked.data;
  const join = useAct(
    (form: FormData) =>
      acceptInvitation(
        secret,
        found?.mode === "sign-up"
          ? {
              username: text(form, "username") ?? "",
              name: text(form, "name") ?? "",
              email: text(form, "email") ?? "",
              password: String(form.get("password") ?? ""),
              admin: false,
            }
          : null,
      ),
    [],
    () => location.assign("/models"),
  );
  return (
    <Door title={found ? `Join ${found.team}` : "Join a team"}>
      {secret === "" ? (
        <p>The link is not whole: what follows the # is missing. Copy it again.</p>
      ) : asked.isError ? (
        <Trouble error={asked.error} />
      ) : !found ? (
        <Skeleton label="Reading the invitation" />
      ) : (
        <>
          <p>
            {found.created_by} invites you as {found.role}. The link ends <Time at={found.expires_at} how="absolute" />.
          </p>
          <Form act={join}>
            {(wrong) => (
              <>
                {found.mode === "sign-up" && (
                  <>
                    <Field name="username" label="User name" autoComplete="username" required wrong={wrong} />
                    <Field
                      name="name"
                      label="Name"
                      autoComplete="name"
                      note="The tags that you make carry it."
                      required
                      wrong={wrong}
                    />
                    <Field name="email" label="E-mail" type="email" autoComplete="email" required wrong={wrong} />
                    <Field
                      name="password"
                      label="Password"
                      type="password"
                      autoComplete="new-password"
                      required
                      wrong={wrong}
                    />
                  </>
                )}
                <button type="submit" className="button primary" disabled={join.isPending}>
                  Join {found.team}
                </button>
                {found.mode === "sign-up" && (
                  <p className="small">
                    <a href={`/sign-in?to=${encodeURIComponent("/join")}`}>I have an account</a>
                    <span className="soft">: sign in, then open the link again.</span>
                  </p>
                )}
              </>
            )}
          </Form>
        </>
      )}
    </Door>
  );
}

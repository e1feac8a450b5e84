import { useQuery } from "@tanstack/react-query";
import { Navigate, useSearchParams } from "react-router";
import { me as askMe, signIn } from "../api/calls";
import { Field } from "../parts/Field";
import { Form, useAct } from "../parts/Form";
import { Skeleton, Trouble } from "../parts/states";
import { safeReturn, signInAddress } from "../rules/addresses";
import { Door } from "./Door";

export function SignIn() {
  const [url] = useSearchParams();
  const asked = useQuery({ ...askMe, staleTime: 0 });
  const to = safeReturn(url.get("to"));
  // Everything on screen was asked for by nobody: it is all asked for again.
  const enter = useAct(
    (form: FormData) => signIn(String(form.get("username") ?? ""), String(form.get("password") ?? "")),
    [],
    () => location.assign(to),
  );
  const me = asked.data;
  if (me && (me.mode === "local" || me.person)) return <Navigate to={to} replace />;
  const password = me?.sign_in.some(({ id }) => id === "password");
  const elsewhere = me?.sign_in.filter(({ url: address }) => address != null) ?? [];
  return (
    <Door title="Sign in">
      {url.get("error") && <Trouble error={url.get("error")} />}
      {asked.isError && <Trouble error={asked.error} retry={() => asked.refetch()} />}
      {!me && asked.isPending && <Skeleton lines={4} label="Loading" />}
      {password && (
        <Form act={enter}>
          {(wrong) => (
            <>
              <Field
                name="username"
                label="User name or e-mail"
                autoComplete="username"
                required
                autoFocus
                wrong={wrong}
              />
              <Field
                name="password"
                label="Password"
                type="password"
                autoComplete="current-password"
                required
                wrong={wrong}
              />
              <button type="submit" className="button primary" disabled={enter.isPending}>
                Sign in
              </button>
            </>
          )}
        </Form>
      )}
      {elsewhere.map((way) => (
        <a key={way.id} className="button" href={signInAddress(way.url ?? "", to)}>
          Sign in with {way.name}
        </a>
      ))}
      {me && !password && elsewhere.length === 0 && (
        <p className="soft">Nobody can sign in: the server has neither passwords nor a provider set up.</p>
      )}
      <p className="soft small">No account? An admin of a team sends an invite link.</p>
    </Door>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useSearchParams } from "react-router";
import { answerDevice, deviceLogin as askDevice, me as askMe } from "../api/calls";
import { Field } from "../parts/Field";
import { useAct } from "../parts/Form";
import { Note, Skeleton, Trouble } from "../parts/states";
import { Time } from "../parts/Time";
import { editorAddress } from "../rules/addresses";
import { scopeWords } from "../rules/scopes";
import { Door } from "./Door";

/** A program on some machine asks for a token: who it says it is, what it wants, and the code to compare. */
export function DeviceLogin() {
  const [url, setUrl] = useSearchParams();
  const { pathname, search } = useLocation();
  const code = url.get("code") ?? "";
  const editor = editorAddress(url.get("redirect_uri"));
  const { data: me } = useQuery(askMe);
  const known = me !== undefined && (me.mode === "local" || me.person !== null);
  const asked = useQuery({ ...askDevice(code), enabled: code !== "" && known });
  const answer = useAct((allow: boolean) => answerDevice(code, allow), ["device-login"]);
  const found = answer.data ?? asked.data;
  return (
    <Door title="Let a program in">
      {me && !known ? (
        <Link className="button primary" to={`/sign-in?to=${encodeURIComponent(pathname + search)}`}>
          Sign in first
        </Link>
      ) : code === "" ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            const typed = new FormData(event.currentTarget).get("code");
            if (typeof typed === "string" && typed) setUrl({ code: typed.trim() });
          }}
        >
          <Field mono required name="code" label="Code that the program shows" autoComplete="off" />
          <button type="submit" className="button primary">
            Go on
          </button>
        </form>
      ) : asked.isError ? (
        <Trouble error={asked.error} />
      ) : !found ? (
        <Skeleton label="Reading the request" />
      ) : found.state === "allowed" ? (
        <Note kind="good" title={`${found.client_name} is in`}>
          <p>
            It got the token {found.token_name}. You can close this page; Settings, Tokens has the way to take it back.
          </p>
          {editor && (
            <a className="button primary" href={editor}>
              Back to the editor
            </a>
          )}
        </Note>
      ) : found.state === "refused" ? (
        <Note title={`${found.client_name} was refused`} />
      ) : found.state === "expired" ? (
        <Note kind="warn" title="The code is too old">
          <p>Start again in the program.</p>
        </Note>
      ) : (
        <>
          <p>
            <strong>{found.client_name}</strong> asks for a token named <strong>{found.token_name}</strong>. Allow it
            only if the program shows this code:
          </p>
          <p className="code">{found.user_code}</p>
          <div>
            <p>It is for:</p>
            <ul className="bullets">
              {found.scopes.map((scope) => (
                <li key={scope}>
                  {scope}: <span className="soft">{scopeWords(scope)}</span>
                </li>
              ))}
            </ul>
          </div>
          <p className="soft">
            The code ends <Time at={found.expires_at} />.
          </p>
          <p className="line">
            <button
              type="button"
              className="button primary"
              disabled={answer.isPending}
              onClick={() => answer.mutate(true)}
            >
              Allow
            </button>
            <button type="button" className="button" disabled={answer.isPending} onClick={() => answer.mutate(false)}>
              Refuse
            </button>
          </p>
          {answer.isError && <Trouble error={answer.error} />}
        </>
      )}
    </Door>
  );
}

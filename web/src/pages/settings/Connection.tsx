import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { connection as askConnection } from "../../api/calls";
import type { Arrival, Connection as Known } from "../../api/types";
import { Command } from "../../parts/Copy";
import { Note, Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { advice } from "../../rules/arrivals";

/** What training jobs have to be told so that they find this server, what came from them, and what is wrong with it. */
export function Connection() {
  const asked = useQuery(askConnection);
  if (asked.isError) return <Trouble error={asked.error} retry={() => asked.refetch()} />;
  if (!asked.data) return <Skeleton />;
  const { arrivals } = asked.data;
  return (
    <>
      <section className="stack" aria-live="polite">
        <h2>Test the connection</h2>
        <p className="soft">
          Start a training with DVCLive, or <code>dvc exp run</code>; what comes from it is here within seconds. Only
          the last of each kind is kept, for a week.
        </p>
        {arrivals.length === 0 ? <Nothing /> : <Verdict newest={arrivals[0] as Arrival} known={asked.data} />}
        {arrivals.length > 0 && <Arrivals arrivals={arrivals} />}
      </section>
      <Setup known={asked.data} />
    </>
  );
}

function Nothing() {
  return (
    <Note icon="clock" title="Nothing has arrived yet">
      <p>
        DVC and DVCLive send nothing without a token, with <code>DVC_STUDIO_OFFLINE</code> or <code>DVC_TEST</code> set,
        or where the repository has no Git remote. They say so only when a post was refused, not when none was sent.
      </p>
    </Note>
  );
}

function Verdict({ newest, known }: { newest: Arrival; known: Known }) {
  const told = advice(newest);
  return (
    <Note kind={newest.code ? "bad" : "good"} title={told.title}>
      {told.what && <p>{told.what}</p>}
      {newest.code === "not-found" && known.repositories.length === 0 && (
        <p>
          No repository is known yet. <Link to="/projects">Add it</Link>.
        </p>
      )}
      {newest.code === "not-found" && known.repositories.length > 0 && (
        <>
          <p>These addresses are known:</p>
          <ul>
            {known.repositories.map(({ id, url }) => (
              <li key={id} className="mono anywhere">
                {url}
              </li>
            ))}
          </ul>
          <p>
            <Link to="/projects">Add the repository</Link>, or set <code>DVC_STUDIO_REPO_URL</code> to one of these.
          </p>
        </>
      )}
      {(newest.code === "not-signed-in" || newest.code === "not-allowed") && (
        <p>
          <Link to="/settings/tokens">Make a token</Link> that may <code>experiments</code>.
        </p>
      )}
    </Note>
  );
}

function Arrivals({ arrivals }: { arrivals: Arrival[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
    <section className="table-frame" tabIndex={0} aria-label="What arrived">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">Token</th>
            <th scope="col">Outcome</th>
            <th scope="col">Repository</th>
          </tr>
        </thead>
        <tbody>
          {arrivals.map((one) => (
            <tr key={`${one.begins} ${one.url} ${one.what} ${one.code}`}>
              <th scope="row">
                <Time at={one.at} />
              </th>
              <td>{one.what === "run" ? "live run" : "push"}</td>
              <td>
                {one.token ?? "unknown"} {one.begins && <span className="mono soft">{one.begins}…</span>}
              </td>
              <td>{one.code ? one.says : "taken"}</td>
              <td className="mono anywhere">{one.url || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Setup({ known }: { known: Known }) {
  const there = known.repositories[0]?.url ?? "https://git.example.com/team/repository.git";
  return (
    <section className="stack">
      <h2>Settings of a training</h2>
      <p>On a machine with a browser near, this asks for a token and remembers it, for every repository:</p>
      <Command text={`dvc studio login -H ${known.url.replace(/\/$/, "")}`} />
      <p>In CI and notebooks, set variables. Where Studio is, and a token that may write experiments:</p>
      <Command text={`export DVC_STUDIO_URL=${known.url}`} what="DVC_STUDIO_URL" />
      <Command text="export DVC_STUDIO_TOKEN=isat_…" what="DVC_STUDIO_TOKEN" />
      <p className="soft">
        <Link to="/settings/tokens">Make a token</Link> with the scope <code>experiments</code>; in CI, keep it as a
        secret.
      </p>
      <p>Only where there is no Git remote, or where its address is not the one that Studio has:</p>
      <Command text={`export DVC_STUDIO_REPO_URL=${there}`} what="DVC_STUDIO_REPO_URL" />
      <p>If finished experiments are to be pushed to Git by themselves (after a login they are):</p>
      <Command text="export DVC_EXP_AUTO_PUSH=true" what="DVC_EXP_AUTO_PUSH" />
    </section>
  );
}

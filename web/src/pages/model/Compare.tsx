import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { Link } from "react-router";
import { comparison } from "../../api/calls";
import type { Difference, ModelPage, Version } from "../../api/types";
import { Command } from "../../parts/Copy";
import { Icon } from "../../parts/Icon";
import { Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { useAddress } from "../../parts/useAddress";
import { webAddress } from "../../rules/addresses";
import { count, delta, full, short, shortId } from "../../rules/values";
import { called } from "../../rules/versions";
import { firstLine } from "../actions/CommitField";
import { InTable } from "./VersionColumn";

const COMMITS_SHOWN = 10;

/** Two versions side by side. */
export function Compare({
  repository,
  name,
  before,
  after,
  versions,
  projects,
}: {
  repository: string;
  name: string;
  before: string;
  after: string;
  versions: Version[];
  projects: ModelPage["projects"];
}) {
  const [url, setUrl] = useAddress();
  const asked = useQuery(comparison(repository, name, before, after));
  const closed = new URLSearchParams(url);
  closed.delete("compare");
  const set = (pair: [string, string]) =>
    setUrl((old) => {
      const next = new URLSearchParams(old);
      next.set("compare", pair.join("..."));
      return next;
    });
  const found = asked.data;
  const diff = webAddress(found?.diff_url);
  return (
    <section className="panel stack" aria-labelledby="comparison">
      <div className="section-head">
        <h2 id="comparison">Compare</h2>
        <Pick label="Before" value={before} versions={versions} onPick={(value) => set([value, after])} />
        <Icon name="right" />
        <Pick label="After" value={after} versions={versions} onPick={(value) => set([before, value])} />
        <button
          type="button"
          className="button bare square"
          aria-label="Swap the two versions"
          onClick={() => set([after, before])}
        >
          <Icon name="arrows" />
        </button>
        <span className="apart" />
        {diff && (
          <a href={diff} rel="noreferrer">
            Files on the forge
          </a>
        )}
        <Link className="button bare square" aria-label="Close the comparison" to={`?${closed}`}>
          <Icon name="cross" />
        </Link>
      </div>
      {asked.isError ? (
        <Trouble error={asked.error} retry={() => asked.refetch()} />
      ) : !found ? (
        <Skeleton lines={5} label="Comparing" />
      ) : (
        <>
          <InTable projects={projects} commits={[found.before.commit, found.after.commit]} panes={["compare", "plots"]}>
            All values and plots side by side
          </InTable>
          <Differences title="Metrics" kind="metrics" of={found.metrics} before={before} after={after} />
          <Differences title="Parameters" kind="params" of={found.params} before={before} after={after} />
          <Differences title="Data" kind="files" of={found.data} before={before} after={after} />
          <Differences title="Annotation" kind="models" of={found.annotation} before={before} after={after} />
          {[found.metrics, found.params, found.data, found.annotation].every((each) => each.length === 0) && (
            <p className="soft">Metrics, params, data and annotation are the same in both.</p>
          )}
          <div className="stack tight">
            <h3>
              {found.commits.length === 0
                ? "No commits between them"
                : `${count(found.commits.length, "commit")} between them`}
            </h3>
            <ul className="stack tight">
              {found.commits.slice(0, COMMITS_SHOWN).map((commit) => (
                <li key={commit.id} className="line">
                  <code>{shortId(commit.id)}</code>
                  <span className="cut">{firstLine(commit.message)}</span>
                  <span className="soft nowrap">
                    {commit.author}, <Time at={commit.committed_at} />
                  </span>
                </li>
              ))}
            </ul>
          </div>
          <Command text={found.command} />
        </>
      )}
    </section>
  );
}

function Pick({
  label,
  value,
  versions,
  onPick,
}: {
  label: string;
  value: string;
  versions: Version[];
  onPick: (version: string) => void;
}) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="hidden-text">
        {label}
      </label>
      <select id={id} className="input mono short" value={value} onChange={(event) => onPick(event.target.value)}>
        {!versions.some((each) => each.version === value) && <option value={value}>{value}</option>}
        {versions.map((each) => (
          <option key={each.version} value={each.version}>
            {called(each.version)}
          </option>
        ))}
      </select>
    </>
  );
}

function Differences({
  title,
  kind,
  of,
  before,
  after,
}: {
  title: string;
  kind: string;
  of: Difference[];
  before: string;
  after: string;
}) {
  if (of.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
    <section className="table-frame" tabIndex={0} aria-label={title}>
      <table className={`differences ${kind}`}>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col" className="number mono">
              {before}
            </th>
            <th scope="col" className="number mono">
              {after}
            </th>
            <th scope="col" className="number">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {of.map((each) => (
            <tr key={`${each.file} ${each.name}`}>
              <th scope="row">
                <span className="line named">
                  {each.name} {each.file && <span className="soft small">{each.file}</span>}
                </span>
              </th>
              <td className="number mono cut" title={full(each.before)}>
                {short(each.before)}
              </td>
              <td className="number mono cut" title={full(each.after)}>
                {short(each.after)}
              </td>
              <td className="number mono">{delta(each.before, each.after) ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { ModelPage } from "../../api/types";
import { Icon } from "../../parts/Icon";
import { StagePill } from "../../parts/Stage";
import { Time } from "../../parts/Time";
import { tableKeys } from "../../parts/useTableKeys";
import { modelPath, webAddress } from "../../rules/addresses";
import { shortId } from "../../rules/values";
import { called, tagged } from "../../rules/versions";

/** All versions, with a pair to compare. */
export function Versions({ page }: { page: ModelPage }) {
  const [url] = useSearchParams();
  const [picked, setPicked] = useState<string[]>([]);
  const versions = tagged(page.versions);
  if (versions.length === 0) return null;
  const rank = (version: string) => versions.findIndex((each) => each.version === version);
  const [before, after] = [...picked].sort((a, b) => rank(b) - rank(a));
  const next = new URLSearchParams(url);
  if (before && after) next.set("compare", `${before}...${after}`);
  return (
    <section className="stack" aria-labelledby="versions">
      <div className="section-head">
        <h2 id="versions">
          Versions <span className="soft num">{versions.length}</span>
        </h2>
        {versions.length > 1 &&
          (before && after ? (
            <Link className="button small" to={`?${next}`}>
              <Icon name="arrows" /> Compare {before} and {after}
            </Link>
          ) : (
            <span className="soft small">Tick two to compare them.</span>
          ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard */}
      <section className="table-frame" tabIndex={0} aria-label="Versions">
        <table onKeyDown={tableKeys(versions.length)}>
          <thead>
            <tr>
              {versions.length > 1 && (
                <th scope="col">
                  <span className="hidden-text">Compare</span>
                </th>
              )}
              <th scope="col">Version</th>
              <th scope="col">Stages</th>
              <th scope="col">Commit</th>
              <th scope="col">By</th>
              <th scope="col">Date</th>
              <th scope="col">Message</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((each, index) => {
              const link = webAddress(each.commit_url);
              return (
                <tr key={each.version} data-row={index}>
                  {versions.length > 1 && (
                    <td>
                      <input
                        type="checkbox"
                        aria-label={`Compare ${each.version}`}
                        checked={picked.includes(each.version)}
                        onChange={(event) =>
                          setPicked((old) =>
                            event.target.checked
                              ? [...old, each.version].slice(-2)
                              : old.filter((version) => version !== each.version),
                          )
                        }
                      />
                    </td>
                  )}
                  <th scope="row">
                    <span className="line">
                      <Link
                        className={each.active ? "mono" : "mono struck"}
                        to={modelPath(page.repository.id, page.name, each.version)}
                      >
                        {called(each.version)}
                      </Link>
                      {each.version === page.latest && <span className="chip good">latest</span>}
                      {!each.registered && <span className="chip faded">not registered</span>}
                      {each.registered && !each.active && <span className="chip faded">deregistered</span>}
                    </span>
                  </th>
                  <td>
                    <span className="line">
                      {each.stages.map((stage) => (
                        <StagePill key={stage} stage={stage} />
                      ))}
                    </span>
                  </td>
                  <td>
                    {link ? (
                      <a href={link} rel="noreferrer">
                        <code title={each.commit}>{shortId(each.commit)}</code>
                      </a>
                    ) : (
                      <code title={each.commit}>{shortId(each.commit)}</code>
                    )}
                  </td>
                  <td>{each.author ?? "–"}</td>
                  <td>{each.at ? <Time at={each.at} how="absolute" /> : "–"}</td>
                  <td className="cut message-cell" title={each.message ?? undefined}>
                    {each.message?.split("\n", 1)[0] ?? ""}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}

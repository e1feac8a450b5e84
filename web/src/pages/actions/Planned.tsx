import type { Preview, Request } from "../../api/types";
import { Command, Copy } from "../../parts/Copy";
import { StageName } from "../../parts/Stage";
import { Note } from "../../parts/states";
import { shortId } from "../../rules/values";
import { sentence } from "../../rules/words";

/** What would happen, before it does: the tag, its commit, the command for the same, the CI, what stages fall back to. */
export function Planned({
  preview,
  fresh,
  action,
}: {
  preview: Preview | undefined;
  fresh: boolean;
  action: Request["action"];
}) {
  return (
    <section className="planned" aria-label="What this will do" aria-live="polite" aria-busy={!fresh}>
      <h3>What this will do</h3>
      {!preview ? (
        <p className="soft">{action === "assign" ? "Say which stage." : "Working it out…"}</p>
      ) : preview.refusal ? (
        <Note kind="bad" title={sentence(preview.refusal.message)}>
          {preview.refusal.hint && <p>{sentence(preview.refusal.hint)}</p>}
          {preview.refusal.message.includes("--force") && <p>Here: tick Force above.</p>}
          <p className="small soft">
            <code>{preview.refusal.code}</code> · nothing was changed
          </p>
        </Note>
      ) : (
        <dl className="facts">
          {preview.tags.map((planned) => (
            <div key={planned.tag}>
              <dt>Push tag</dt>
              <dd className="line wrap">
                <code className="strong anywhere">{planned.tag}</code>
                <Copy text={planned.tag} what="tag" />
                <span className="soft">
                  on commit <code title={planned.commit}>{shortId(planned.commit)}</code>
                </span>
              </dd>
            </div>
          ))}
          {Object.entries(preview.falls_back).map(([stage, version]) => (
            <div key={stage}>
              <dt>
                <StageName stage={stage} />
              </dt>
              <dd>
                {version ? (
                  <>
                    falls back to <code>{version}</code>, which was assigned before
                  </>
                ) : (
                  "has no version afterwards"
                )}
              </dd>
            </div>
          ))}
          <div>
            <dt>Starts</dt>
            <dd>
              {preview.starts.length > 0 ? (
                <ul>
                  {preview.starts.map((workflow) => (
                    <li key={workflow} className="anywhere">
                      {workflow}
                    </li>
                  ))}
                </ul>
              ) : (
                <span className="soft">no CI workflow that listens to this tag was found</span>
              )}
            </dd>
          </div>
        </dl>
      )}
      {preview && !preview.refusal && preview.remarks.map((remark) => <Note key={remark}>{sentence(remark)}</Note>)}
      {preview?.command && !preview.refusal && (
        <>
          <p className="soft small">The same by command:</p>
          <Command text={preview.command} />
        </>
      )}
    </section>
  );
}

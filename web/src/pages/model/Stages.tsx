import { Link, useSearchParams } from "react-router";
import type { ModelPage } from "../../api/types";
import { Icon } from "../../parts/Icon";
import { StageName, StagePill } from "../../parts/Stage";
import { Time } from "../../parts/Time";
import { actionSearch, modelPath } from "../../rules/addresses";
import { called } from "../../rules/versions";
import { assigned } from "../models/ModelsTable";

/** Each stage that the model knows, and the version that is in it. */
export function Stages({ page }: { page: ModelPage }) {
  const [url] = useSearchParams();
  const may = page.may_write && page.at === null && page.latest !== null;
  return (
    <section className="stack" aria-labelledby="stages">
      <div className="section-head">
        <h2 id="stages">Stages</h2>
        {may && page.stages.length > 0 && (
          <Link className="button small" to={actionSearch(url, { do: "assign" })}>
            <Icon name="plus" /> Assign stage
          </Link>
        )}
      </div>
      {page.stages.length === 0 && (
        <div className="note-box">
          <div className="stack">
            <p>
              A stage says where a version is in its life, such as <code>dev</code> or <code>prod</code>. It comes into
              being when a version is first assigned to it.
            </p>
            {may ? (
              <Link to={actionSearch(url, { do: "assign" })}>Assign first stage</Link>
            ) : (
              page.at === null && page.latest === null && <p className="soft">Register a version first.</p>
            )}
          </div>
        </div>
      )}
      <ul className="stage-list">
        {page.stages.map((stage) => {
          const assignment = page.assignments.find((each) => each.stage === stage);
          return (
            <li key={stage}>
              <StageName stage={stage} />
              {assignment ? (
                <StagePill
                  stage={stage}
                  title={assigned(assignment)}
                  to={modelPath(page.repository.id, page.name, assignment.version)}
                >
                  <span className="mono">{called(assignment.version)}</span>
                  <span className="cut who">{assignment.author}</span>
                  <Time at={assignment.at} how="brief" />
                </StagePill>
              ) : (
                <span className="line">
                  <span className="soft">no version</span>
                  {may && (
                    <Link to={actionSearch(url, { do: "assign", stage })} aria-label={`Assign ${stage}`}>
                      Assign
                    </Link>
                  )}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

import type { ModelPage } from "../../api/types";
import { Combo } from "../../parts/Combo";
import { StageName } from "../../parts/Stage";
import { called } from "../../rules/versions";

/** Which stage: one that is known, or a new one where the repository allows that. */
export function StageField({
  page,
  stage,
  onStage,
}: {
  page: ModelPage;
  stage: string;
  onStage: (stage: string) => void;
}) {
  const allowed = page.repository.allowed_stages;
  const known = allowed ?? page.stages;
  return (
    <Combo
      label="Stage"
      value={stage}
      autoFocus={stage === ""}
      placeholder="dev, staging, prod, …"
      options={known.map((each) => {
        const holder = page.assignments.find((assignment) => assignment.stage === each);
        return {
          id: each,
          value: each,
          text: (
            <>
              <StageName stage={each} />
              {holder && <span className="count mono">{called(holder.version)}</span>}
            </>
          ),
        };
      })}
      onChange={onStage}
      onChoose={(option) => onStage(option.value)}
      note={
        allowed
          ? `The repository's .gto allows ${allowed.join(", ")}.`
          : "A stage comes into being when a version is first assigned to it."
      }
    />
  );
}

/** Which of these versions. */
export function VersionField({
  id,
  label,
  page,
  versions,
  chosen,
  onChosen,
}: {
  id: string;
  label: string;
  page: ModelPage;
  versions: ModelPage["versions"];
  chosen: string;
  onChosen: (version: string) => void;
}) {
  const details = versions.find((each) => each.version === chosen);
  return (
    <div className="field">
      <label htmlFor={`${id}-of`}>{label}</label>
      <select id={`${id}-of`} className="input mono" value={chosen} onChange={(event) => onChosen(event.target.value)}>
        {versions.length === 0 && <option value="">{page.name} has no version</option>}
        {versions.map((each) => (
          <option key={each.version} value={each.version}>
            {called(each.version)}
            {each.version === page.latest ? " (latest)" : ""}
          </option>
        ))}
      </select>
      {details && (
        <p className="note anywhere">
          <code>{details.commit.slice(0, 7)}</code>
          {details.author && ` · registered by ${details.author}`}
          {details.message && ` · ${details.message}`}
        </p>
      )}
    </div>
  );
}

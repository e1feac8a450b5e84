import type { ModelPage } from "../../api/types";
import { Combo } from "../../parts/Combo";
import { Select } from "../../parts/Field";
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
  label,
  page,
  versions,
  chosen,
  onChosen,
}: {
  label: string;
  page: ModelPage;
  versions: ModelPage["versions"];
  chosen: string;
  onChosen: (version: string) => void;
}) {
  const details = versions.find((each) => each.version === chosen);
  return (
    <Select
      mono
      label={label}
      value={chosen}
      onPick={onChosen}
      options={
        versions.length === 0
          ? [{ value: "", text: `${page.name} has no version` }]
          : versions.map(({ version }) => ({
              value: version,
              text: version === page.latest ? `${called(version)} (latest)` : called(version),
            }))
      }
      note={
        details && (
          <span className="anywhere">
            <code>{details.commit.slice(0, 7)}</code>
            {details.author && ` · registered by ${details.author}`}
            {details.message && ` · ${details.message}`}
          </span>
        )
      }
    />
  );
}

import { type ReactNode, useId } from "react";
import type { Where } from "../rules/target";
import { branchOptions, CHOOSE, Field, Select } from "./Field";

/** Which branch a change starts from, and whether it goes there as it is or by a new branch and a pull request. */
export function WhereToCommit({
  where,
  onChange,
  branches,
  defaultBranch,
  message,
  title,
  requestOnly = false,
}: {
  where: Where;
  onChange: (where: Where) => void;
  branches: string[];
  defaultBranch: string | null;
  /** What the commit says, and what the pull request is called, if nothing is typed. */
  message: string;
  title: string;
  /** Only a pull request makes sense. */
  requestOnly?: boolean;
}) {
  const id = useId();
  const set = (change: Partial<Where>) => onChange({ ...where, ...change });
  const listed = branches.includes(where.base) || where.base === "" ? branches : [where.base, ...branches];
  return (
    <>
      <Select
        mono
        label="Base branch"
        value={where.base}
        onPick={(base) => set({ base })}
        options={[...(where.base === "" ? [CHOOSE] : []), ...branchOptions(listed, defaultBranch)]}
      />
      {!requestOnly && (
        <fieldset className="field ways">
          <legend>Where the commit goes</legend>
          <Way id={`${id}-way`} chosen={where.way === "commit"} onChoose={() => set({ way: "commit" })}>
            Commit directly to <code className="anywhere">{where.base || "the branch"}</code>
          </Way>
          <Way id={`${id}-way`} chosen={where.way === "request"} onChoose={() => set({ way: "request" })}>
            New branch and pull request
          </Way>
        </fieldset>
      )}
      {where.way === "request" && (
        <Field mono label="New branch" value={where.branch} onText={(branch) => set({ branch })} />
      )}
      <details className="fold">
        <summary>{where.way === "request" ? "Message, title and text" : "Commit message"}</summary>
        <div className="stack">
          <Field
            lines={2}
            label="Commit message"
            value={where.message}
            placeholder={message}
            onText={(message) => set({ message })}
          />
          {where.way === "request" && (
            <>
              <Field
                label="Title of the pull request"
                value={where.title}
                placeholder={title}
                onText={(title) => set({ title })}
              />
              <Field
                lines={3}
                label={
                  <>
                    Its text <span className="soft">Markdown, optional</span>
                  </>
                }
                value={where.body}
                onText={(body) => set({ body })}
              />
            </>
          )}
        </div>
      </details>
    </>
  );
}

function Way({
  id,
  chosen,
  onChoose,
  children,
}: {
  id: string;
  chosen: boolean;
  onChoose: () => void;
  children: ReactNode;
}) {
  return (
    <label className="check">
      <input type="radio" name={id} checked={chosen} onChange={onChoose} />
      <span>{children}</span>
    </label>
  );
}

import { type ReactNode, useId } from "react";
import type { Where } from "../rules/target";

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
      <div className="field">
        <label htmlFor={`${id}-base`}>Base branch</label>
        <select
          id={`${id}-base`}
          className="input mono"
          value={where.base}
          onChange={(event) => set({ base: event.target.value })}
        >
          {where.base === "" && <option value="">choose one</option>}
          {listed.map((branch) => (
            <option key={branch} value={branch}>
              {branch}
              {branch === defaultBranch ? " (default)" : ""}
            </option>
          ))}
        </select>
      </div>
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
        <div className="field">
          <label htmlFor={`${id}-branch`}>New branch</label>
          <input
            id={`${id}-branch`}
            className="input mono"
            value={where.branch}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => set({ branch: event.target.value })}
          />
        </div>
      )}
      <details className="fold">
        <summary>{where.way === "request" ? "Message, title and text" : "Commit message"}</summary>
        <div className="stack">
          <div className="field">
            <label htmlFor={`${id}-message`}>Commit message</label>
            <textarea
              id={`${id}-message`}
              className="input"
              rows={2}
              value={where.message}
              placeholder={message}
              onChange={(event) => set({ message: event.target.value })}
            />
          </div>
          {where.way === "request" && (
            <>
              <div className="field">
                <label htmlFor={`${id}-title`}>Title of the pull request</label>
                <input
                  id={`${id}-title`}
                  className="input"
                  value={where.title}
                  placeholder={title}
                  onChange={(event) => set({ title: event.target.value })}
                />
              </div>
              <div className="field">
                <label htmlFor={`${id}-body`}>
                  Its text <span className="soft">Markdown, optional</span>
                </label>
                <textarea
                  id={`${id}-body`}
                  className="input"
                  rows={3}
                  value={where.body}
                  onChange={(event) => set({ body: event.target.value })}
                />
              </div>
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

import { useMutation, useQuery } from "@tanstack/react-query";
import { useCallback, useId, useMemo, useState } from "react";
import { Button } from "react-aria-components";
import { Link } from "react-router";
import { type Edit, editChange } from "../../../api/edits";
import { runForm as askForm, enqueue } from "../../../api/experiments";
import type { Project } from "../../../api/types";
import { Command } from "../../../parts/Copy";
import { Dialog } from "../../../parts/Dialog";
import { Field } from "../../../parts/Field";
import { Icon } from "../../../parts/Icon";
import { Empty, Note, Skeleton, Trouble } from "../../../parts/states";
import { WhereToCommit } from "../../../parts/WhereToCommit";
import {
  asked,
  type Filled,
  fieldKey,
  filled,
  narrowed,
  POINTS_MAX,
  points,
  pointWords,
  type readForm,
  runCommand,
  type Typed,
} from "../../../rules/runForm";
import { nameOf } from "../../../rules/sorting";
import { subject, type Table } from "../../../rules/table";
import { lacking, targetOf, type Where, whereAtFirst } from "../../../rules/target";
import { count, shortId } from "../../../rules/values";
import { sentence } from "../../../rules/words";
import { EditOutcome } from "../../actions/EditOutcome";
import { PlannedEdit } from "../../actions/PlannedEdit";
import { useEdit } from "../../actions/useEdit";
import { RunFields } from "./RunFields";

/** The form of a new experiment, which starts from the commit of a row. */
export function RunDialog({
  project,
  table,
  row,
  onClose,
}: {
  project: Project;
  table: Table;
  row: number;
  onClose: () => void;
}) {
  const commit = table.commits.id[row] ?? "";
  const name = nameOf(table, row);
  const form = useQuery(askForm(project.id, commit));
  return (
    <Dialog
      whole
      title="Run an experiment"
      under={
        <>
          from {!name.startsWith(shortId(commit)) && <code>{shortId(commit)} </code>}
          {name} · {subject(table.commits.message[row] ?? "")}
        </>
      }
      onClose={onClose}
    >
      {form.data ? (
        <Form key={commit} {...{ project, table, commit, onClose }} form={form.data} />
      ) : (
        <div className="dialog-body">
          {form.isError ? (
            <Trouble error={form.error} retry={() => form.refetch()} />
          ) : (
            <Skeleton lines={8} label="Reading the params files" />
          )}
        </div>
      )}
    </Dialog>
  );
}

type ReadForm = ReturnType<typeof readForm>;

interface Props {
  project: Project;
  table: Table;
  commit: string;
  form: ReadForm;
  onClose: () => void;
}

function Form({ project, table, commit, form, onClose }: Props) {
  const [typed, setTyped] = useState<Typed>({});
  const [words, setWords] = useState("");
  const [onlyChanged, setOnlyChanged] = useState(false);
  const [grid, setGrid] = useState(false);
  const [how, setHow] = useState<"ci" | "runner">("ci");
  const [skip, setSkip] = useState(false);
  const [name, setName] = useState("");
  const [where, setWhere] = useState<Where>(() => {
    const at = table.commitById.get(commit);
    const first = whereAtFirst(branchOf(table, commit), `try-${shortId(commit)}`);
    // Onto a branch as it is goes only what begins at its head.
    const isHead = table.branches.some((branch) => branch.name === first.base && branch.commit === at);
    return isHead ? first : { ...first, way: "request" };
  });
  const id = useId();
  const type = useCallback(
    (key: string, text: string | null) =>
      setTyped((before) => {
        const { [key]: _, ...rest } = before;
        return text === null ? rest : { ...rest, [key]: text };
      }),
    [],
  );

  const said = useMemo(() => filled(form, typed, grid), [form, typed, grid]);
  const shown = useMemo(
    () => narrowed(form, words, (key) => !onlyChanged || key in typed),
    [form, words, onlyChanged, typed],
  );
  const changes = said.changed.length + said.data.length;
  const why =
    Object.keys(said.wrong).length > 0
      ? `${count(Object.keys(said.wrong).length, "field")} cannot be read.`
      : said.points > POINTS_MAX
        ? `This grid has ${said.points.toLocaleString("en-US")} experiments; ${POINTS_MAX} are made at once.`
        : how === "ci" && changes === 0
          ? "Change a parameter or the version of data."
          : how === "ci"
            ? lacking(where)
            : null;

  const edit: Edit = {
    action: "experiment",
    commit,
    ...asked(said, grid),
    grid,
    skip_studio: skip,
    ...targetOf(where),
  };
  const { plan, fresh, send, trouble, again, ready } = useEdit(project.repository, edit, how === "ci" ? why : "");
  const queues = useMutation({
    mutationFn: () => enqueue(project.id, { commit, ...asked(said, grid), grid, name: name.trim() || null }),
  });
  const wrong = useMemo(() => {
    const typing = Object.entries(said.wrong).map(([key, what]) => [key, `Type ${what}.`]);
    return { ...told(form, plan?.fields), ...Object.fromEntries(typing) };
  }, [form, plan, said]);

  if (send.data) {
    return (
      <EditOutcome
        asking={{ ...editChange(send.data.id), initialData: send.data }}
        doing={said.points > 1 ? `Commits ${said.points} experiments` : "Commits the experiment"}
        onBack={() => send.reset()}
        onClose={onClose}
      >
        <p className="soft">
          {where.way === "commit" || said.points > 1 ? "Its row is in the table" : "Its branch is in the table"} as soon
          as it is read; what CI makes of it stands beside its name.
        </p>
      </EditOutcome>
    );
  }
  if (queues.data) return <QueuedNow made={queues.data} onClose={onClose} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (how === "runner" && why === null && !queues.isPending) queues.mutate();
        else if (ready) send.mutate();
      }}
    >
      <div className="dialog-body run-form">
        <div className="stack run-inputs">
          <div className="line wrap">
            <input
              type="search"
              className="input grow"
              aria-label="Filter the inputs"
              placeholder="Filter the inputs"
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
            <label className="check">
              <input type="checkbox" checked={onlyChanged} onChange={(event) => setOnlyChanged(event.target.checked)} />
              Only changed <span className="soft num">{changes}</span>
            </label>
            <label className="check" title="Several values in a field, with commas: each combination is one experiment">
              <input type="checkbox" checked={grid} onChange={(event) => setGrid(event.target.checked)} />
              Grid
            </label>
          </div>
          {grid && (
            <p className="soft small">
              Several values in a field, with commas between them: each combination is an experiment.
            </p>
          )}
          <div className="run-fields">
            {form.params.length + form.data.length === 0 ? (
              <Empty title="Nothing to change here">
                <p>No params file and no data that DVC tracks was found in this commit.</p>
              </Empty>
            ) : shown.params.length + shown.data.length === 0 ? (
              <p className="soft">{onlyChanged ? "Nothing is changed yet." : "No input has these words."}</p>
            ) : (
              <RunFields form={shown} {...{ typed, wrong, grid }} onType={type} />
            )}
          </div>
        </div>
        <div className="stack run-target">
          <fieldset className="field ways">
            <legend>Who runs it</legend>
            <label className="check">
              <input type="radio" name={`${id}-how`} checked={how === "ci"} onChange={() => setHow("ci")} />
              <span>
                CI: <span className="soft">commit the changes; the repository's own CI reacts</span>
              </span>
            </label>
            <label className="check">
              <input
                type="radio"
                name={`${id}-how`}
                checked={how === "runner"}
                disabled={!project.runner.enabled}
                onChange={() => setHow("runner")}
              />
              <span>
                A runner:{" "}
                <span className="soft">
                  {project.runner.enabled ? (
                    "queue it for a machine on which gto studio runner is"
                  ) : (
                    <>
                      off; an admin of the team can turn it on in the{" "}
                      <Link to={`/projects?settings=${encodeURIComponent(project.id)}`}>project's settings</Link>
                    </>
                  )}
                </span>
              </span>
            </label>
          </fieldset>
          {how === "ci" ? (
            <>
              {form.ci.length === 0 && <NoCi project={project} />}
              <WhereToCommit
                {...{ where }}
                onChange={setWhere}
                branches={form.branches}
                defaultBranch={form.default_branch}
                message={plan?.commits[0]?.message ?? ""}
                title={plan?.pull_request?.title ?? ""}
              />
              <label className="check">
                <input type="checkbox" checked={skip} onChange={(event) => setSkip(event.target.checked)} />
                <span>
                  Hide this commit in the table: <code>[skip studio]</code>{" "}
                  <span className="soft">for CI that commits its results, so that there is one row, not two</span>
                </span>
              </label>
              <PlannedEdit plan={plan} fresh={fresh} waiting={why ?? undefined} />
            </>
          ) : (
            <>
              <Field
                mono
                label={
                  <>
                    Name <span className="soft">optional</span>
                  </>
                }
                value={name}
                onText={setName}
              />
              {project.runner_seen_at === null && (
                <Note icon="clock" title="No runner has asked for work of this project yet">
                  <p>It waits until one does. Start one where the data and DVC are:</p>
                  <Command text="gto studio runner" />
                </Note>
              )}
              <Queueing said={said} why={why} name={name.trim()} />
            </>
          )}
          {how === "ci" && trouble && <Trouble error={trouble} retry={() => void again()} />}
          {how === "runner" && queues.isError && <Trouble error={queues.error} />}
        </div>
      </div>
      <div className="dialog-foot">
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
        <button
          type="submit"
          className="button primary"
          disabled={how === "ci" ? !ready : why !== null || queues.isPending}
        >
          {how === "runner"
            ? said.points > 1
              ? `Queue ${count(said.points, "experiment")}`
              : "Queue the experiment"
            : said.points > 1
              ? `Commit ${count(said.points, "experiment")}`
              : where.way === "commit"
                ? "Commit changes"
                : plan?.pull_request?.possible === false
                  ? "Push the branch"
                  : "Open pull request"}
        </button>
      </div>
    </form>
  );
}

/** What the server says of fields (`params.yaml:train.lr`, `data:model.pkl`), by their keys here. */
function told(form: ReadForm, fields: Record<string, string> | undefined): Record<string, string> {
  if (!fields) return {};
  return Object.fromEntries(
    form.params.flatMap(({ file, fields: own }) =>
      own.flatMap(({ path }) => {
        const says = fields[`${file}:${path}`];
        return says ? [[fieldKey(file, path), sentence(says)]] : [];
      }),
    ),
  );
}

/** A branch of which the commit is the head, the default one first; else the default branch. */
function branchOf(table: Table, commit: string): string | null {
  const at = table.commitById.get(commit);
  const heads = table.branches.filter((branch) => branch.commit === at).map(({ name }) => name);
  return heads.find((name) => name === table.defaultBranch) ?? heads[0] ?? table.defaultBranch;
}

function NoCi({ project }: { project: Project }) {
  return (
    <Note icon="warn" title="No CI workflow was found in this repository">
      <p>
        The commit is made, but nothing will run it.{" "}
        <Link to={`/settings/repositories/${encodeURIComponent(project.repository)}`}>Make a workflow</Link> for your
        forge, or run it on a runner.
      </p>
    </Note>
  );
}

/** What the queue would get. */
function Queueing({ said, why, name }: { said: Filled; why: string | null; name: string }) {
  const each = points(said.changed);
  return (
    <section className="planned" aria-label="What this will do" aria-live="polite">
      <h3>What this will do</h3>
      {why !== null ? (
        <p className="soft">{why}</p>
      ) : (
        <>
          {said.points > 1 ? (
            <ol className="grid-points">
              {each.map((point) => (
                <li key={pointWords(point)} className="mono anywhere">
                  {pointWords(point)}
                </li>
              ))}
            </ol>
          ) : (
            <p className="anywhere">
              {said.changed.length > 0 ? (
                <>
                  Queue an experiment with <code>{pointWords(each[0] ?? [])}</code>
                </>
              ) : (
                "Queue an experiment with the parameters as they are"
              )}
            </p>
          )}
          {said.data.map(({ path, after }) => (
            <p key={path} className="anywhere">
              with <code>{path}</code> at <code>{after.slice(0, 10)}</code>
            </p>
          ))}
          <p className="soft small">The same by hand, in a clone:</p>
          <Command text={runCommand(said.changed, name)} />
        </>
      )}
    </section>
  );
}

function QueuedNow({ made, onClose }: { made: { name: string }[]; onClose: () => void }) {
  return (
    <>
      <div className="dialog-body" role="status">
        <Note kind="good" title={`Queued ${made.length === 1 ? "the experiment" : count(made.length, "experiment")}`}>
          <ul className="stack tight">
            {made.map(({ name }) => (
              <li key={name} className="line">
                <Icon name="clock" /> <code>{name}</code>
              </li>
            ))}
          </ul>
          <p>The next runner that is free takes it. Its row is under the commit, with its log in the row's menu.</p>
        </Note>
      </div>
      <div className="dialog-foot">
        <Button className="button primary" onPress={onClose}>
          Done
        </Button>
      </div>
    </>
  );
}

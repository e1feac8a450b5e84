import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { branches as askBranches, me as askMe, repositories as askRepositories, modelPage } from "../../api/calls";
import type { Annotation, ModelPage, Repository } from "../../api/types";
import { Dialog } from "../../parts/Dialog";
import { CHOOSE, Field, Select } from "../../parts/Field";
import { Icon } from "../../parts/Icon";
import { Empty, Note, Skeleton, Trouble } from "../../parts/states";
import { WhereToCommit } from "../../parts/WhereToCommit";
import { modelPath } from "../../rules/addresses";
import {
  addition,
  alteration,
  fieldsOf,
  isAddress,
  type ModelFields,
  mayWrite,
  nameFromPath,
} from "../../rules/modelEdits";
import { branchName, lacking, targetOf, type Where, whereAtFirst } from "../../rules/target";
import { sentence } from "../../rules/words";
import { EditForm } from "./EditForm";

const NOTHING: ModelFields = { name: "", path: "", type: "model", description: "", labels: "", file: "" };

/** Adding a model to a repository: chosen already (`repository`), or to be chosen. */
export function AddModel({ repository, onClose }: { repository: string | null; onClose: () => void }) {
  const asked = useQuery(askRepositories);
  const { data: me } = useQuery(askMe);
  const [picked, setPicked] = useState(repository);
  const all = asked.data ?? [];
  const writable = all.filter(({ team }) => mayWrite(me, team));
  const chosen = all.find(({ id }) => id === picked) ?? (writable.length === 1 ? writable[0] : undefined);
  return (
    <Dialog
      wide
      title="Add a model"
      under="Names a file or folder of a repository as a model, in its dvc.yaml. It gets versions after that."
      onClose={onClose}
    >
      {asked.isError ? (
        <div className="dialog-body">
          <Trouble error={asked.error} retry={() => asked.refetch()} />
        </div>
      ) : !asked.data || !me ? (
        <div className="dialog-body">
          <Skeleton lines={6} />
        </div>
      ) : all.length === 0 ? (
        <div className="dialog-body">
          <Empty
            title="No repository yet"
            action={
              <Link className="button primary" to="/projects?add=1">
                <Icon name="plus" /> Add a project
              </Link>
            }
          >
            <p>A model is named in a Git repository. Connect one first.</p>
          </Empty>
        </div>
      ) : (
        <Adding
          key={chosen?.id ?? ""}
          repositories={all}
          writable={writable}
          chosen={chosen}
          fixed={repository !== null}
          onPick={setPicked}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

function Adding({
  repositories,
  writable,
  chosen,
  fixed,
  onPick,
  onClose,
}: {
  repositories: Repository[];
  writable: Repository[];
  chosen: Repository | undefined;
  fixed: boolean;
  onPick: (id: string) => void;
  onClose: () => void;
}) {
  const [fields, setFields] = useState(NOTHING);
  const [named, setNamed] = useState(false);
  const [where, setWhere] = useState<Where>(whereAtFirst(chosen?.default_branch, ""));
  const [branched, setBranched] = useState(false);
  const [folder, setFolder] = useState("models");
  const name = named ? fields.name : nameFromPath(fields.path);
  const edit = addition({ ...fields, name }, folder);
  const suggested = edit.artifact ? branchName(`add-${edit.artifact.replaceAll("/", "-")}`) : "";
  const target: Where = branched ? where : { ...where, branch: suggested };
  const may = chosen !== undefined && writable.includes(chosen);
  const why =
    chosen === undefined
      ? "Choose the repository."
      : !may
        ? `You may look at ${chosen.name}, not write to it.`
        : fields.path.trim() === ""
          ? "Say where the model is."
          : name.trim() === ""
            ? "Name the model."
            : lacking(target);
  const set = (change: Partial<ModelFields>) => setFields({ ...fields, ...change });
  return (
    <EditForm
      repository={chosen?.id ?? ""}
      edit={{ ...edit, ...targetOf(target) }}
      why={why}
      button={target.way === "request" ? "Open pull request" : "Add the model"}
      doing={`Adds ${edit.artifact}`}
      done={chosen && <Added repository={chosen.id} name={edit.artifact} pending={target.way === "request"} />}
      onClose={onClose}
    >
      <Select
        label="Repository"
        value={chosen?.id ?? ""}
        disabled={fixed}
        onPick={onPick}
        options={[
          ...(chosen === undefined ? [CHOOSE] : []),
          ...repositories.map((each) =>
            writable.includes(each)
              ? { value: each.id, text: each.name }
              : { value: each.id, text: `${each.name} (you may look, not write)`, disabled: true },
          ),
        ]}
        note={
          !fixed && (
            <>
              One that is not listed is <Link to="/projects?add=1">added as a project</Link> first.
            </>
          )
        }
      >
        {chosen && !may && <p className="wrong">It takes the role editor in the team of this repository.</p>}
      </Select>
      <Field
        mono
        label="Path to the model"
        value={fields.path}
        placeholder="models/churn.pkl"
        onText={(path) => set({ path })}
        note={
          isAddress(fields.path)
            ? "It stays there: DVC imports its address, and whoever needs the bytes brings them with dvc update."
            : "A file or folder from the root of the repository, in Git or tracked by DVC; or an address such as s3://bucket/model."
        }
      />
      {isAddress(fields.path) && (
        <Field
          mono
          label="Folder in the repository"
          value={folder}
          placeholder="its root"
          onText={setFolder}
          note="Made if it is not there. The model is expected there by those who bring it."
        />
      )}
      <Field
        mono
        label="Name"
        value={name}
        placeholder="churn"
        onText={(name) => {
          setNamed(name !== "");
          set({ name });
        }}
        note={
          <>
            Letters, digits, and - _ / between them.
            {edit.artifact !== name.trim() && (
              <>
                {" "}
                The registry knows it as <code>{edit.artifact}</code>.
              </>
            )}
          </>
        }
      />
      <details className="fold">
        <summary>Advanced: description, labels, type, file</summary>
        <div className="stack">
          <Words fields={fields} set={set} />
          <Field
            mono
            label="dvc.yaml"
            value={fields.file}
            placeholder="the one at the root, or artifacts.yaml where the repository has that"
            onText={(file) => set({ file })}
            note="Made if it is not there. The name of a model in a folder begins with the folder."
          />
        </div>
      </details>
      {chosen && (
        <Target
          repository={chosen.id}
          where={target}
          title={`Add ${edit.artifact || "a model"}`}
          onChange={(next) => {
            if (next.branch !== target.branch) setBranched(true);
            setWhere(next);
          }}
        />
      )}
    </EditForm>
  );
}

function Added({ repository, name, pending }: { repository: string; name: string; pending: boolean }) {
  return pending ? (
    <Note icon="clock" title={`${name} is pending`}>
      <p>It is listed so until the pull request is merged.</p>
    </Note>
  ) : (
    <p>
      <Link to={modelPath(repository, name)}>{name}</Link> is listed as soon as the push was read.
    </p>
  );
}

/** Description, labels, type. */
function Words({ fields, set }: { fields: ModelFields; set: (change: Partial<ModelFields>) => void }) {
  return (
    <>
      <Field
        lines={3}
        label="Description"
        value={fields.description}
        placeholder="What it does, in Markdown"
        onText={(description) => set({ description })}
      />
      <Field
        label="Labels"
        value={fields.labels}
        placeholder="tabular, weekly"
        onText={(labels) => set({ labels })}
        note="Separated by commas; letters, digits, and - _ / between them."
      />
      <Field
        mono
        label="Type"
        value={fields.type}
        onText={(type) => set({ type })}
        note={
          <>
            <code>model</code>, or another word such as <code>dataset</code>: other types are listed apart.
          </>
        }
      />
    </>
  );
}

function Target({
  repository,
  where,
  title,
  requestOnly = false,
  onChange,
}: {
  repository: string;
  where: Where;
  title: string;
  requestOnly?: boolean;
  onChange: (where: Where) => void;
}) {
  const asked = useQuery(askBranches(repository));
  if (asked.isError) return <Trouble error={asked.error} retry={() => asked.refetch()} />;
  return (
    <WhereToCommit
      where={where}
      onChange={onChange}
      branches={asked.data?.branches.map(({ name }) => name) ?? []}
      defaultBranch={asked.data?.default ?? null}
      message={title}
      title={title}
      requestOnly={requestOnly}
    />
  );
}

/** Changing what is written about a model, or taking it away; `name` is the artifact's. */
export function EditModel({
  repository,
  name,
  removing,
  onClose,
}: {
  repository: string;
  name: string;
  removing: boolean;
  onClose: () => void;
}) {
  const asked = useQuery(modelPage(repository, name, null));
  const page = asked.data;
  return (
    <Dialog
      wide
      title={removing ? "Remove a model" : "Edit a model"}
      under={
        <>
          <span className="mono">{name}</span>
          {page && ` in ${page.repository.name}`}
        </>
      }
      onClose={onClose}
    >
      {!page ? (
        <div className="dialog-body">
          {asked.isError ? <Trouble error={asked.error} retry={() => asked.refetch()} /> : <Skeleton lines={6} />}
        </div>
      ) : !page.annotation ? (
        <div className="dialog-body">
          <Note icon="tag" title="Nothing is written about it">
            <p>
              No file at the head of {page.repository.default_branch ?? "the default branch"} names it: what is known of
              it are its tags.{" "}
              {removing ? "To take those back, deprecate it." : "To write something, add it as a model by this name."}
            </p>
          </Note>
        </div>
      ) : removing ? (
        <Removing page={page} annotation={page.annotation} onClose={onClose} />
      ) : (
        <Changing page={page} annotation={page.annotation} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Changing({ page, annotation, onClose }: { page: ModelPage; annotation: Annotation; onClose: () => void }) {
  // As it was when the dialog was opened: whoever changes it meanwhile is seen in the plan.
  const [written] = useState(annotation);
  const [fields, setFields] = useState(() => fieldsOf(page.name, annotation));
  const [where, setWhere] = useState(() =>
    whereAtFirst(page.repository.default_branch, `edit-${page.name.replaceAll("/", "-")}`),
  );
  const changed = alteration(page.name, written, fields);
  const set = (change: Partial<ModelFields>) => setFields({ ...fields, ...change });
  const why = notAllowed(page) ?? (changed === null ? "Change something first." : lacking(where));
  return (
    <EditForm
      repository={page.repository.id}
      edit={{ ...(changed ?? { action: "annotate", artifact: page.name, must_be_new: false }), ...targetOf(where) }}
      why={why}
      button={where.way === "request" ? "Open pull request" : "Push the change"}
      doing={`Changes what is written about ${page.name}`}
      onClose={onClose}
    >
      <MayWrite page={page} />
      <Words fields={fields} set={set} />
      <Field
        mono
        label="Path to the model"
        value={fields.path}
        onText={(path) => set({ path })}
        note={
          <>
            From the root of the repository. It is named in <code>{written.source}</code>.
          </>
        }
      />
      <Target
        repository={page.repository.id}
        where={where}
        title={`Change what is written about ${page.name}`}
        onChange={setWhere}
      />
    </EditForm>
  );
}

function Removing({ page, annotation, onClose }: { page: ModelPage; annotation: Annotation; onClose: () => void }) {
  const [file] = useState(annotation.source);
  const [where, setWhere] = useState(() =>
    whereAtFirst(page.repository.default_branch, `remove-${page.name.replaceAll("/", "-")}`),
  );
  return (
    <EditForm
      repository={page.repository.id}
      edit={{ action: "unannotate", artifact: page.name, file, ...targetOf(where) }}
      why={notAllowed(page) ?? lacking(where)}
      button={where.way === "request" ? "Open pull request" : `Remove ${page.name}`}
      danger={where.way === "commit"}
      doing={`Removes ${page.name}`}
      onClose={onClose}
    >
      <MayWrite page={page} />
      <p>
        Takes its entry out of <code>{file}</code>.{" "}
        {page.registered
          ? "Its versions, stages and history are tags, and stay: to take those back, too, deprecate it."
          : "It has no version, so it leaves the list."}{" "}
        The model's own file is not touched.
      </p>
      <Target repository={page.repository.id} where={where} title={`Remove ${page.name}`} onChange={setWhere} />
    </EditForm>
  );
}

function notAllowed(page: ModelPage): string | null {
  return page.may_write ? null : sentence(page.why_not ?? "you may look, not write");
}

function MayWrite({ page }: { page: ModelPage }) {
  if (page.may_write) return null;
  return (
    <Note kind="warn" icon="lock" title="You may look, not write">
      <p>{notAllowed(page)}</p>
    </Note>
  );
}

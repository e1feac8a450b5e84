import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useRef } from "react";
import { Link, useSearchParams } from "react-router";
import type { Assignment, Me, Model } from "../../api/types";
import { Icon } from "../../parts/Icon";
import { type Item, Menu } from "../../parts/Menu";
import { StageName, StagePill } from "../../parts/Stage";
import { Time } from "../../parts/Time";
import { tableKeys } from "../../parts/useTableKeys";
import { actionSearch, modelPath, webAddress } from "../../rules/addresses";
import { exact } from "../../rules/dates";
import { isHidden, type ModelsView, type Sort } from "../../rules/modelsView";
import { called } from "../../rules/versions";
import { doing } from "../../rules/words";
import { ROW } from "../../styles/measures";

interface Columns {
  repository: boolean;
  latest: boolean;
  labels: boolean;
  type: boolean;
  stages: string[];
}

/** A row a model, a column a stage. Only the rows in view are in the document, so a thousand cost no more than thirty. */
export function ModelsTable({
  models,
  stages,
  view,
  set,
}: {
  models: Model[];
  stages: string[];
  view: ModelsView;
  set: (change: Partial<ModelsView>) => void;
  me: Me | undefined;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: models.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const columns: Columns = {
    repository: !isHidden(view, "repository"),
    latest: !isHidden(view, "latest"),
    labels: !isHidden(view, "labels"),
    type: !isHidden(view, "type"),
    stages: stages.filter((stage) => !isHidden(view, `stage:${stage}`)),
  };
  const width =
    1 +
    [columns.repository, columns.latest, columns.labels, columns.type].filter(Boolean).length +
    columns.stages.length;
  const visible = rows.getVirtualItems();
  const before = visible[0]?.start ?? 0;
  const after = rows.getTotalSize() - (visible.at(-1)?.end ?? 0);
  const [url] = useSearchParams();
  const search = url.toString();
  const head = { view, set };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
    <section className="table-frame models-table" ref={frame} tabIndex={0} aria-label="Models">
      <table aria-rowcount={models.length + 1} onKeyDown={tableKeys(models.length, (row) => rows.scrollToIndex(row))}>
        <thead>
          <tr aria-rowindex={1}>
            <Head sort="name" className="frozen" {...head}>
              Model
            </Head>
            {columns.repository && (
              <Head sort="repository" {...head}>
                Repository
              </Head>
            )}
            {columns.latest && (
              <Head sort="latest" {...head}>
                Latest version
              </Head>
            )}
            {columns.type && <th scope="col">Type</th>}
            {columns.labels && <th scope="col">Labels</th>}
            {columns.stages.map((stage) => (
              <th scope="col" key={stage} className="stage-head">
                <StageName stage={stage} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Space height={before} width={width} />}
          {visible.map(({ index }) => {
            const model = models[index];
            return model ? (
              <Row
                key={`${model.repository}/${model.name}`}
                model={model}
                index={index}
                columnsKey={`${width} ${columns.stages.join()}`}
                columns={columns}
                search={search}
              />
            ) : null;
          })}
          {after > 0 && <Space height={after} width={width} />}
        </tbody>
      </table>
    </section>
  );
}

function Space({ height, width }: { height: number; width: number }) {
  return (
    <tr aria-hidden="true" className="space">
      <td colSpan={width} style={{ height }} />
    </tr>
  );
}

function Head({
  sort,
  view,
  set,
  className,
  children,
}: {
  sort: Sort;
  view: ModelsView;
  set: (change: Partial<ModelsView>) => void;
  className?: string;
  children: string;
}) {
  const on = view.sort === sort;
  return (
    <th scope="col" className={className} aria-sort={on ? (view.descending ? "descending" : "ascending") : undefined}>
      <button
        type="button"
        className="sort"
        onClick={() => set(on ? { descending: !view.descending } : { sort, descending: sort === "latest" })}
      >
        {children}
        {on && <Icon name={view.descending ? "fall" : "up"} />}
      </button>
    </th>
  );
}

const Row = memo(
  function Row({
    model,
    index,
    columns,
    search,
  }: {
    model: Model;
    index: number;
    columnsKey: string;
    columns: Columns;
    search: string;
  }) {
    const key = `${model.repository}/${model.name}`;
    const act = (action: string, more: { version?: string | null; stage?: string } = {}) =>
      actionSearch(new URLSearchParams(search), { do: action, on: key, ...more });
    const repositoryLink = webAddress(model.web_url);
    const gone = model.registered && !model.active;
    return (
      <tr data-row={index} aria-rowindex={index + 2} className={gone ? "gone" : undefined}>
        <th scope="row" className="frozen">
          <span className="line">
            <Link className="cut" to={modelPath(model.repository, model.name)} title={model.description || model.name}>
              {model.name}
            </Link>
            <ModelChips model={model} typed={columns.type} />
            <span className="apart" />
            <ModelMenu model={model} act={act} />
          </span>
        </th>
        {columns.repository && (
          <td>
            {repositoryLink ? (
              <a className="plain cut" href={repositoryLink} rel="noreferrer">
                {model.repository_name}
              </a>
            ) : (
              <span className="cut" title={model.repository_url}>
                {model.repository_name}
              </span>
            )}
          </td>
        )}
        {columns.latest && (
          <td>
            {model.latest ? (
              <Link className="mono" to={modelPath(model.repository, model.name, model.latest)}>
                {model.latest}
              </Link>
            ) : model.may_write ? (
              <Link to={act("register")} className="line">
                <Icon name="plus" /> Register
              </Link>
            ) : (
              <span className="soft">–</span>
            )}
          </td>
        )}
        {columns.type && <td className="soft">{model.type ?? "–"}</td>}
        {columns.labels && (
          <td>
            <span className="line">
              {model.labels.map((label) => (
                <span key={label} className="chip">
                  {label}
                </span>
              ))}
            </span>
          </td>
        )}
        {columns.stages.map((stage) => (
          <StageCell
            key={stage}
            model={model}
            stage={stage}
            assignTo={act("assign", { stage, version: model.latest })}
          />
        ))}
      </tr>
    );
  },
  (a, b) => a.model === b.model && a.index === b.index && a.columnsKey === b.columnsKey && a.search === b.search,
);

/** What a model is besides its name: deprecated, something other than a model, in the middle of a change. */
export function ModelChips({ model, typed }: { model: Model; typed: boolean }) {
  return (
    <>
      {model.registered && !model.active && <span className="chip faded">deprecated</span>}
      {model.type !== null && model.type !== "model" && !typed && <span className="chip faded">{model.type}</span>}
      {model.running?.map((change) => (
        <span key={change.id} className="chip" title={`asked for by ${change.author}`}>
          <Icon name="spin" spinning /> {change.state}: {doing(change.request)} · {change.author}
        </span>
      ))}
    </>
  );
}

function StageCell({ model, stage, assignTo }: { model: Model; stage: string; assignTo: string }) {
  const assignment = model.assignments[stage];
  if (assignment) {
    return (
      <td>
        <StagePill
          stage={stage}
          to={modelPath(model.repository, model.name, assignment.version)}
          title={assigned(assignment)}
        >
          <span className="mono">{called(assignment.version)}</span>
          <span className="cut who">{assignment.author}</span>
          <Time at={assignment.at} how="brief" />
        </StagePill>
      </td>
    );
  }
  if (!model.usable_stages.includes(stage)) {
    return (
      <td className="soft" title={`${model.repository_name} does not use ${stage}`}>
        –
      </td>
    );
  }
  const reason = !model.may_write
    ? "you may look at this repository, not write to it"
    : model.latest === null
      ? "register a version first"
      : null;
  return (
    <td>
      {reason ? (
        <button type="button" className="button small" disabled title={reason}>
          Assign
        </button>
      ) : (
        <Link className="button small" to={assignTo} aria-label={`Assign ${stage} to a version of ${model.name}`}>
          Assign
        </Link>
      )}
    </td>
  );
}

export function assigned(assignment: Assignment): string {
  return [
    `${assignment.author} assigned ${assignment.stage} to ${assignment.version}`,
    exact(assignment.at),
    assignment.message,
    assignment.tag,
  ]
    .filter(Boolean)
    .join("\n");
}

/** What can be done with a model, as far as one may. */
export function ModelMenu({
  model,
  act,
}: {
  model: Model;
  act: (action: string, more?: { version?: string | null; stage?: string }) => string;
}) {
  const disabled = !model.may_write;
  const staged = Object.keys(model.stages);
  const items: Item[] = [
    { id: "register", text: "Register a version…", to: act("register"), disabled },
    {
      id: "assign",
      text: "Assign a stage…",
      to: act("assign", { version: model.latest }),
      disabled: disabled || model.latest === null,
    },
    "rule",
    {
      id: "unassign",
      text: "Unassign a stage…",
      to: act("unassign"),
      disabled: disabled || staged.length === 0,
    },
    {
      id: "deregister",
      text: "Deregister a version…",
      to: act("deregister", { version: model.latest }),
      disabled: disabled || model.latest === null,
    },
    "rule",
    { id: "edit-model", text: "Edit description, labels, path…", to: act("edit-model"), disabled },
    { id: "remove-model", text: "Remove the entry…", to: act("remove-model"), disabled },
    "rule",
    {
      id: "deprecate",
      text: `Deprecate ${model.name}…`,
      to: act("deprecate"),
      danger: true,
      disabled: disabled || !model.active || !model.registered,
    },
  ];
  return <Menu label={`Actions on ${model.name}`} items={items} />;
}

export function ModelsTableSkeleton() {
  return (
    <div className="table-frame late" role="status" aria-label="Loading models">
      <table aria-hidden="true">
        <tbody>
          {["w60", "w40", "w80", "w60", "w40", "w60", "w80", "w40"].map((width, index) => (
            <tr key={index}>
              <td>
                <span className={`skeleton ${width}`} />
              </td>
              <td>
                <span className="skeleton w60" />
              </td>
              <td>
                <span className="skeleton w40" />
              </td>
              <td>
                <span className="skeleton w40" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

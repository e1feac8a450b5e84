import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { Button } from "react-aria-components";
import { Link } from "react-router";
import {
  me as askMe,
  models as askModels,
  repositories as askRepositories,
  openPullRequests,
  syncRepository,
} from "../../api/calls";
import type { Model, Repository } from "../../api/types";
import { Icon } from "../../parts/Icon";
import { Choices } from "../../parts/Menu";
import { StageName } from "../../parts/Stage";
import { Empty, Note, Trouble } from "../../parts/states";
import { useAddress } from "../../parts/useAddress";
import { useNarrow } from "../../parts/useNarrow";
import { actionSearch } from "../../rules/addresses";
import { mayWrite } from "../../rules/modelEdits";
import {
  facet,
  hiddenBut,
  isHidden,
  type ModelsView,
  narrowed,
  readView,
  SORT_WORDS,
  SORTS,
  select,
  stageColumns,
  writeView,
} from "../../rules/modelsView";
import { count } from "../../rules/values";
import { ActionDialog } from "../actions/ActionDialog";
import { ModelCards } from "./ModelCards";
import { ModelsTable, ModelsTableSkeleton } from "./ModelsTable";
import { PendingModels } from "./PendingModels";
import { SyncNotes } from "./SyncNotes";

const FIXED = [
  ["repository", "Repository"],
  ["latest", "Latest version"],
  ["labels", "Labels"],
  ["type", "Type"],
] as const;

/** All models of all repositories. */
export function Models() {
  const [url, setUrl] = useAddress();
  const team = url.get("team");
  const view = useMemo(() => readView(url), [url]);
  const set = (change: Partial<ModelsView>) =>
    setUrl((before) => writeView({ ...readView(before), ...change }, before), { replace: true });

  const { data: me } = useQuery(askMe);
  const asked = useQuery({ ...askModels(team), placeholderData: keepPreviousData });
  const repositories = useQuery(askRepositories);
  const pending = useQuery(openPullRequests(team));
  const all = asked.data;
  const narrow = useNarrow();
  const typed = useDeferredValue(view);
  const shown = useMemo(() => (all ? select(all, typed) : []), [all, typed]);
  const stages = useMemo(() => stageColumns(all ?? []), [all]);

  if (asked.isError && !all) {
    return (
      <div className="page narrow">
        <Trouble error={asked.error} retry={() => asked.refetch()} />
      </div>
    );
  }
  const filters = narrowed(view);
  const mayAdd = repositories.data?.some((each) => mayWrite(me, each.team)) ?? false;
  return (
    <div className="page">
      <div className="page-head">
        <h1>Models</h1>
        <p className="soft num push" aria-live="polite">
          {all &&
            (shown.length === all.length
              ? count(all.length, "model")
              : `${shown.length} of ${count(all.length, "model")}`)}
        </p>
        {all && all.length > 0 && mayAdd && (
          <Link className="button primary" to={actionSearch(url, { do: "add-model" })}>
            <Icon name="plus" /> Add a model
          </Link>
        )}
      </div>
      {all && all.length > 0 && (
        <Toolbar models={all} stages={stages} view={view} set={set} repositories={repositories.data ?? []} />
      )}
      {asked.isError && <Trouble error={asked.error} retry={() => asked.refetch()} />}
      <SyncNotes repositories={repositories.data ?? []} />
      <PendingModels asked={pending.data ?? []} />
      {!all ? (
        <ModelsTableSkeleton />
      ) : all.length === 0 ? (
        <NoModels
          repositories={repositories.data ?? []}
          addTo={mayAdd ? actionSearch(url, { do: "add-model" }) : null}
        />
      ) : shown.length === 0 ? (
        <Empty
          title="Nothing matches"
          action={
            <Button
              className="button"
              onPress={() => set({ q: "", stages: [], repositories: [], labels: [], types: [], deprecated: false })}
            >
              Clear search and filters
            </Button>
          }
        >
          <p>
            {count(all.length, "model")} here, none with{" "}
            {[view.q && `“${view.q}” in its name or repository`, filters > 0 && count(filters, "filter")]
              .filter(Boolean)
              .join(" and ") || "the switches as they are"}
            .
          </p>
        </Empty>
      ) : narrow ? (
        <ModelCards models={shown} stages={stages} view={view} />
      ) : (
        <ModelsTable models={shown} stages={stages} view={view} set={set} me={me} />
      )}
      <ActionDialog />
    </div>
  );
}

function Toolbar({
  models,
  stages,
  view,
  set,
  repositories,
}: {
  models: Model[];
  stages: string[];
  view: ModelsView;
  set: (change: Partial<ModelsView>) => void;
  repositories: Repository[];
}) {
  const facets = useMemo(
    () => ({
      stages: facet(models, (model) => Object.keys(model.stages)),
      labels: facet(models, (model) => model.labels),
      types: facet(models, (model) => [model.type ?? "model"]),
      repositories: facet(models, (model) => [model.repository]),
      deprecated: models.filter((model) => model.registered && !model.active).length,
    }),
    [models],
  );
  const nameOf = new Map(models.map((model) => [model.repository, model.repository_name]));
  const otherTypes = facets.types.filter(([type]) => type !== "model");
  const everything = view.types.includes("*");
  return (
    <div className="toolbar" role="toolbar" aria-label="What the table shows">
      <Choices
        label="Stage"
        chosen={view.stages}
        choices={facets.stages.map(([stage, amount]) => ({
          id: stage,
          text: <StageName stage={stage} />,
          plain: stage,
          count: amount,
        }))}
        onChange={(chosen) => set({ stages: chosen })}
      />
      <Choices
        label="Repository"
        chosen={view.repositories}
        choices={facets.repositories.map(([id, amount]) => ({ id, text: nameOf.get(id) ?? id, count: amount }))}
        onChange={(chosen) => set({ repositories: chosen })}
      />
      {facets.labels.length > 0 && (
        <Choices
          label="Label"
          chosen={view.labels}
          choices={facets.labels.map(([label, amount]) => ({ id: label, text: label, count: amount }))}
          onChange={(chosen) => set({ labels: chosen })}
        />
      )}
      {otherTypes.length > 0 && (
        <Choices
          label={everything ? "All types" : "Type"}
          counted={!everything}
          chosen={everything ? facets.types.map(([type]) => type) : view.types}
          choices={facets.types.map(([type, amount]) => ({ id: type, text: type, count: amount }))}
          onChange={(chosen) => set({ types: chosen.length === facets.types.length ? ["*"] : chosen })}
        />
      )}
      {facets.deprecated > 0 && (
        <label className="check">
          <input
            type="checkbox"
            checked={view.deprecated}
            onChange={(event) => set({ deprecated: event.target.checked })}
          />
          <span>
            Deprecated <span className="soft num">{facets.deprecated}</span>
          </span>
        </label>
      )}
      {otherTypes.length > 0 && (
        <label className="check">
          <input
            type="checkbox"
            checked={everything}
            onChange={(event) => set({ types: event.target.checked ? ["*"] : [] })}
          />
          <span>
            Other types <span className="soft num">{otherTypes.reduce((sum, [, amount]) => sum + amount, 0)}</span>
          </span>
        </label>
      )}
      <span className="apart" />
      <Choices
        single
        label={SORT_WORDS[view.sort]}
        chosen={[view.sort]}
        choices={SORTS.map((sort) => ({ id: sort, text: SORT_WORDS[sort] }))}
        onChange={([sort]) => {
          const chosen = SORTS.find((each) => each === sort);
          if (chosen) set({ sort: chosen });
        }}
      />
      <Button
        className="button square"
        aria-label={view.descending ? "Descending; sort ascending" : "Ascending; sort descending"}
        onPress={() => set({ descending: !view.descending })}
      >
        <Icon name={view.descending ? "fall" : "up"} />
      </Button>
      <Columns view={view} set={set} stages={stages} />
      <Button
        className="button"
        onPress={() => Promise.allSettled(repositories.map(({ id }) => syncRepository(id)))}
        isDisabled={repositories.length === 0}
      >
        <Icon name="refresh" /> Fetch
      </Button>
    </div>
  );
}

function Columns({
  view,
  set,
  stages,
}: {
  view: ModelsView;
  set: (change: Partial<ModelsView>) => void;
  stages: string[];
}) {
  const ids = [...FIXED.map(([id]) => id), ...stages.map((stage) => `stage:${stage}`)];
  return (
    <Choices
      label="Columns"
      counted={false}
      icon="columns"
      chosen={ids.filter((id) => !isHidden(view, id))}
      choices={[
        ...FIXED.map(([id, text]) => ({ id, text })),
        ...stages.map((stage) => ({ id: `stage:${stage}`, text: <StageName stage={stage} />, plain: stage })),
      ]}
      onChange={(chosen) => set({ hidden: hiddenBut(chosen, ids) })}
    />
  );
}

function NoModels({ repositories, addTo }: { repositories: Repository[]; addTo: string | null }) {
  if (repositories.length === 0) {
    return (
      <Empty
        title="No repository yet"
        action={
          <Link className="button primary" to="/projects?add=1">
            <Icon name="plus" /> Add a project
          </Link>
        }
      >
        <p>Studio shows the models of Git repositories. Add one by its URL, or by a path on this machine.</p>
      </Empty>
    );
  }
  const reading = repositories.filter(({ sync }) => sync.state === "queued" || sync.state === "running");
  if (reading.length > 0) {
    return (
      <Empty title={`Reading ${count(reading.length, "repository", "repositories")}`}>
        <p>Models appear here by themselves as soon as they are read.</p>
      </Empty>
    );
  }
  return (
    <Empty
      title="No models in these repositories"
      action={
        addTo && (
          <Link className="button primary" to={addTo}>
            <Icon name="plus" /> Add a model
          </Link>
        )
      }
    >
      <p>
        A model is listed when its repository names it.{" "}
        {addTo
          ? "Add one here, or by any of these, which a push brings here:"
          : "Any of these does, and a push brings it here:"}
      </p>
      <div className="stack">
        <Note title="dvc.yaml">
          <pre>{"artifacts:\n  churn:\n    path: models/churn.pkl\n    type: model"}</pre>
        </Note>
        <Note title="gto">
          <pre>gto register churn --push</pre>
        </Note>
        <Note title="DVCLive">
          <pre>{'live.log_artifact("models/churn.pkl", name="churn", type="model")'}</pre>
        </Note>
      </div>
    </Empty>
  );
}

import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { Link, useSearchParams } from "react-router";
import type { Model } from "../../api/types";
import { Icon } from "../../parts/Icon";
import { StagePill } from "../../parts/Stage";
import { Time } from "../../parts/Time";
import { tableKeys } from "../../parts/useTableKeys";
import { actionSearch, modelPath, webAddress } from "../../rules/addresses";
import { isHidden, type ModelsView } from "../../rules/modelsView";
import { called } from "../../rules/versions";
import { assigned, ModelChips, ModelMenu } from "./ModelsTable";

const ABOUT = 92;

/**
 * What the table of models says, one below the other, where its columns would be out of sight. Stages that a model is
 * not in are left out: its menu assigns them.
 */
export function ModelCards({ models, stages, view }: { models: Model[]; stages: string[]; view: ModelsView }) {
  const frame = useRef<HTMLDivElement>(null);
  const cards = useVirtualizer({
    count: models.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ABOUT,
    getItemKey: (index) => `${models[index]?.repository}/${models[index]?.name}`,
    overscan: 8,
  });
  const visible = cards.getVirtualItems();
  const shown = stages.filter((stage) => !isHidden(view, `stage:${stage}`));
  return (
    <div className="table-frame models-table" ref={frame}>
      <ul
        className="model-cards"
        aria-label="Models"
        onKeyDown={tableKeys(models.length, (row) => cards.scrollToIndex(row))}
        style={{ paddingTop: visible[0]?.start ?? 0, paddingBottom: cards.getTotalSize() - (visible.at(-1)?.end ?? 0) }}
      >
        {visible.map(({ index, key }) => {
          const model = models[index];
          return (
            model && (
              <li
                key={key}
                ref={cards.measureElement}
                data-index={index}
                data-row={index}
                aria-posinset={index + 1}
                aria-setsize={models.length}
              >
                <Card model={model} stages={shown} view={view} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

function Card({ model, stages, view }: { model: Model; stages: string[]; view: ModelsView }) {
  const [url] = useSearchParams();
  const act = (action: string, more: { version?: string | null; stage?: string } = {}) =>
    actionSearch(new URLSearchParams(url), { do: action, on: `${model.repository}/${model.name}`, ...more });
  const link = webAddress(model.web_url);
  const within = stages.flatMap((stage) => model.assignments[stage] ?? []);
  return (
    <div className={model.registered && !model.active ? "model-card gone" : "model-card"}>
      <div className="line">
        <Link className="cut" to={modelPath(model.repository, model.name)} title={model.description || model.name}>
          {model.name}
        </Link>
        <ModelChips model={model} typed={!isHidden(view, "type")} />
        <span className="apart" />
        {!isHidden(view, "latest") &&
          (model.latest ? (
            <Link
              className="mono"
              to={modelPath(model.repository, model.name, model.latest)}
              aria-label={`${model.name} ${model.latest}, the latest version`}
            >
              {model.latest}
            </Link>
          ) : model.may_write ? (
            <Link to={act("register")} className="line" aria-label={`Register a version of ${model.name}`}>
              <Icon name="plus" /> Register
            </Link>
          ) : (
            <span className="soft">no version</span>
          ))}
        <ModelMenu model={model} act={act} />
      </div>
      {(!isHidden(view, "repository") || !isHidden(view, "labels") || !isHidden(view, "type")) && (
        <div className="line wrap small soft">
          {!isHidden(view, "repository") &&
            (link ? (
              <a className="plain cut" href={link} rel="noreferrer">
                {model.repository_name}
              </a>
            ) : (
              <span className="cut" title={model.repository_url}>
                {model.repository_name}
              </span>
            ))}
          {!isHidden(view, "type") && model.type !== null && <span>{model.type}</span>}
          {!isHidden(view, "labels") &&
            model.labels.map((label) => (
              <span key={label} className="chip">
                {label}
              </span>
            ))}
        </div>
      )}
      {within.length > 0 && (
        <div className="line wrap">
          {within.map((assignment) => (
            <StagePill
              key={assignment.stage}
              stage={assignment.stage}
              to={modelPath(model.repository, model.name, assignment.version)}
              title={assigned(assignment)}
            >
              <span className="cut">{assignment.stage}</span>
              <span className="mono">{called(assignment.version)}</span>
              <Time at={assignment.at} how="brief" />
            </StagePill>
          ))}
        </div>
      )}
    </div>
  );
}

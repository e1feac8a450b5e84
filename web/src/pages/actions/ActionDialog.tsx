import { useQuery } from "@tanstack/react-query";
import { modelPage } from "../../api/calls";
import type { Request } from "../../api/types";
import { Dialog } from "../../parts/Dialog";
import { Skeleton, Trouble } from "../../parts/states";
import { useAddress } from "../../parts/useAddress";
import { ACTION_KEYS } from "../../rules/addresses";
import { ACTION_WORDS } from "../../rules/words";
import { ActionForm } from "./ActionForm";
import { AddModel, EditModel } from "./ModelDialogs";

const ACTIONS = Object.keys(ACTION_WORDS) as Request["action"][];

const TITLES: Record<Request["action"], string> = {
  register: "Register a version",
  assign: "Assign a stage",
  unassign: "Unassign a stage",
  deregister: "Deregister a version",
  deprecate: "Deprecate",
};

/**
 * The dialog of a registry action, if the address asks for one: `do` the action, `on` repository/artifact (on a model's
 * own page given as `model`), `of` a version (when registering: a commit, and `as` its number), `to` a stage. Besides
 * the registry's there are promote (assign, by a request), add-model (`on` a repository), edit-model and remove-model.
 */
export function ActionDialog({
  model,
  repository,
}: {
  model?: { repository: string; name: string };
  /** Of a page of one repository: where a model is added. */
  repository?: string;
}) {
  const [url, setUrl] = useAddress();
  const asked = url.get("do");
  const action = asked === "promote" ? "assign" : ACTIONS.find((each) => each === asked);
  const on = model ?? readOn(url.get("on"));
  const close = () =>
    setUrl(
      (before) => {
        const next = new URLSearchParams(before);
        for (const key of ACTION_KEYS) next.delete(key);
        return next;
      },
      { replace: true },
    );
  if (asked === "add-model") {
    return <AddModel repository={model?.repository ?? repository ?? url.get("on")} onClose={close} />;
  }
  if (!on) return null;
  if (asked === "edit-model" || asked === "remove-model") {
    return <EditModel key={asked} {...on} removing={asked === "remove-model"} onClose={close} />;
  }
  if (!action) return null;
  return (
    <Opened
      key={`${action} ${on.repository} ${on.name} ${url.get("of")} ${url.get("to")} ${url.get("as")}`}
      action={action}
      repository={on.repository}
      name={on.name}
      version={url.get("of")}
      stage={url.get("to")}
      number={url.get("as")}
      requesting={asked === "promote"}
      onClose={close}
    />
  );
}

function readOn(on: string | null): { repository: string; name: string } | null {
  const slash = on?.indexOf("/") ?? -1;
  return on && slash > 0 ? { repository: on.slice(0, slash), name: on.slice(slash + 1) } : null;
}

function Opened({
  action,
  repository,
  name,
  version,
  stage,
  number,
  requesting,
  onClose,
}: {
  action: Request["action"];
  repository: string;
  name: string;
  version: string | null;
  stage: string | null;
  number: string | null;
  requesting: boolean;
  onClose: () => void;
}) {
  const asked = useQuery(modelPage(repository, name, null));
  return (
    <Dialog
      wide={requesting}
      title={TITLES[action]}
      under={
        <>
          <span className="mono">{name}</span>
          {asked.data && ` in ${asked.data.repository.name}`}
        </>
      }
      onClose={onClose}
    >
      {asked.data ? (
        <ActionForm
          action={action}
          page={asked.data}
          version={version}
          stage={stage}
          number={number}
          requesting={requesting}
          onClose={onClose}
        />
      ) : (
        <div className="dialog-body">
          {asked.isError ? <Trouble error={asked.error} retry={() => asked.refetch()} /> : <Skeleton lines={6} />}
        </div>
      )}
    </Dialog>
  );
}

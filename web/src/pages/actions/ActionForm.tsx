import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useId, useMemo, useState } from "react";
import { preview as askPreview, makeChange } from "../../api/calls";
import type { ModelPage, Preview, Request } from "../../api/types";
import { Field, Select } from "../../parts/Field";
import { Note, Trouble } from "../../parts/states";
import { useDebounced } from "../../parts/useDebounced";
import { called } from "../../rules/versions";
import { sentence } from "../../rules/words";
import { CommitField } from "./CommitField";
import { Outcome } from "./Outcome";
import { Planned } from "./Planned";
import { PromotionForm } from "./PromotionForm";
import { StageField, VersionField } from "./StageFields";

const BUMPS = ["patch", "minor", "major"] as const;

/** What an action needs to know, what it would do, and the button that does it. */
export function ActionForm({
  action,
  page,
  version: askedVersion,
  stage: askedStage,
  number,
  requesting = false,
  onClose,
}: {
  action: Request["action"];
  page: ModelPage;
  version: string | null;
  stage: string | null;
  number: string | null;
  /** Assign by a pull request. */
  requesting?: boolean;
  onClose: () => void;
}) {
  const [byRequest, setByRequest] = useState(requesting);
  const registered = useMemo(() => page.versions.filter((each) => each.registered && each.active), [page]);
  const staged = page.assignments;
  const [commit, setCommit] = useState<string | null>(action === "register" ? askedVersion : null);
  const [typed, setTyped] = useState<string | null>(number);
  const [chosen, setChosen] = useState(askedVersion ?? registered[0]?.version ?? "");
  const [stage, setStage] = useState(askedStage ?? (action === "unassign" ? (staged[0]?.stage ?? "") : ""));
  const [message, setMessage] = useState("");
  const [force, setForce] = useState(false);
  const id = useId();

  const request: Request = {
    action,
    artifact: page.name,
    version:
      action === "register"
        ? typed
        : action === "assign" || action === "deregister"
          ? chosen || null
          : action === "unassign"
            ? (staged.find((each) => each.stage === stage)?.version ?? null)
            : null,
    stage: action === "assign" || action === "unassign" ? stage || null : null,
    commit: action === "register" ? commit : null,
    bump: null,
    message: message || null,
    force,
  };
  const complete =
    action === "register"
      ? commit !== null
      : action === "assign"
        ? stage !== "" && chosen !== ""
        : action === "unassign"
          ? stage !== ""
          : action === "deregister"
            ? chosen !== ""
            : true;
  const spelled = JSON.stringify(request);
  const settled = useDebounced(complete ? spelled : null);
  const asking = complete && settled !== null;
  const asked = useQuery({
    ...askPreview(page.repository.id, JSON.parse(settled ?? spelled) as Request),
    enabled: asking,
    placeholderData: keepPreviousData,
  });
  const preview = asking ? asked.data : undefined;
  const suggested = preview?.suggested ?? {};
  const first = page.latest === null;
  // The first version of a thing is v1.0.0 unless someone says otherwise; after that the smallest step is suggested.
  const prefill = first ? (suggested.major ?? suggested.patch) : suggested.patch;
  if (action === "register" && typed === null && prefill) setTyped(prefill);

  const send = useMutation({
    mutationFn: () =>
      makeChange(page.repository.id, { ...request, expected: preview?.tags.map(({ tag }) => tag) ?? null }),
  });
  const fresh = !complete || (settled === spelled && !asked.isPlaceholderData && asked.isFetchedAfterMount);
  const ready =
    complete && fresh && preview !== undefined && preview.refusal === null && preview.tags.length > 0 && page.may_write;

  if (send.data) {
    return <Outcome change={send.data} starts={preview?.starts ?? []} onBack={() => send.reset()} onClose={onClose} />;
  }
  const ways = <Ways name={`${id}-way`} byRequest={byRequest} stage={stage} onChange={setByRequest} />;
  if (action === "assign" && byRequest) {
    return (
      <PromotionForm
        page={page}
        registered={registered}
        version={chosen}
        onVersion={setChosen}
        stage={stage}
        onStage={setStage}
        reason={message}
        onReason={setMessage}
        ways={ways}
        onClose={onClose}
      />
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !send.isPending) send.mutate();
      }}
    >
      <div className="dialog-body">
        {!page.may_write && (
          <Note kind="warn" icon="lock" title="You may look, not write">
            <p>{sentence(page.why_not ?? "this repository takes no changes from you")}</p>
          </Note>
        )}
        {action === "register" && (
          <>
            <CommitField repository={page.repository.id} artifact={page.name} commit={commit} onCommit={setCommit} />
            <Field mono label="Version" value={typed ?? ""} placeholder="v1.0.0" onText={setTyped}>
              <div className="line wrap">
                {BUMPS.map((bump) =>
                  suggested[bump] ? (
                    <button
                      key={bump}
                      type="button"
                      className="button small"
                      aria-pressed={typed === suggested[bump]}
                      onClick={() => setTyped(suggested[bump] ?? null)}
                    >
                      {bump} <span className="mono">{suggested[bump]}</span>
                    </button>
                  ) : null,
                )}
              </div>
            </Field>
          </>
        )}
        {action === "assign" && (
          <>
            <StageField page={page} stage={stage} onStage={setStage} />
            <VersionField label="Version" page={page} versions={registered} chosen={chosen} onChosen={setChosen} />
            {ways}
          </>
        )}
        {action === "unassign" && (
          <Select
            label="Stage"
            value={stage}
            onPick={setStage}
            options={
              staged.length === 0
                ? [{ value: "", text: "no stage is assigned" }]
                : staged.map((each) => ({
                    value: each.stage,
                    text: `${each.stage}: ${called(each.version)}, by ${each.author}`,
                  }))
            }
          />
        )}
        {action === "deregister" && (
          <VersionField label="Version" page={page} versions={registered} chosen={chosen} onChosen={setChosen} />
        )}
        {action === "deprecate" && (
          <p>
            Takes back the whole of <span className="mono">{page.name}</span>: it leaves the list of models, and no
            stage has a version of it. Its history stays. Registering or assigning later brings it back.
          </p>
        )}
        <Field
          lines={2}
          label={
            <>
              Message <span className="soft">of the tag, optional</span>
            </>
          }
          value={message}
          placeholder={preview?.tags[0]?.message ?? ""}
          onText={setMessage}
        />
        {(action === "assign" || action === "register") && (
          <label className="check">
            <input type="checkbox" checked={force} onChange={(event) => setForce(event.target.checked)} />
            <span>
              Force
              <span className="soft">
                {action === "assign"
                  ? ": assign again what is assigned already, or a version that was deregistered"
                  : ": also on a commit that carries a version already, or a version that was deregistered"}
              </span>
            </span>
          </label>
        )}
        {asked.isError ? (
          <Trouble error={asked.error} retry={() => asked.refetch()} />
        ) : (
          <Planned preview={preview} fresh={fresh} action={action} />
        )}
        {send.isError && <Trouble error={send.error} />}
      </div>
      <div className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="submit"
          className={
            action === "deprecate" || action === "deregister" || action === "unassign"
              ? "button danger"
              : "button primary"
          }
          disabled={!ready || send.isPending}
        >
          {buttonWords(action, preview, request, page.name)}
        </button>
      </div>
    </form>
  );
}

function buttonWords(action: Request["action"], preview: Preview | undefined, request: Request, name: string): string {
  switch (action) {
    case "register":
      return `Register ${preview?.tags[0]?.version ?? request.version ?? ""}`.trim();
    case "assign":
      return request.stage ? `Assign ${request.stage}` : "Assign";
    case "unassign":
      return `Unassign ${request.stage ?? ""}`.trim();
    case "deregister":
      return `Deregister ${request.version ?? ""}`.trim();
    case "deprecate":
      return `Deprecate ${name}`;
  }
}

/** Whether a stage is assigned at once, or asked for. */
function Ways({
  name,
  byRequest,
  stage,
  onChange,
}: {
  name: string;
  byRequest: boolean;
  stage: string;
  onChange: (byRequest: boolean) => void;
}) {
  return (
    <fieldset className="field ways">
      <legend>How</legend>
      <label className="check">
        <input type="radio" name={name} checked={!byRequest} onChange={() => onChange(false)} />
        <span>Assign {stage || "it"} now</span>
      </label>
      <label className="check">
        <input type="radio" name={name} checked={byRequest} onChange={() => onChange(true)} />
        <span>
          Open a promotion request
          <span className="soft">
            : a pull request that shows what differs, and assigns the stage when it is merged
          </span>
        </span>
      </label>
    </fieldset>
  );
}

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { branches as askBranches } from "../../api/calls";
import type { ModelPage } from "../../api/types";
import { Field } from "../../parts/Field";
import { StageName } from "../../parts/Stage";
import { Note, Trouble } from "../../parts/states";
import { WhereToCommit } from "../../parts/WhereToCommit";
import { branchName, lacking, targetOf, type Where, whereAtFirst } from "../../rules/target";
import { sentence } from "../../rules/words";
import { EditForm } from "./EditForm";
import { StageField, VersionField } from "./StageFields";

/** Asking for a stage by a pull request, which carries what differs between the version it has and the new one. */
export function PromotionForm({
  page,
  registered,
  version,
  onVersion,
  stage,
  onStage,
  reason,
  onReason,
  ways,
  onClose,
}: {
  page: ModelPage;
  registered: ModelPage["versions"];
  version: string;
  onVersion: (version: string) => void;
  stage: string;
  onStage: (stage: string) => void;
  reason: string;
  onReason: (reason: string) => void;
  /** The choice between this and assigning at once. */
  ways: ReactNode;
  onClose: () => void;
}) {
  const [where, setWhere] = useState<Where>(() => ({
    ...whereAtFirst(page.repository.default_branch, ""),
    way: "request",
  }));
  const [named, setNamed] = useState(false);
  const branches = useQuery(askBranches(page.repository.id));
  const suggested = branchName(`promote-${page.name.replaceAll("/", "-")}-${version}-to-${stage.replaceAll("/", "-")}`);
  const target = named ? where : { ...where, branch: suggested };
  const title = `Promote ${page.name} ${version} to ${stage}`;
  const why = !page.may_write
    ? sentence(page.why_not ?? "you may look, not write")
    : stage === ""
      ? "Say which stage."
      : version === ""
        ? "Register a version first."
        : lacking(target);
  return (
    <EditForm
      repository={page.repository.id}
      edit={{ action: "promote", artifact: page.name, version, stage, reason: reason || null, ...targetOf(target) }}
      why={why}
      button="Open promotion request"
      doing="Opens the promotion request"
      done={
        <Note icon="clock" title={`${version} is pending for ${stage}`}>
          <p>
            <StageName stage={stage} /> is assigned when the pull request is merged, in your name. Closed without being
            merged, it leaves everything as it is.
          </p>
        </Note>
      }
      onClose={onClose}
    >
      <StageField page={page} stage={stage} onStage={onStage} />
      <VersionField label="Version" page={page} versions={registered} chosen={version} onChosen={onVersion} />
      {ways}
      <Field
        lines={2}
        label={
          <>
            Reason <span className="soft">in the report and in the tag, optional</span>
          </>
        }
        value={reason}
        onText={onReason}
      />
      {branches.isError && <Trouble error={branches.error} retry={() => branches.refetch()} />}
      <WhereToCommit
        requestOnly
        where={target}
        onChange={(next) => {
          if (next.branch !== target.branch) setNamed(true);
          setWhere(next);
        }}
        branches={branches.data?.branches.map(({ name }) => name) ?? []}
        defaultBranch={branches.data?.default ?? null}
        message={title}
        title={title}
      />
    </EditForm>
  );
}

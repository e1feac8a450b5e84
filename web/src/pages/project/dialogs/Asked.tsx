import { Button } from "react-aria-components";
import type { Project } from "../../../api/types";
import { Dialog } from "../../../parts/Dialog";
import { Note } from "../../../parts/states";
import { useAddress } from "../../../parts/useAddress";
import { askSearch } from "../../../rules/addresses";
import { rowOf, runOf, type Table } from "../../../rules/table";
import { shortId } from "../../../rules/values";
import { BranchDialog } from "./BranchDialog";
import { DeleteDialog } from "./DeleteDialog";
import { QueuedDialog } from "./QueuedDialog";
import { RenameDialog } from "./RenameDialog";
import { RunDialog } from "./RunDialog";
import "./dialogs.css";

/** The dialog over the table that the address asks for: `ask` which one, `about` the rows. */
export function Asked({
  project,
  table,
  baseline,
  mayWrite,
}: {
  project: Project;
  table: Table;
  baseline: number | null;
  mayWrite: boolean;
}) {
  const [url, setUrl] = useAddress();
  const ask = url.get("ask");
  const about = url.get("about") ?? "";
  if (ask === null) return null;
  const onClose = () => setUrl((before) => new URLSearchParams(askSearch(before, null)), { replace: true });
  if (ask === "queued") return <QueuedDialog key={about} id={about} {...{ project, mayWrite, onClose }} />;
  if (!mayWrite) return <LookOnly {...{ onClose }} />;
  const rows = about.split(",").flatMap((id) => rowOf(table, id) ?? []);
  const common = { project, table, onClose };
  if (ask === "delete") return <DeleteDialog key={about} {...common} rows={rows} />;
  const row = rows[0];
  if (row === undefined) return ABOUT_ONE.has(ask) ? <Gone id={about} {...{ onClose }} /> : null;
  if (runOf(table, row)) return null;
  const experiment = table.experimentOf.get(row);
  switch (ask) {
    case "run":
      return <RunDialog key={about} {...common} row={row} />;
    case "branch":
    case "request":
      return <BranchDialog key={about} {...common} {...{ row, baseline }} request={ask === "request"} />;
    case "rename":
      return experiment ? <RenameDialog key={about} {...common} experiment={experiment} /> : null;
    default:
      return null;
  }
}

const ABOUT_ONE = new Set(["run", "branch", "request", "rename"]);

/** For who had a dialog open about a row that is not there any more, or followed a link to one. */
function Gone({ id, onClose }: { id: string; onClose: () => void }) {
  return (
    <Warning
      title="It is not in the table any more"
      about={`No row of this table is commit ${shortId(id)}`}
      onClose={onClose}
    >
      The branch or experiment that led to it was moved or deleted meanwhile. Begin with another commit.
    </Warning>
  );
}

/** For who followed a link to a dialog that writes, and may only look. */
function LookOnly({ onClose }: { onClose: () => void }) {
  return (
    <Warning
      title="You may look, not write"
      about="It takes the role editor in the team of this project"
      onClose={onClose}
    >
      Editors run experiments, and change or delete them. An admin of the team can give you that role.
    </Warning>
  );
}

/** A dialog that only says why there is none. */
function Warning({
  title,
  about,
  children,
  onClose,
}: {
  title: string;
  about: string;
  children: string;
  onClose: () => void;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body">
        <Note kind="warn" title={about}>
          <p>{children}</p>
        </Note>
      </div>
      <div className="dialog-foot">
        <Button className="button" onPress={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}

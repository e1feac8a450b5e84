import { useSearchParams } from "react-router";
import type { Project } from "../../../api/types";
import { askSearch } from "../../../rules/addresses";
import { rowOf, runOf, type Table } from "../../../rules/table";
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
  const [url, setUrl] = useSearchParams();
  const ask = url.get("ask");
  const about = url.get("about") ?? "";
  if (ask === null) return null;
  const onClose = () => setUrl((before) => new URLSearchParams(askSearch(before, null)), { replace: true });
  if (ask === "queued") return <QueuedDialog key={about} id={about} {...{ project, mayWrite, onClose }} />;
  if (!mayWrite) return null;
  const rows = about.split(",").flatMap((id) => rowOf(table, id) ?? []);
  const common = { project, table, onClose };
  if (ask === "delete") return <DeleteDialog key={about} {...common} rows={rows} />;
  const row = rows[0];
  if (row === undefined || runOf(table, row)) return null;
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

import type { Run } from "../../../rules/table";

/** A row as the panes know it. */
export interface RowRef {
  /** A commit's id, or `live:` and a run's. */
  id: string;
  /** Its number in the table: columns answer for it. */
  row: number;
  label: string;
  /** Which of the row colours, 0 to 11: `data-row-colour`, `--row-N`. */
  colour: number;
  commit?: number;
  run?: Run;
}

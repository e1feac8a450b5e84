import type { Run, Table } from "../../../rules/table";
import type { View } from "../../../rules/view";

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

export interface PanesProps {
  project: string;
  table: Table;
  /** The rows that pass the filters, in the order of the table. */
  shown: number[];
  /** Rows whose plots are on. */
  rows: RowRef[];
  /** Rows with a tick. */
  selected: RowRef[];
  baseline: number | null;
  view: View;
  setView: (change: Partial<View>) => void;
  /** Which rows are plotted, by id; whoever stays keeps the colour. */
  setPlotted: (ids: string[]) => void;
  /** Which rows have a tick, by id. */
  setSelected: (ids: string[]) => void;
}

/** What opens beside and under the table. */
export function Panes(_: PanesProps) {
  return null;
}

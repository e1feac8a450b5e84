import { Icon } from "../../../parts/Icon";
import type { RowRef } from "./rowRef";

/** A row by its name, in its colour; with a × where it can be taken away. */
export function RowChip({ row, note, onRemove }: { row: RowRef; note?: string; onRemove?: () => void }) {
  return (
    <span className="row-chip" data-row-colour={row.colour}>
      <span className="swatch" aria-hidden="true" />
      <span className="cut mono" title={row.label}>
        {row.label}
      </span>
      {row.run?.state === "running" && (
        <span className="live-mark">
          <Icon name="spin" spinning />
          <span className="hidden-text">, running</span>
        </span>
      )}
      {note && <span className="soft small">{note}</span>}
      {onRemove && (
        <button type="button" className="bare-x" aria-label={`Take away ${row.label}`} onClick={onRemove}>
          <Icon name="cross" />
        </button>
      )}
    </span>
  );
}

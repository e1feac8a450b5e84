import { Icon } from "../../../parts/Icon";
import { grouped } from "../../../rules/chartLines";
import { count } from "../../../rules/values";
import { sentence } from "../../../rules/words";
import type { RowRef } from "./rowRef";

/** Which rows are not in a plot and why: said once for those of one reason. */
export function Problems({
  errors,
  rows,
  pending = 0,
}: {
  errors: Record<string, string>;
  rows: RowRef[];
  pending?: number;
}) {
  const said = grouped(errors);
  const called = (id: string) => rows.find((row) => row.id === id)?.label ?? id.slice(0, 7);
  return (
    <>
      {pending > 0 && (
        <p className="small soft line" role="status">
          <Icon name="clock" /> {count(pending, "file")} still being fetched
        </p>
      )}
      {said.map(({ reason, rows: of }) => (
        <p key={reason} className="plot-problem small">
          <Icon name="warn" />
          <span className="anywhere">
            <span className="mono">{of.map(called).join(", ")}</span>: {sentence(reason)}
          </span>
        </p>
      ))}
    </>
  );
}

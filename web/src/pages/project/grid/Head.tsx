import { memo } from "react";
import { Icon } from "../../../parts/Icon";
import { type Band, labels, title } from "../../../rules/columns";
import type { Column } from "../../../rules/table";
import type { Goal, SortBy } from "../../../rules/view";
import { BAND } from "../../../styles/measures";
import { OWN_CELLS, type Ticked } from "./Line";
import { type Layout, widthAt } from "./layout";

interface Props {
  at: Layout;
  bands: Band[][];
  first: number;
  last: number;
  sort: SortBy[];
  goals: Record<string, Goal>;
  ticked: Ticked;
  active: number;
}

/** The header: bands of files and keys, and the columns' names. It stays at the top, its left block at the left. */
export const Head = memo(function Head({ at, bands, first, last, sort, goals, ticked, active }: Props) {
  const by = new Map(sort.map(({ column, desc }) => [column, desc]));
  const own = { by, active };
  const range = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) => (
      <ColumnHead
        key={from + index}
        {...{ at, by, goals }}
        index={from + index}
        active={active === from + index + OWN_CELLS}
      />
    ));
  return (
    <div role="rowgroup" className="grid-head" style={{ width: at.total }}>
      {bands.map((band, level) => (
        <div key={level} role="presentation" className="band-row" style={{ height: BAND }}>
          <div className="froze" style={{ width: at.frozen }}>
            {band
              .filter((each) => each.at < at.pinned)
              .map((each) => (
                <BandCell key={each.at} band={each} at={at} level={level} held />
              ))}
          </div>
          {band
            .filter((each) => each.at >= at.pinned && each.at < last && each.at + each.span > first)
            .map((each) => (
              <BandCell key={each.at} band={each} at={at} level={level} held={false} />
            ))}
        </div>
      ))}
      <div role="row" aria-rowindex={1} className="band-row names" style={{ height: BAND }} data-line={-1}>
        <div className="froze" style={{ width: at.frozen }}>
          <div
            role="columnheader"
            aria-colindex={1}
            className="own-head name-head"
            style={{ width: at.name }}
            aria-sort={sorted(by, "name")}
            {...stop(0, active)}
          >
            <input
              type="checkbox"
              tabIndex={-1}
              data-act="tick-all"
              aria-label="Select all rows shown"
              checked={ticked === "all"}
              readOnly
              ref={(box) => {
                if (box) box.indeterminate = ticked === "some";
              }}
            />
            <Sorter column="name" name="Experiment" {...own} />
          </div>
          {at.created > 0 && (
            <div
              role="columnheader"
              aria-colindex={2}
              className="own-head"
              style={{ width: at.created }}
              aria-sort={sorted(by, "created") ?? (sort.length === 0 ? "descending" : undefined)}
              {...stop(1, active)}
            >
              <Sorter column="created" name="Created" {...own} natural={sort.length === 0} />
            </div>
          )}
          {at.message > 0 && (
            <div
              role="columnheader"
              aria-colindex={3}
              className="own-head"
              style={{ width: at.message }}
              aria-sort={sorted(by, "message")}
              {...stop(2, active)}
            >
              <Sorter column="message" name="Message" {...own} />
            </div>
          )}
          {range(0, at.pinned)}
        </div>
        {range(first, last)}
      </div>
    </div>
  );
});

function BandCell({ band, at, level, held }: { band: Band; at: Layout; level: number; held: boolean }) {
  const left = at.left[band.at] as number;
  const end = band.at + band.span - 1;
  const width = (at.left[end] as number) + widthAt(at, end) - left;
  const place = { left: held ? left : left + at.frozen, width };
  return (
    <div
      className={level === 0 ? `band-cell top ${band.kind}` : `band-cell ${band.kind}`}
      style={place}
      title={band.whole || undefined}
    >
      <span style={held ? undefined : { left: at.frozen }}>{band.text}</span>
    </div>
  );
}

function ColumnHead({
  at,
  index,
  by,
  goals,
  active,
}: {
  at: Layout;
  index: number;
  by: Map<string, boolean>;
  goals: Record<string, Goal>;
  active: boolean;
}) {
  const column = at.columns[index] as Column;
  const left = (at.left[index] as number) + (index < at.pinned ? 0 : at.frozen);
  const goal = goals[column.id];
  return (
    <div
      role="columnheader"
      aria-colindex={index + OWN_CELLS + 1}
      aria-sort={sorted(by, column.id)}
      className={`column-head ${column.kind}${column.type === "number" || column.type === "size" ? " number" : ""}`}
      style={{ left, width: widthAt(at, index) }}
      title={title(column)}
      draggable
      data-column={column.id}
      {...stop(index + OWN_CELLS, active ? index + OWN_CELLS : -1)}
    >
      <button type="button" className="sort cut" tabIndex={-1} data-act="sort" data-column={column.id}>
        <span className="cut">{labels(column).at(-1)}</span>
        {by.has(column.id) && <Icon name={by.get(column.id) ? "fall" : "up"} />}
      </button>
      {goal && (
        <span className="goal" title={goal === "up" ? "Higher is better" : "Lower is better"}>
          <span className="hidden-text">{goal === "up" ? ", higher is better" : ", lower is better"}</span>
          <Icon name={goal === "up" ? "rise" : "sink"} />
        </span>
      )}
      <button
        type="button"
        className="row-menu"
        tabIndex={-1}
        data-act="column"
        data-column={column.id}
        aria-haspopup="menu"
        aria-label={`Actions for the column ${title(column)}`}
      >
        <Icon name="down" />
      </button>
    </div>
  );
}

function Sorter({
  column,
  name,
  by,
  natural = false,
}: {
  column: string;
  name: string;
  by: Map<string, boolean>;
  natural?: boolean;
}) {
  return (
    <button type="button" className="sort" tabIndex={-1} data-act="sort" data-column={column}>
      {name}
      {by.has(column) ? <Icon name={by.get(column) ? "fall" : "up"} /> : natural && <Icon name="fall" />}
    </button>
  );
}

function sorted(by: Map<string, boolean>, column: string): "ascending" | "descending" | undefined {
  return by.has(column) ? (by.get(column) ? "descending" : "ascending") : undefined;
}

function stop(cell: number, active: number) {
  return { "data-cell": cell, tabIndex: cell === active ? 0 : -1 };
}

import { type ReactNode, useMemo, useState } from "react";
import { Icon } from "../../../parts/Icon";
import { choose, chosen, type Folder, found, nameIn, type PlotSummary, plotTree } from "../../../rules/plotTree";
import { RowChip } from "./RowChip";
import type { RowRef } from "./rowRef";
import { Tri } from "./Tri";

/** Which rows and which plots are shown. */
export function PlotRail({
  rows,
  plots,
  off,
  onOff,
  onRemove,
}: {
  rows: RowRef[];
  plots: PlotSummary[];
  off: readonly string[];
  onOff: (off: string[]) => void;
  onRemove: (id: string) => void;
}) {
  const [search, setSearch] = useState("");
  const set = useMemo(() => new Set(off), [off]);
  const shown = useMemo(() => found(plots, search), [plots, search]);
  const tree = useMemo(() => plotTree(shown), [shown]);
  const on = plots.filter(({ id }) => !set.has(id)).length;
  const flip = (ids: readonly string[]) => onOff(choose(ids, off));
  return (
    <div className="plot-rail">
      <details open>
        <summary>Rows</summary>
        <ul className="rail-rows">
          {rows.map((row) => (
            <li key={row.id}>
              <RowChip row={row} onRemove={() => onRemove(row.id)} />
            </li>
          ))}
        </ul>
      </details>
      <details open>
        <summary>Plots</summary>
        <input
          type="search"
          className="input"
          placeholder="Find a plot"
          aria-label="Find a plot"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || search === "") return;
            event.stopPropagation();
            setSearch("");
          }}
        />
        <p className="small soft" role="status">
          Selected {on} of {plots.length}
        </p>
        {shown.length === 0 ? (
          search && <p className="small soft">No plot has this in its name.</p>
        ) : (
          <>
            <Tri state={chosen(tree.ids, set)} onChange={() => flip(tree.ids)}>
              {search ? "All that are found" : "All plots"}
            </Tri>
            <Branch folder={tree} off={set} flip={flip} />
          </>
        )}
      </details>
    </div>
  );
}

function Branch({
  folder,
  off,
  flip,
}: {
  folder: Folder;
  off: ReadonlySet<string>;
  flip: (ids: readonly string[]) => void;
}) {
  return (
    <ul className="rail-tree">
      {folder.folders.map((each) => (
        <Fold key={each.path} folder={each} off={off} flip={flip}>
          <Branch folder={each} off={off} flip={flip} />
        </Fold>
      ))}
      {folder.plots.map((plot) => (
        <li key={plot.id}>
          <Tri state={off.has(plot.id) ? "none" : "all"} onChange={() => flip([plot.id])}>
            <span className="cut" title={plot.id}>
              {nameIn(plot)}
            </span>
          </Tri>
        </li>
      ))}
    </ul>
  );
}

function Fold({
  folder,
  off,
  flip,
  children,
}: {
  folder: Folder;
  off: ReadonlySet<string>;
  flip: (ids: readonly string[]) => void;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(true);
  return (
    <li>
      <div className="line">
        <button
          type="button"
          className="bare-x"
          aria-expanded={open}
          aria-label={`Folder ${folder.path}`}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? "down" : "right"} />
        </button>
        <Tri state={chosen(folder.ids, off)} onChange={() => flip(folder.ids)}>
          <span className="cut" title={folder.path}>
            {folder.name}/
          </span>
        </Tri>
        <span className="count small soft num">{folder.ids.length}</span>
      </div>
      {open && children}
    </li>
  );
}

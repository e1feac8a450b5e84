import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { Icon } from "../../parts/Icon";
import { type Branch, columnTree, moved, ordered, title } from "../../rules/columns";
import type { Table } from "../../rules/table";
import type { View } from "../../rules/view";
import { ROW } from "../../styles/measures";
import { Typed } from "./Typed";

interface Node {
  branch: Branch;
  level: number;
  open: boolean;
}

/** Above this many columns the tree opens folded: there is a search. */
const MANY = 60;

/** Every column as a tree with ticks: shown or hidden, in which order, pinned or not. */
export function ColumnsPane({
  table,
  view,
  setView,
}: {
  table: Table;
  view: View;
  setView: (change: Partial<View>) => void;
}) {
  const [q, setQ] = useState("");
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const { columns } = view;
  const all = useMemo(() => ordered(table, { columns }), [table, columns]);
  const roots = useMemo(() => columnTree(all, q), [all, q]);
  const hidden = useMemo(() => new Set(columns.hidden), [columns.hidden]);
  const pinned = new Set(columns.pinned);
  const openAtFirst = table.columns.length <= MANY || q !== "";
  const nodes = useMemo(() => {
    const found: Node[] = [];
    const walk = (branches: Branch[], level: number) => {
      for (const branch of branches) {
        const open = branch.below.length > 0 && (level === 0 || openAtFirst) !== flipped.has(branch.id);
        found.push({ branch, level, open });
        if (open) walk(branch.below, level + 1);
      }
    };
    walk(roots, 0);
    return found;
  }, [roots, flipped, openAtFirst]);
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: nodes.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const leaves = roots.flatMap((root) => root.leaves);
  const setHidden = (ids: readonly string[], hide: boolean) => {
    const next = new Set(columns.hidden);
    for (const id of ids) {
      if (hide) next.add(id);
      else next.delete(id);
    }
    setView({ columns: { ...columns, hidden: [...next] } });
  };
  const fold = (id: string) => {
    const next = new Set(flipped);
    if (next.has(id)) next.delete(id);
    else next.add(id);
    setFlipped(next);
  };
  const pin = (id: string) =>
    setView({
      columns: {
        ...columns,
        pinned: pinned.has(id) ? columns.pinned.filter((each) => each !== id) : [...columns.pinned, id],
      },
    });
  const move = (id: string, before: string | null) =>
    setView({ columns: { ...columns, order: moved(table, view, id, before) } });
  const press = (event: KeyboardEvent, { branch }: Node) => {
    if (!event.altKey || !branch.column || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const at = all.findIndex(({ id }) => id === branch.id);
    const to = event.key === "ArrowUp" ? at - 1 : at + 2;
    if (to >= 0 && to <= all.length) move(branch.id, all[to]?.id ?? null);
  };
  const dragged = useRef<string | null>(null);
  const shown = leaves.length - leaves.reduce((sum, id) => sum + Number(hidden.has(id)), 0);
  return (
    <div className="stack tight-pane">
      <div className="line">
        <span className="grow">
          <Typed label="Search columns" placeholder="File or key" value={q} onChange={setQ} autoFocus />
        </span>
        <button type="button" className="button small" onClick={() => setHidden(leaves, false)}>
          Show {q ? "these" : "all"}
        </button>
        <button type="button" className="button small" onClick={() => setHidden(leaves, true)}>
          Hide {q ? "these" : "all"}
        </button>
      </div>
      <p className="soft small num" aria-live="polite">
        {shown.toLocaleString("en-US")} of {leaves.length.toLocaleString("en-US")} shown
        {nodes.length > 0 && ". Drag a column, or press Alt and ↑ or ↓ on its tick, to move it."}
      </p>
      <div className="columns-frame" ref={frame}>
        <ul aria-label="Columns" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const node = nodes[index];
            if (!node) return null;
            const { branch, level, open } = node;
            const away = branch.leaves.reduce((sum, id) => sum + Number(hidden.has(id)), 0);
            const { column } = branch;
            return (
              <li
                key={branch.id}
                className={level === 0 ? `column-node kind ${branch.kind}` : "column-node"}
                style={{ top: start }}
                draggable={column !== null}
                onDragStart={() => {
                  dragged.current = branch.id;
                }}
                onDragOver={(event) => {
                  if (dragged.current && column) event.preventDefault();
                }}
                onDrop={() => {
                  if (dragged.current && column) move(dragged.current, branch.id);
                  dragged.current = null;
                }}
              >
                <span className="indent" data-level={level} />
                {branch.below.length > 0 ? (
                  <button
                    type="button"
                    className="row-fold"
                    aria-expanded={open}
                    aria-label={`${open ? "Fold" : "Unfold"} ${branch.name}`}
                    onClick={() => fold(branch.id)}
                  >
                    <Icon name={open ? "down" : "right"} />
                  </button>
                ) : (
                  <span className="fold-room" />
                )}
                <label className="check grow">
                  <input
                    type="checkbox"
                    checked={away < branch.leaves.length}
                    onKeyDown={(event) => press(event, node)}
                    ref={(box) => {
                      if (box) box.indeterminate = away > 0 && away < branch.leaves.length;
                    }}
                    onChange={() => setHidden(branch.leaves, away === 0)}
                  />
                  <span className="cut" title={column ? title(column) : branch.name}>
                    {branch.name}
                  </span>
                  {!column && <span className="soft num small">{branch.leaves.length.toLocaleString("en-US")}</span>}
                </label>
                {column && (
                  <button
                    type="button"
                    className="row-menu"
                    aria-pressed={pinned.has(branch.id)}
                    aria-label={pinned.has(branch.id) ? `Unpin ${title(column)}` : `Pin ${title(column)}`}
                    title={pinned.has(branch.id) ? "Unpin" : "Pin to the left"}
                    onClick={() => pin(branch.id)}
                  >
                    <Icon name="pin" />
                  </button>
                )}
              </li>
            );
          })}
        </ul>
        {nodes.length === 0 && (
          <p className="soft">{q ? `No column has “${q}” in its file or key.` : "No columns yet."}</p>
        )}
      </div>
    </div>
  );
}

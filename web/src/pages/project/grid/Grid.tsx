import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { bands as bandsOf } from "../../../rules/columns";
import { keyOf, type Row } from "../../../rules/rows";
import { rowId } from "../../../rules/table";
import type { SortBy } from "../../../rules/view";
import { BAND, ROW } from "../../../styles/measures";
import { Head } from "./Head";
import { type Drawing, Line, OWN_CELLS, type Ticked } from "./Line";
import type { Layout } from "./layout";
import { useWindow } from "./useWindow";

export type Act =
  | "tick"
  | "fold"
  | "plot"
  | "menu"
  | "more"
  | "model"
  | "failures"
  | "compare"
  | "note"
  | "checks"
  | "queued"
  | "enter";

export interface Did {
  act: Act;
  item: Row;
  /** Where a menu is to open. */
  anchor: HTMLElement;
  column: string | null;
  /** With Shift: from the row that was ticked last to this one. */
  range: boolean;
  index: number;
}

interface Props {
  rows: Row[];
  drawing: Drawing;
  sort: SortBy[];
  label: string;
  tickedOf: (item: Row) => Ticked;
  allTicked: Ticked;
  colourOf: (id: string) => number;
  onDo: (did: Did) => void;
  onTickAll: () => void;
  onSort: (column: string) => void;
  onColumn: (column: string, anchor: HTMLElement) => void;
  onDrop: (column: string, before: string) => void;
  /** What Esc does; null for nothing. */
  onEscape: (() => void) | null;
}

/**
 * Rows by columns of which only those in sight are in the document. No <table>: its rows could not be placed where they
 * belong without all others. Roles say what it is, and its cells take the focus one at a time (biome.json knows).
 */
export function Grid(props: Props) {
  const { rows, drawing, sort, label, tickedOf, colourOf, onDo } = props;
  const { table, at, goals } = drawing;
  const frame = useRef<HTMLDivElement>(null);
  const bands = useMemo(() => bandsOf(at.columns, at.pinned), [at]);
  const head = BAND * (bands.length + 1);
  const { from, to, first, last } = useWindow(frame, rows.length, head, at);
  const [stop, setStop] = useState<{ key: string; line: number; cell: number }>({ key: "", line: -1, cell: 0 });
  const focusing = useRef(false);

  // A row keeps the keyboard wherever filters and sorting move it.
  const line = useMemo(() => {
    if (stop.line < 0) return -1;
    const there = rows[stop.line];
    if (there && keyOf(there) === stop.key) return stop.line;
    const moved = rows.findIndex((row) => keyOf(row) === stop.key);
    return moved >= 0 ? moved : Math.min(stop.line, rows.length - 1);
  }, [rows, stop]);

  const cells = OWN_CELLS + at.columns.length;
  const shownLines = useMemo(() => {
    const found = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
    if (line >= 0 && (line < from || line >= to)) found.push(line);
    return found;
  }, [from, to, line]);

  useLayoutEffect(() => {
    if (!focusing.current) return;
    focusing.current = false;
    frame.current
      ?.querySelector<HTMLElement>(`[data-line="${line}"] [data-cell="${stop.cell}"]`)
      ?.focus({ preventScroll: true });
  });

  const go = (toLine: number, toCell: number) => {
    const element = frame.current;
    if (!element) return;
    const next = Math.max(-1, Math.min(rows.length - 1, toLine));
    const item = rows[next];
    const whole = item?.kind === "group" || item?.kind === "more";
    const cell = whole ? 0 : skipped(Math.max(0, Math.min(cells - 1, toCell)), toCell < stop.cell, drawing.at);
    const top = next * ROW;
    if (next >= 0) {
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + ROW > element.scrollTop + element.clientHeight - head) {
        element.scrollTop = top + ROW - element.clientHeight + head;
      }
    }
    const column = cell - OWN_CELLS;
    if (column >= at.pinned) {
      const [left, right] = [at.left[column] as number, at.left[column + 1] as number];
      if (left < element.scrollLeft) element.scrollLeft = left;
      else if (right > element.scrollLeft + element.clientWidth - at.frozen) {
        element.scrollLeft = right - element.clientWidth + at.frozen;
      }
    }
    focusing.current = true;
    setStop({ key: item ? keyOf(item) : "", line: next, cell });
  };

  const find = (target: EventTarget) => {
    const element = target instanceof Element ? target : null;
    const index = Number(element?.closest<HTMLElement>("[data-line]")?.dataset.line ?? Number.NaN);
    const cell = Number(element?.closest<HTMLElement>("[data-cell]")?.dataset.cell ?? 0);
    const acting = element?.closest<HTMLElement>("[data-act]") ?? null;
    return { index, cell, acting };
  };

  const click = (event: MouseEvent<HTMLDivElement>) => {
    const { index, cell, acting } = find(event.target);
    if (Number.isNaN(index)) return;
    const item = rows[index];
    setStop({ key: item ? keyOf(item) : "", line: index, cell });
    if (!acting) return;
    const act = acting.dataset.act as Act | "sort" | "column" | "tick-all";
    const column = acting.dataset.column ?? null;
    if (act === "sort" && column) props.onSort(column);
    else if (act === "column" && column) props.onColumn(column, acting);
    else if (act === "tick-all") props.onTickAll();
    else if (item) onDo({ act: act as Act, item, anchor: acting, column, range: event.shiftKey, index });
  };

  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    const item = rows[line];
    const page = Math.max(1, Math.floor(((frame.current?.clientHeight ?? 0) - head) / ROW) - 1);
    const act = (name: Act) =>
      item &&
      onDo({ act: name, item, anchor: event.target as HTMLElement, column: null, range: event.shiftKey, index: line });
    const expandable = item && (item.kind === "group" || (item.kind !== "more" && item.open !== null));
    const open = item && item.kind !== "more" && item.open;
    switch (event.key) {
      case "ArrowDown":
        go(line + 1, stop.cell);
        break;
      case "ArrowUp":
        go(line - 1, stop.cell);
        break;
      case "ArrowRight":
        if (stop.cell === 0 && expandable && !open) act("fold");
        else go(line, stop.cell + 1);
        break;
      case "ArrowLeft":
        if (stop.cell === 0 && expandable && open) act("fold");
        else if (stop.cell === 0) go(above(rows, line), 0);
        else go(line, stop.cell - 1);
        break;
      case "PageDown":
        go(line + page, stop.cell);
        break;
      case "PageUp":
        go(line - page, stop.cell);
        break;
      case "Home":
        go(0, stop.cell);
        break;
      case "End":
        go(rows.length - 1, stop.cell);
        break;
      case " ":
        if (line < 0) props.onTickAll();
        else act("tick");
        break;
      case "Enter": {
        if (event.target.matches("button,input")) return;
        const column = at.columns[stop.cell - OWN_CELLS];
        if (line < 0) {
          if (column) props.onColumn(column.id, event.target);
          else props.onSort(["name", "created", "message"][stop.cell] ?? "name");
        } else if (item) {
          const button = event.target.querySelector<HTMLElement>("[data-act=model]");
          if (item.kind === "more") act("more");
          else if (button) button.click();
          else act("menu");
        }
        break;
      }
      case "p":
        act("plot");
        break;
      case "c":
        if (item) act("compare");
        break;
      case "Escape":
        if (!props.onEscape) return;
        props.onEscape();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const dragged = useRef<string | null>(null);
  const columnUnder = (event: DragEvent) =>
    event.target instanceof Element
      ? (event.target.closest<HTMLElement>(".column-head")?.dataset.column ?? null)
      : null;
  const drag = {
    onDragStart: (event: DragEvent) => {
      dragged.current = columnUnder(event);
      event.dataTransfer.effectAllowed = "move";
    },
    onDragOver: (event: DragEvent) => {
      if (dragged.current && columnUnder(event)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      const before = columnUnder(event);
      if (dragged.current && before && before !== dragged.current) props.onDrop(dragged.current, before);
      dragged.current = null;
    },
  };

  useEffect(() => {
    // Fewer rows than before: a frame that is scrolled beyond them would be empty until touched.
    const element = frame.current;
    const most = rows.length * ROW + head;
    if (element && element.scrollTop > most) element.scrollTop = 0;
  }, [rows.length, head]);

  return (
    <div className="grid-frame" ref={frame} tabIndex={line < 0 ? -1 : undefined}>
      <div
        role="treegrid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={cells}
        aria-multiselectable
        className="grid"
        style={{ width: at.total, height: rows.length * ROW + head }}
        onClick={click}
        onKeyDown={press}
        {...drag}
      >
        <Head
          {...{ at, bands, first, last, sort, goals }}
          ticked={props.allTicked}
          active={line < 0 ? stop.cell : -1}
        />
        <div role="rowgroup" className="grid-body">
          {shownLines.map((index) => {
            const item = rows[index];
            if (!item) return null;
            return (
              <Line
                key={keyOf(item)}
                item={item}
                index={index}
                top={index * ROW}
                drawing={drawing}
                first={first}
                last={last}
                ticked={tickedOf(item)}
                colour={"row" in item ? colourOf(rowId(table, item.row)) : -1}
                active={index === line ? stop.cell : -1}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** Cells that a narrow table has no room for are passed over. */
function skipped(cell: number, back: boolean, at: Layout): number {
  if (at.created > 0 || cell === 0 || cell >= OWN_CELLS) return cell;
  return back ? 0 : OWN_CELLS;
}

/** The row that a row is beneath. */
function above(rows: Row[], line: number): number {
  const level = levelOf(rows[line]);
  for (let index = line - 1; index >= 0; index--) if (levelOf(rows[index]) < level) return index;
  return Math.max(line, 0);
}

function levelOf(row: Row | undefined): number {
  return row === undefined ? 0 : row.kind === "group" ? 1 : row.kind === "more" ? 3 : row.level;
}

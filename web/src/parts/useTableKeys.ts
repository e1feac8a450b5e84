import type { KeyboardEvent } from "react";

/**
 * Arrows move between the things in a table that can be focused: up and down by row, left and right along one.
 * Rows carry `data-row`; `reveal` brings a row into the document where only those in view are.
 */
export function tableKeys(rows: number, reveal?: (row: number) => void) {
  return (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    if (/^(input|select|textarea)$/i.test(event.target.tagName)) return;
    const row = event.target.closest<HTMLElement>("[data-row]");
    if (!row) return;
    const table = event.currentTarget;
    const index = Number(row.dataset.row);
    const stops = focusable(row);
    const place = stops.indexOf(event.target);
    const to =
      event.key === "ArrowDown"
        ? index + 1
        : event.key === "ArrowUp"
          ? index - 1
          : event.key === "Home"
            ? 0
            : event.key === "End"
              ? rows - 1
              : null;
    if (to !== null) {
      event.preventDefault();
      if (to < 0 || to >= rows) return;
      reveal?.(to);
      const column = event.target.closest("td,th");
      const columnIndex = column instanceof HTMLTableCellElement ? column.cellIndex : 0;
      requestAnimationFrame(() => focusIn(table, to, columnIndex));
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      event.preventDefault();
      stops[place + (event.key === "ArrowRight" ? 1 : -1)]?.focus();
    }
  };
}

function focusIn(table: HTMLElement, index: number, column: number) {
  const row = table.querySelector<HTMLTableRowElement>(`[data-row="${index}"]`);
  if (!row) return;
  const cell = row.cells?.[column];
  const stop = (cell && focusable(cell)[0]) ?? focusable(row)[0];
  stop?.focus();
  stop?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function focusable(inside: HTMLElement): HTMLElement[] {
  return [...inside.querySelectorAll<HTMLElement>("a[href],button:not([disabled])")];
}

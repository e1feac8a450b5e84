/** Rows get a colour out of twelve and keep it in table, chart and legend for as long as they are shown. */

export const ROW_COLOURS = 12;

/**
 * A place in the palette for each row. Rows that have one in `kept` keep it; the others take the one that is used
 * least, so that the first twelve all differ, whatever came and went before.
 */
export function rowColours(
  rows: readonly string[],
  kept: ReadonlyMap<string, number> = new Map(),
): Map<string, number> {
  const used = new Array<number>(ROW_COLOURS).fill(0);
  const given = new Map<string, number>();
  for (const row of rows) {
    const colour = kept.get(row);
    if (colour === undefined || given.has(row)) continue;
    given.set(row, colour);
    used[colour] = (used[colour] ?? 0) + 1;
  }
  const colours = new Map<string, number>();
  for (const row of rows) {
    let colour = given.get(row);
    if (colour === undefined) {
      colour = used.indexOf(Math.min(...used));
      given.set(row, colour);
      used[colour] = (used[colour] ?? 0) + 1;
    }
    colours.set(row, colour);
  }
  return colours;
}

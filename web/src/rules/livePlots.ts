/** What running jobs sent of their plots, beside the plots of commits. */

import { extended, type Series } from "./lines";
import type { Picture } from "./pictures";
import type { PlotSummary } from "./plotTree";

/** A row that a run told of, as its client sent it: the step, the value, perhaps a time. */
export type LiveRow = Record<string, unknown>;

export interface LiveRunPlots {
  /** The id of the table's row. */
  row: string;
  plots: readonly string[];
  images: readonly { file: string; step: number | null; url: string }[];
}

const NOT_VALUES = new Set(["step", "timestamp"]);
const STEPS_FOLDER = /^(.*)\/\d+\.[a-z]+$/i;

/** Where an image of a step belongs: the folder that holds one for each step. */
export function imagePlot({ file, step }: { file: string; step: number | null }): string {
  return step === null ? file : (STEPS_FOLDER.exec(file)?.[1] ?? file);
}

/**
 * The plots of commits with those of runs. A file that a commit's plot draws is that plot; any other is one of its own,
 * until its commit is pushed.
 */
export function withLive(plots: readonly PlotSummary[], runs: readonly LiveRunPlots[]): PlotSummary[] {
  const merged = plots.map((plot) => ({ ...plot, rows: { ...plot.rows } }));
  const add = (file: string, kind: PlotSummary["kind"], row: string) => {
    const known = merged.find((plot) => plot.id === file || plot.id === `live::${file}` || draws(plot, file));
    if (known) known.rows[row] = "ok";
    else {
      const folder = file.split("/").slice(0, -1).join("/");
      merged.push({ id: `live::${file}`, title: file, kind, folder, files: [file], rows: { [row]: "ok" } });
    }
  };
  for (const { row, plots: files, images } of runs) {
    for (const file of files) add(file, "series", row);
    for (const file of new Set(images.map(imagePlot))) add(file, "image", row);
  }
  return merged;
}

function draws({ id, files }: PlotSummary, file: string): boolean {
  return (files ?? []).includes(file) || id.endsWith(`::${file}`);
}

/** The file of a run that a plot shows; null where it shows none. */
export function liveFile(plot: PlotSummary, files: readonly string[]): string | null {
  return files.find((file) => plot.id === `live::${file}` || draws(plot, file)) ?? null;
}

/** How DVCLive calls the values in a file that only runs have: as the file. "" where a commit's plot says it. */
export function fieldOf(plot: PlotSummary): string {
  if (!plot.id.startsWith("live::")) return "";
  return (plot.id.split("/").at(-1) ?? "").replace(/^live::/, "").replace(/\.[^.]*$/, "");
}

/** A run's pictures of a plot. */
export function livePictures(plot: PlotSummary, images: LiveRunPlots["images"]): Picture[] {
  return images
    .filter((image) => liveFile(plot, [imagePlot(image)]) !== null || liveFile(plot, [image.file]) !== null)
    .map(({ file, step, url }) => ({ path: file, step, url }));
}

/** What a client sent as one line: by step, its last value that is not a time. Words such as "nan" are holes. */
export function lineOf(row: string, steps: readonly number[], rows: readonly LiveRow[], before?: Series): Series {
  const points = steps.map((step, at): [number, number | null] => {
    const value = Object.entries(rows[at] ?? {}).findLast(([key]) => !NOT_VALUES.has(key))?.[1];
    const known =
      typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
    return [step, Number.isFinite(known) ? known : null];
  });
  return extended(before ?? { row, name: null, x: [], y: [] }, points);
}

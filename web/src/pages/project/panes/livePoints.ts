/** Curves of running jobs: asked for again from where they ended, whenever a run tells more. */

import { type QueryClient, queryOptions, useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { body, server } from "../../../api/client";
import type { LivePlot } from "../../../api/types";
import type { Series } from "../../../rules/lines";
import { type LiveRow, type LiveRunPlots, lineOf, liveFile } from "../../../rules/livePlots";
import type { PlotSummary } from "../../../rules/plotTree";
import type { RowRef } from "./rowRef";

/** What a run sent so far, as the list of runs has it. */
export function sentBy({ id, run }: RowRef): LiveRunPlots & { files: LivePlot[] } {
  const { plots: files = [], images = [] } = run ?? {};
  return { row: id, plots: files.map(({ file }) => file), files, images };
}

const pointsKey = (project: string, run: string, file: string) => ["points", project, run, file] as const;

const livePoints = (client: QueryClient, project: string, row: string, run: string, plot: LivePlot) =>
  queryOptions({
    queryKey: pointsKey(project, run, plot.file),
    queryFn: async ({ signal }): Promise<Series> => {
      const known = client.getQueryData<Series>(pointsKey(project, run, plot.file));
      const last = known?.x.at(-1);
      // A job that was resumed from an earlier step tells its curve anew.
      const goesOn = known !== undefined && last !== undefined && (plot.last === null || plot.last >= last);
      let line = goesOn ? known : undefined;
      // The last step once more, for it may have been sent again.
      let after = goesOn && last !== undefined ? last - 1 : undefined;
      for (;;) {
        const path = { project, run };
        const query = { file: plot.file, ...(after === undefined ? {} : { after }) };
        const asked = server.GET("/api/projects/{project}/live/{run}/points", { params: { path, query }, signal });
        const { steps, rows, more } = await body(asked);
        line = lineOf(row, steps, rows as LiveRow[], line);
        after = steps.at(-1);
        if (!more || after === undefined) return line;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });

const NOTHING: Series[] = [];

/** The curves of the runs among some rows for one plot; they grow while somebody looks. */
export function useLivePoints(project: string, plot: PlotSummary, rows: readonly RowRef[]): Series[] {
  const client = useQueryClient();
  const wanted = useMemo(
    () =>
      rows.flatMap((row) => {
        if (!row.run) return [];
        const { files } = sentBy(row);
        const file = liveFile(
          plot,
          files.map((each) => each.file),
        );
        const live = files.find((each) => each.file === file);
        return live ? [{ row: row.id, run: row.run.id, live }] : [];
      }),
    [plot, rows],
  );
  const lines = useQueries({
    queries: wanted.map(({ row, run, live }) => livePoints(client, project, row, run, live)),
    combine: (asked) => asked.map(({ data }) => data),
  });
  const told = wanted.map(({ run, live }) => `${run} ${live.file} ${live.changed}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` changes when a run told more
  useEffect(() => {
    for (const { run, live } of wanted) {
      void client.invalidateQueries({ queryKey: pointsKey(project, run, live.file) }, { cancelRefetch: false });
    }
  }, [client, project, told]);
  return useMemo(() => (lines.some(Boolean) ? lines.filter((line) => line !== undefined) : NOTHING), [lines]);
}

import { useQuery } from "@tanstack/react-query";
import { type DragEvent, type KeyboardEvent, useId, useState } from "react";
import { Dialog } from "../../../parts/Dialog";
import { Icon } from "../../../parts/Icon";
import { Skeleton, Trouble } from "../../../parts/states";
import { livePictures } from "../../../rules/livePlots";
import { type Picture, pictureAt, steps } from "../../../rules/pictures";
import type { PlotSummary } from "../../../rules/plotTree";
import { sentence } from "../../../rules/words";
import { type Moves, Title } from "./ChartCard";
import { sentBy } from "./livePoints";
import { plotData } from "./plotCalls";
import { RowChip } from "./RowChip";
import type { RowRef } from "./rowRef";

const MIME = "text/x-plot";

/** One picture of each row, side by side; one slider through the steps of all. */
export function ImageBand({
  project,
  plot,
  rows,
  moves,
  folded,
  onFold,
}: {
  project: string;
  plot: PlotSummary;
  rows: RowRef[];
  moves: Moves;
  folded: boolean;
  onFold: (folded: boolean) => void;
}) {
  const pushed = rows.filter(({ run, id }) => !run && plot.rows[id] === "ok").map(({ id }) => id);
  const asked = useQuery(plotData(project, plot.id, folded ? [] : pushed));
  const live = rows.filter(({ run }) => run).map((row) => [row.id, livePictures(plot, sentBy(row).images)] as const);
  const images: Record<string, Picture[]> = { ...asked.data?.images, ...Object.fromEntries(live) };
  const all = steps(images);
  const [at, setAt] = useState<number | null>(null);
  const place = at === null ? all.length - 1 : Math.min(at, all.length - 1);
  const step = all[place] ?? null;
  const id = useId();
  const press = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key] as -1 | 1 | undefined;
    if (by === undefined) return;
    event.preventDefault();
    moves.onStep(moves.id, by);
  };
  const title = plot.title || plot.id;
  return (
    <section
      className="image-band"
      aria-label={title}
      onDragOver={(event: DragEvent) => event.dataTransfer.types.includes(MIME) && event.preventDefault()}
      onDrop={(event: DragEvent) => {
        const from = event.dataTransfer.getData(MIME);
        if (from) moves.onDrop(from, moves.id);
      }}
    >
      <header className="line">
        <button
          type="button"
          className="grip"
          draggable
          aria-label={`Move ${title}: with the arrow keys, or drag`}
          onDragStart={(event) => event.dataTransfer.setData(MIME, moves.id)}
          onKeyDown={press}
        >
          <Icon name="grip" />
        </button>
        <button type="button" className="fold-button" aria-expanded={!folded} onClick={() => onFold(!folded)}>
          <Icon name={folded ? "right" : "down"} />
          <Title text={title} />
        </button>
      </header>
      {!folded && all.length > 1 && (
        <div className="line slider">
          <label htmlFor={id}>Step</label>
          <input
            id={id}
            type="range"
            min={0}
            max={all.length - 1}
            value={place}
            aria-valuetext={`step ${step}`}
            onChange={(event) => setAt(event.target.valueAsNumber)}
          />
          <output htmlFor={id} className="mono small">
            {step}
          </output>
        </div>
      )}
      {!folded &&
        (asked.isError ? (
          <Trouble error={asked.error} retry={() => asked.refetch()} />
        ) : asked.data === undefined && pushed.length > 0 ? (
          <Skeleton lines={4} label={`Reading ${title}`} />
        ) : (
          <ul className="images">
            {rows.map((row) => (
              <li key={row.id}>
                <RowChip row={row} />
                <OneImage
                  name={`${title} of ${row.label}`}
                  picture={pictureAt(images[row.id] ?? [], step)}
                  wanted={step}
                  problem={asked.data?.errors?.[row.id]}
                  pending={(asked.data?.pending ?? 0) > 0}
                />
              </li>
            ))}
          </ul>
        ))}
    </section>
  );
}

function OneImage({
  name,
  picture,
  wanted,
  problem,
  pending,
}: {
  name: string;
  picture: { url: string; step: number | null } | null;
  wanted: number | null;
  problem: string | undefined;
  pending: boolean;
}) {
  const [whole, setWhole] = useState(false);
  const [broken, setBroken] = useState<string | null>(null);
  if (!picture || broken === picture.url) {
    return (
      <p className="no-image small soft">
        {problem ? sentence(problem) : broken ? "This file is no picture." : pending ? "Being fetched" : "None."}
      </p>
    );
  }
  const full = picture.step === null ? name : `${name}, step ${picture.step}`;
  return (
    <figure>
      <button
        type="button"
        className="image-button"
        aria-label={`Show ${full} on the whole screen`}
        onClick={() => setWhole(true)}
      >
        <img src={picture.url} alt={full} loading="lazy" onError={() => setBroken(picture.url)} />
      </button>
      {picture.step !== null && picture.step !== wanted && (
        <figcaption className="small soft">step {picture.step}</figcaption>
      )}
      {whole && (
        <Dialog title={full} onClose={() => setWhole(false)} whole>
          <div className="dialog-body">
            <img className="whole-image" src={picture.url} alt={full} />
          </div>
        </Dialog>
      )}
    </figure>
  );
}

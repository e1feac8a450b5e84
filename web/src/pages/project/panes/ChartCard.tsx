import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from "react";
import { Dialog } from "../../../parts/Dialog";
import { Icon } from "../../../parts/Icon";
import { type Item, Menu } from "../../../parts/Menu";

/** How a card can be moved among others; absent where the order is given. */
export interface Moves {
  id: string;
  /** Before the card of this id. */
  onDrop: (id: string, before: string) => void;
  /** One place towards the beginning or the end. */
  onStep: (id: string, by: -1 | 1) => void;
}

const MIME = "text/x-plot";

/** A chart with its name and what can be done with it. `children` draws it at a height. */
export function ChartCard({
  title,
  under,
  items,
  moves,
  foot,
  legend,
  wide = false,
  children,
}: {
  title: string;
  under?: ReactNode;
  items: Item[];
  moves?: Moves | undefined;
  foot?: ReactNode;
  /** What the pane says above its charts, and a chart on the whole screen must say itself. */
  legend?: ReactNode;
  wide?: boolean;
  children: (height: number) => ReactNode;
}) {
  const [whole, setWhole] = useState(false);
  const [over, setOver] = useState(false);
  const press = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key] as -1 | 1 | undefined;
    if (!moves || by === undefined) return;
    event.preventDefault();
    moves.onStep(moves.id, by);
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    const id = event.dataTransfer.getData(MIME);
    if (!moves || !id) return;
    event.preventDefault();
    moves.onDrop(id, moves.id);
  };
  return (
    <article
      className={`chart-card${wide ? " wide" : ""}${over ? " over" : ""}`}
      aria-label={title}
      {...(moves
        ? {
            onDragOver: (event: DragEvent) => {
              if (!event.dataTransfer.types.includes(MIME)) return;
              event.preventDefault();
              setOver(true);
            },
            onDragLeave: () => setOver(false),
            onDrop: drop,
          }
        : {})}
    >
      <header>
        {moves && (
          <button
            type="button"
            className="grip"
            draggable
            aria-label={`Move ${title}: with the arrow keys, or drag`}
            title="Drag, or move with the arrow keys"
            onDragStart={(event) => {
              event.dataTransfer.setData(MIME, moves.id);
              event.dataTransfer.effectAllowed = "move";
            }}
            onKeyDown={press}
          >
            <Icon name="grip" />
          </button>
        )}
        <Title text={title} />
        {under}
        <span className="apart" />
        <button
          type="button"
          className="button bare square small"
          aria-label={`Show ${title} on the whole screen`}
          onClick={() => setWhole(true)}
        >
          <Icon name="expand" />
        </button>
        <Menu label={`More for ${title}`} items={items} />
      </header>
      {children(240)}
      {foot}
      {whole && (
        <Dialog title={title} onClose={() => setWhole(false)} whole>
          <div className="dialog-body">
            {legend}
            {children(Math.max(280, Math.round(innerHeight * 0.62)))}
            {foot}
          </div>
        </Dialog>
      )}
    </article>
  );
}

/** A name of a plot. Most are paths, which are told apart by their ends. */
export function Title({ text }: { text: string }) {
  return (
    <h3 className={text.includes("/") ? "from-left" : "cut"} title={text}>
      <bdi>{text}</bdi>
    </h3>
  );
}

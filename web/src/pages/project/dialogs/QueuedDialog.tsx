import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Button } from "react-aria-components";
import { queued as askQueued, cancelQueued, removeQueued } from "../../../api/experiments";
import type { Project } from "../../../api/types";
import { Command } from "../../../parts/Copy";
import { Dialog } from "../../../parts/Dialog";
import { useAct } from "../../../parts/Form";
import { Icon } from "../../../parts/Icon";
import { Failed, Note, Skeleton, Trouble } from "../../../parts/states";
import { Time } from "../../../parts/Time";
import { queuedWords } from "../../../rules/queued";
import { pointWords } from "../../../rules/runForm";
import type { Value } from "../../../rules/table";
import { shortId } from "../../../rules/values";

const ASK_EVERY = 2000;

/** An experiment in the queue: where it is, what it was asked for, and the end of what it printed. */
export function QueuedDialog({
  project,
  id,
  mayWrite,
  onClose,
}: {
  project: Project;
  id: string;
  mayWrite: boolean;
  onClose: () => void;
}) {
  const asked = useQuery({
    ...askQueued(project.id, id),
    // A log grows without notices: whoever looks at it asks.
    refetchInterval: ({ state: { data } }) => (data && !isOver(data.state) ? ASK_EVERY : false),
  });
  const cancel = useAct(() => cancelQueued(project.id, id), ["projects"]);
  const remove = useAct(() => removeQueued(project.id, id), ["projects"], onClose);
  const item = asked.data;
  if (!item) {
    return (
      <Dialog wide title="Queued experiment" onClose={onClose}>
        <div className="dialog-body">
          {asked.isError ? <Trouble error={asked.error} retry={() => asked.refetch()} /> : <Skeleton lines={6} />}
        </div>
      </Dialog>
    );
  }
  const sets = Object.entries(item.params).flatMap(([file, values]) =>
    Object.entries(values).map(([path, value]) => ({ file, path, value: value as Value })),
  );
  return (
    <Dialog
      wide
      title={item.name}
      under={
        <>
          from <code>{shortId(item.baseline)}</code>, queued by {item.author} <Time at={item.created_at} />
        </>
      }
      onClose={onClose}
    >
      <div className="dialog-body">
        <dl className="facts">
          <div>
            <dt>State</dt>
            <dd className="line" data-state={item.state}>
              <Icon name={ICONS[item.state]} spinning={item.state === "running"} />
              {queuedWords(item)}
              {item.cancel && !isOver(item.state) && <span className="soft">being cancelled</span>}
            </dd>
          </div>
          {item.started_at && (
            <div>
              <dt>Started</dt>
              <dd>
                <Time at={item.started_at} />
              </dd>
            </div>
          )}
          {item.ended_at && (
            <div>
              <dt>Ended</dt>
              <dd>
                <Time at={item.ended_at} />
              </dd>
            </div>
          )}
          <div>
            <dt>Parameters</dt>
            <dd className="anywhere">
              {sets.length > 0 ? <code>{pointWords(sets)}</code> : <span className="soft">as they are</span>}
            </dd>
          </div>
          {Object.entries(item.data).map(([path, hash]) => (
            <div key={path}>
              <dt>Data</dt>
              <dd className="anywhere">
                <code>{path}</code> at <code>{hash.slice(0, 10)}</code>
              </dd>
            </div>
          ))}
          {item.command && (
            <div>
              <dt>Command</dt>
              <dd className="anywhere">
                <code>{item.command}</code>
              </dd>
            </div>
          )}
        </dl>
        {item.error && <Failed failure={item.error} />}
        {item.state === "queued" && (
          <Note icon="clock" title="No runner has taken it yet">
            <p>A runner of this project takes what waits the longest first. Start one where the data and DVC are:</p>
            <Command text="gto studio runner" />
          </Note>
        )}
        {item.state !== "queued" && <Log text={item.log} over={isOver(item.state)} />}
        {cancel.isError && <Trouble error={cancel.error} />}
        {remove.isError && <Trouble error={remove.error} />}
      </div>
      <div className="dialog-foot">
        {mayWrite && !isOver(item.state) && (
          <button
            type="button"
            className="button danger"
            disabled={cancel.isPending || item.cancel}
            onClick={() => cancel.mutate(undefined)}
          >
            Cancel {item.name}
          </button>
        )}
        {mayWrite && isOver(item.state) && (
          <button type="button" className="button" disabled={remove.isPending} onClick={() => remove.mutate(undefined)}>
            Remove from the queue
          </button>
        )}
        <Button className="button" onPress={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}

const ICONS = { queued: "clock", running: "spin", done: "check", failed: "warn", cancelled: "cross" } as const;

function isOver(state: string): boolean {
  return state !== "queued" && state !== "running";
}

/** The end of a log. Who is at its end stays there as it grows. */
function Log({ text, over }: { text: string; over: boolean }) {
  const frame = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has grown is the text
  useEffect(() => {
    const element = frame.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [text]);
  return (
    <section aria-label="Log" className="stack tight">
      <h3>Log</h3>
      {text ? (
        <pre
          ref={frame}
          className="log-tail"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
          tabIndex={0}
          onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
            atEnd.current = scrollTop + clientHeight >= scrollHeight - 8;
          }}
        >
          {text}
        </pre>
      ) : (
        <p className="soft">{over ? "It printed nothing." : "Nothing was printed yet."}</p>
      )}
    </section>
  );
}

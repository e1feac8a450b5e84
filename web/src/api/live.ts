/** One stream of notices tells which answers are out of date; the pages then ask again and change in place. */

import type { QueryClient } from "@tanstack/react-query";

interface Notice {
  repository?: string;
  change?: string;
}

/** A sync tells of itself in bursts. Each notice would end the questions that the one before it asked. */
const TOGETHER_MS = 100;
/** A browser does not come back to a stream that was refused, by the server or by a proxy before it. */
const AGAIN_MS = 10_000;

/** Listens until the returned function is called. The browser reconnects by itself, with the last id it has seen. */
export function listen(client: QueryClient, onState: (connected: boolean) => void): () => void {
  let stream: EventSource;
  let again: number | undefined;
  let opened = false;
  const connect = () => {
    stream = new EventSource("/api/stream");
    stream.onopen = () => {
      onState(true);
      // What happened while nobody listened was not told: ask again for everything on screen.
      if (opened) void client.invalidateQueries();
      opened = true;
    };
    stream.onerror = () => {
      onState(false);
      if (stream.readyState !== EventSource.CLOSED) return;
      // Whose session has ended is told so by the answers.
      void client.invalidateQueries();
      again = window.setTimeout(connect, AGAIN_MS);
    };
    for (const [topic, hear] of Object.entries(topics)) stream.addEventListener(topic, hear);
  };
  let news: Notice[] = [];
  let timer: number | undefined;
  const heard = (event: MessageEvent<string>) => {
    news.push(parse(event.data));
    timer ??= window.setTimeout(ask, TOGETHER_MS);
  };
  const ask = () => {
    const told = news;
    news = [];
    timer = undefined;
    const all = told.some((notice) => notice.repository === undefined);
    const repositories = new Set<unknown>(told.map((notice) => notice.repository));
    void client.invalidateQueries({ queryKey: ["models"] });
    void client.invalidateQueries({ queryKey: ["repositories"], exact: true });
    void client.invalidateQueries({ queryKey: ["projects"] });
    void client.invalidateQueries({ queryKey: ["feed"] });
    void client.invalidateQueries({ queryKey: ["alarms"] });
    void client.invalidateQueries({ queryKey: ["changes"] });
    void client.invalidateQueries({
      predicate: ({ queryKey: [kind, repository] }) =>
        (kind === "repositories" || kind === "previews") &&
        repository !== undefined &&
        (all || repositories.has(repository)),
    });
  };
  const topics: Record<string, (event: MessageEvent<string>) => void> = {
    message: heard,
    repository: heard,
    change: heard,
    alarm: heard,
    run: () => void client.invalidateQueries({ queryKey: ["projects", "live"] }),
    checks: () => {
      void client.invalidateQueries({ queryKey: ["projects", "checks"] });
      void client.invalidateQueries({
        predicate: ({ queryKey: [kind, , what] }) => kind === "repositories" && what === "checks",
      });
    },
    queue: () => {
      void client.invalidateQueries({ queryKey: ["projects", "queue"] });
      void client.invalidateQueries({ queryKey: ["projects", "queued"] });
    },
    "git-connection": () => void client.invalidateQueries({ queryKey: ["git-connections"] }),
    subscription: () => void client.invalidateQueries({ queryKey: ["subscriptions"] }),
  };
  connect();
  return () => {
    stream.close();
    window.clearTimeout(again);
    window.clearTimeout(timer);
  };
}

function parse(text: string): Notice {
  try {
    return JSON.parse(text) as Notice;
  } catch {
    return {};
  }
}

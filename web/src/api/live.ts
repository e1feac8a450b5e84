/** One stream of notices tells which answers are out of date; the pages then ask again and change in place. */

import type { QueryClient } from "@tanstack/react-query";

interface Notice {
  repository?: string;
  change?: string;
}

/** A sync tells of itself in bursts. Each notice would end the questions that the one before it asked. */
const TOGETHER_MS = 100;

/** Listens until the returned function is called. The browser reconnects by itself, with the last id it has seen. */
export function listen(client: QueryClient, onState: (connected: boolean) => void): () => void {
  const stream = new EventSource("/api/stream");
  let opened = false;
  stream.onopen = () => {
    onState(true);
    // What happened while nobody listened was not told: ask again for everything on screen.
    if (opened) void client.invalidateQueries();
    opened = true;
  };
  stream.onerror = () => onState(false);
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
  stream.addEventListener("run", () => void client.invalidateQueries({ queryKey: ["projects", "live"] }));
  stream.addEventListener("checks", () => {
    void client.invalidateQueries({ queryKey: ["projects", "checks"] });
    void client.invalidateQueries({
      predicate: ({ queryKey: [kind, , what] }) => kind === "repositories" && what === "checks",
    });
  });
  stream.addEventListener("queue", () => {
    void client.invalidateQueries({ queryKey: ["projects", "queue"] });
    void client.invalidateQueries({ queryKey: ["projects", "queued"] });
  });
  stream.addEventListener("git-connection", () => void client.invalidateQueries({ queryKey: ["git-connections"] }));
  stream.addEventListener("subscription", () => void client.invalidateQueries({ queryKey: ["subscriptions"] }));
  for (const topic of ["message", "repository", "change", "alarm"]) stream.addEventListener(topic, heard);
  return () => {
    stream.close();
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

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { commitChecks } from "../../api/calls";
import type { Event, ModelPage } from "../../api/types";
import { Choices } from "../../parts/Menu";
import { Timeline } from "../../parts/Timeline";
import { useAddress } from "../../parts/useAddress";
import { commitsAsked, triggered } from "../../rules/triggered";
import { EVENT_WORDS } from "../../rules/words";

const EVENTS = Object.keys(EVENT_WORDS) as Event["event"][];

/** What happened to the model, newest first, from its tags alone. */
export function History({ page }: { page: ModelPage }) {
  const [url, setUrl] = useAddress();
  const wanted = url.getAll("event");
  const events = page.history.filter((event) => wanted.length === 0 || wanted.includes(event.event));
  const commits = useMemo(() => commitsAsked(page.history), [page.history]);
  const said = useQuery({
    ...commitChecks(page.repository.id, commits),
    enabled: commits.length > 0 && page.repository.forge !== "git",
  });
  const runs = useMemo(() => triggered(page.history, said.data ?? {}), [page.history, said.data]);
  const present = EVENTS.filter((kind) => page.history.some(({ event }) => event === kind));
  return (
    <section className="stack" aria-labelledby="history">
      <div className="section-head">
        <h2 id="history">History</h2>
        {present.length > 1 && (
          <Choices
            label={wanted.length === 0 ? "All events" : "Events"}
            chosen={wanted}
            choices={present.map((kind) => ({
              id: kind,
              text: EVENT_WORDS[kind],
              count: page.history.filter(({ event }) => event === kind).length,
            }))}
            onChange={(chosen) =>
              setUrl(
                (before) => {
                  const next = new URLSearchParams(before);
                  next.delete("event");
                  for (const each of chosen) next.append("event", each);
                  return next;
                },
                { replace: true },
              )
            }
          />
        )}
      </div>
      {page.history.length === 0 ? (
        <p className="soft">
          Nothing happened {page.at ? "before then" : "yet"}. Each action leaves a tag, and each tag an entry here.
        </p>
      ) : (
        <Timeline events={events} triggered={runs} webUrl={page.repository.web_url} repository={page.repository.id} />
      )}
      {page.history.length > 0 && events.length === 0 && <p className="soft">No such event.</p>}
    </section>
  );
}

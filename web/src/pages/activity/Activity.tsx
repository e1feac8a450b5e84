import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { Button } from "react-aria-components";
import { alarms as askAlarms, feed as askFeed, repositories as askRepositories } from "../../api/calls";
import { Icon } from "../../parts/Icon";
import { Choices } from "../../parts/Menu";
import { Empty, Skeleton, Trouble } from "../../parts/states";
import { Timeline } from "../../parts/Timeline";
import { useAddress } from "../../parts/useAddress";
import { useTyped } from "../../parts/useTyped";
import { exportPath, FILTER_KEYS, isFiltered, readFilter } from "../../rules/feedFilter";
import { EVENT_WORDS } from "../../rules/words";
import { Alarms } from "./Alarms";

/** Everything that happened in all registries, newest first. */
export function Activity() {
  const [url, setUrl] = useAddress();
  const filter = readFilter(url);
  const asked = useInfiniteQuery({ ...askFeed(filter), placeholderData: keepPreviousData });
  const repositories = useQuery(askRepositories);
  const alarms = useQuery(askAlarms(filter.team ?? null));
  const id = useId();
  const set = (key: string, values: string[]) =>
    setUrl(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete(key);
        for (const value of values) if (value) next.append(key, value);
        return next;
      },
      { replace: true },
    );
  const events = asked.data?.pages.flatMap((page) => page.events) ?? [];
  const filtered = isFiltered(filter);
  return (
    <div className="page narrow">
      <div className="page-head">
        <h1 className="push">Activity</h1>
        <a className="button" href={exportPath(filter, "csv")} download>
          <Icon name="down_out" /> CSV
        </a>
        <a className="button" href={exportPath(filter, "json")} download>
          <Icon name="down_out" /> JSON
        </a>
      </div>
      {alarms.data && <Alarms alarms={alarms.data} />}
      <div className="toolbar low" role="toolbar" aria-label="Which events">
        <Typed name="q" label="Model" />
        <div className="field compact">
          <label htmlFor={`${id}-repository`}>Repository</label>
          <select
            id={`${id}-repository`}
            className="input short"
            value={filter.repository ?? ""}
            onChange={(event) => set("repository", [event.target.value])}
          >
            <option value="">all</option>
            {repositories.data?.map((repository) => (
              <option key={repository.id} value={repository.id}>
                {repository.name}
              </option>
            ))}
          </select>
        </div>
        <Typed name="stage" label="Stage" />
        <Typed name="person" label="Person" />
        <Typed name="since" label="From" type="date" />
        <Typed name="until" label="To" type="date" />
        <Choices
          label="Event"
          chosen={filter.event ?? []}
          choices={Object.entries(EVENT_WORDS).map(([kind, text]) => ({ id: kind, text }))}
          onChange={(chosen) => set("event", chosen)}
        />
        {filtered && (
          <Button
            className="button bare"
            onPress={() =>
              setUrl(
                (before) => {
                  const next = new URLSearchParams(before);
                  for (const key of FILTER_KEYS) next.delete(key);
                  return next;
                },
                { replace: true },
              )
            }
          >
            Clear
          </Button>
        )}
      </div>
      {asked.isError ? (
        <Trouble error={asked.error} retry={() => asked.refetch()} />
      ) : asked.isPending ? (
        <Skeleton lines={10} label="Loading events" />
      ) : events.length === 0 ? (
        filtered ? (
          <Empty title="No such event">
            <p>Nothing that happened fits all of these filters.</p>
          </Empty>
        ) : (
          <Empty title="Nothing happened yet">
            <p>
              Each registration, assignment and removal is a Git tag, and each tag an entry here, whoever pushed it.
            </p>
          </Empty>
        )
      ) : (
        <>
          <Timeline events={events} withModel />
          {asked.hasNextPage && (
            <Button className="button" onPress={() => asked.fetchNextPage()} isDisabled={asked.isFetchingNextPage}>
              {asked.isFetchingNextPage ? "Loading…" : "Older events"}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

function Typed({ name, label, type = "text" }: { name: string; label: string; type?: "text" | "date" }) {
  const [text, set] = useTyped(name);
  const id = useId();
  return (
    <div className="field compact">
      <label htmlFor={id}>{label}</label>
      <input id={id} type={type} className="input short" value={text} onChange={(event) => set(event.target.value)} />
    </div>
  );
}

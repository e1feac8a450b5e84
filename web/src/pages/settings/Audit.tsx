import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "react-aria-components";
import { useSearchParams } from "react-router";
import { audit as askAudit } from "../../api/calls";
import { Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { useTyped } from "../../parts/useTyped";

/** What was written through Studio, by whom. */
export function Audit() {
  const [url] = useSearchParams();
  const [action, type] = useTyped("action");
  const asked = useInfiniteQuery(askAudit(url.get("action")));
  const entries = asked.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <section className="stack">
      <div className="section-head">
        <h2>Audit log</h2>
        <span className="apart" />
        <label className="line">
          <span className="soft">Action</span>
          <input
            className="input short mono"
            value={action}
            placeholder="repository.add"
            onChange={(event) => type(event.target.value)}
          />
        </label>
      </div>
      <p className="soft">
        Every write through Studio. What happened in a registry is under Activity, from the tags themselves.
      </p>
      {asked.isError ? (
        <Trouble error={asked.error} retry={() => asked.refetch()} />
      ) : asked.isPending ? (
        <Skeleton lines={8} />
      ) : entries.length === 0 ? (
        <p className="soft">Nothing yet.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
        <section className="table-frame" tabIndex={0} aria-label="Audit log">
          <table>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">Action</th>
                <th scope="col">On</th>
                <th scope="col">Detail</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={entry.id}>
                  <td>
                    <Time at={entry.at} how="absolute" />
                  </td>
                  <td>{entry.name}</td>
                  <td className="mono">{entry.action}</td>
                  <td className="cut">{entry.subject}</td>
                  <td className="cut mono soft" title={JSON.stringify(entry.detail, null, 1)}>
                    {Object.keys(entry.detail).length > 0 ? JSON.stringify(entry.detail) : ""}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {asked.hasNextPage && (
        <p>
          <Button className="button" onPress={() => asked.fetchNextPage()} isDisabled={asked.isFetchingNextPage}>
            Older entries
          </Button>
        </p>
      )}
    </section>
  );
}

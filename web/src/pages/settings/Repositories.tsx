import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { repositories as askRepositories, syncRepository } from "../../api/calls";
import { useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { SyncState } from "../../parts/SyncState";
import { Empty, Skeleton, Trouble } from "../../parts/states";

export function Repositories() {
  const asked = useQuery(askRepositories);
  const sync = useAct(syncRepository, ["repositories"]);
  return (
    <section className="stack">
      <h2>Repositories</h2>
      {asked.isError ? (
        <Trouble error={asked.error} retry={() => asked.refetch()} />
      ) : !asked.data ? (
        <Skeleton />
      ) : asked.data.length === 0 ? (
        <Empty title="No repository yet" action={<Link to="/projects?add=1">Add a project</Link>} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
        <section className="table-frame" tabIndex={0} aria-label="Repositories">
          <table>
            <thead>
              <tr>
                <th scope="col">Repository</th>
                <th scope="col">Last look</th>
                <th scope="col" className="number">
                  Models
                </th>
                <th scope="col" className="number">
                  Oddities
                </th>
                <th scope="col" className="number">
                  Alarms
                </th>
                <th scope="col">
                  <span className="hidden-text">Fetch</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {asked.data.map((repository) => (
                <tr key={repository.id}>
                  <th scope="row">
                    <Link to={`/settings/repositories/${repository.id}`} title={repository.url}>
                      {repository.name}
                    </Link>
                  </th>
                  <td className="cut">
                    <SyncState sync={repository.sync} />
                  </td>
                  <td className="number">{repository.models}</td>
                  <td className="number">{repository.problems}</td>
                  <td className="number">{repository.alarms}</td>
                  <td>
                    <button
                      type="button"
                      className="button small"
                      aria-label={`Fetch ${repository.name}`}
                      onClick={() => sync.mutate(repository.id)}
                    >
                      <Icon name="refresh" /> Fetch
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {sync.isError && <Trouble error={sync.error} />}
    </section>
  );
}

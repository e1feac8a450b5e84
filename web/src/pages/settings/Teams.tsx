import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { addTeam, teams as askTeams } from "../../api/calls";
import type { Me } from "../../api/types";
import { Field } from "../../parts/Field";
import { Form, text, useAct } from "../../parts/Form";
import { Skeleton, Trouble } from "../../parts/states";

export function Teams({ me }: { me: Me }) {
  const asked = useQuery(askTeams);
  const add = useAct(
    (form: FormData) => addTeam({ slug: text(form, "slug") ?? "", name: text(form, "name") ?? "" }),
    ["teams", "me"],
  );
  return (
    <>
      <section className="stack">
        <h2>Teams</h2>
        <p className="soft">
          A team has repositories, projects and members. What it has is seen by its members only, unless a project is
          public.
        </p>
        {asked.isError ? (
          <Trouble error={asked.error} retry={() => asked.refetch()} />
        ) : !asked.data ? (
          <Skeleton />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
          <section className="table-frame" tabIndex={0} aria-label="Teams">
            <table>
              <thead>
                <tr>
                  <th scope="col">Team</th>
                  <th scope="col">In addresses</th>
                  <th scope="col">You are</th>
                </tr>
              </thead>
              <tbody>
                {asked.data.map((team) => (
                  <tr key={team.id}>
                    <th scope="row">
                      <Link to={`/settings/teams/${team.slug}`}>{team.name}</Link>
                    </th>
                    <td className="mono">{team.slug}</td>
                    <td>{team.role ?? "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </section>
      {me.mode === "accounts" && (
        <section className="stack">
          <h2>Make a team</h2>
          <Form act={add}>
            {(wrong) => (
              <>
                <Field name="name" label="Name" required wrong={wrong} />
                <Field
                  name="slug"
                  label="In addresses"
                  mono
                  required
                  placeholder="letters, digits and -"
                  wrong={wrong}
                />
                <p>
                  <button type="submit" className="button primary" disabled={add.isPending}>
                    Make team
                  </button>
                </p>
              </>
            )}
          </Form>
        </section>
      )}
    </>
  );
}

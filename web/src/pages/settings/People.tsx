import { useQuery } from "@tanstack/react-query";
import { addPerson, people as askPeople, changePerson } from "../../api/calls";
import type { Me } from "../../api/types";
import { Field } from "../../parts/Field";
import { Form, text, useAct } from "../../parts/Form";
import { Skeleton, Trouble } from "../../parts/states";

export function People({ me }: { me: Me }) {
  const asked = useQuery(askPeople);
  const add = useAct(
    (form: FormData) =>
      addPerson({
        username: text(form, "username") ?? "",
        name: text(form, "name") ?? "",
        email: text(form, "email") ?? "",
        password: String(form.get("password") ?? "") || null,
        admin: form.get("admin") === "on",
      }),
    ["people"],
  );
  const change = useAct(
    ({ id, ...to }: { id: string; admin?: boolean; disabled?: boolean }) => changePerson(id, to),
    ["people"],
  );
  return (
    <>
      <section className="stack">
        <h2>People</h2>
        {asked.isError ? (
          <Trouble error={asked.error} retry={() => asked.refetch()} />
        ) : !asked.data ? (
          <Skeleton />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
          <section className="table-frame" tabIndex={0} aria-label="People">
            <table>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">User name</th>
                  <th scope="col">E-mail</th>
                  <th scope="col">Runs the server</th>
                  <th scope="col">Account</th>
                </tr>
              </thead>
              <tbody>
                {asked.data.map((person) => (
                  <tr key={person.id}>
                    <th scope="row">{person.name}</th>
                    <td>{person.username}</td>
                    <td>{person.email}</td>
                    <td>
                      <input
                        type="checkbox"
                        aria-label={`${person.name} runs the server`}
                        checked={person.admin}
                        disabled={person.id === me.person?.id}
                        onChange={(event) => change.mutate({ id: person.id, admin: event.target.checked })}
                      />
                    </td>
                    <td>
                      <button
                        type="button"
                        className="button small"
                        disabled={person.id === me.person?.id}
                        onClick={() => change.mutate({ id: person.id, disabled: !person.disabled })}
                      >
                        {person.disabled ? "Enable" : "Disable"}
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        {change.isError && <Trouble error={change.error} />}
      </section>
      <section className="stack">
        <h2>Add a person</h2>
        <Form act={add}>
          {(wrong) => (
            <>
              <Field name="username" label="User name" autoComplete="off" required wrong={wrong} />
              <Field name="name" label="Name" required wrong={wrong} />
              <Field name="email" label="E-mail" type="email" required wrong={wrong} />
              <Field
                name="password"
                label="Password"
                type="password"
                autoComplete="new-password"
                note="Leave empty for somebody who signs in elsewhere."
                wrong={wrong}
              />
              <label className="check">
                <input type="checkbox" name="admin" /> <span>Runs the server: sees and may do everything</span>
              </label>
              <p>
                <button type="submit" className="button primary" disabled={add.isPending}>
                  Add person
                </button>
              </p>
            </>
          )}
        </Form>
      </section>
    </>
  );
}

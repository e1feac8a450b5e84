import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { addSubscription, repositories as askRepositories, subscriptions as askSubscriptions } from "../../api/calls";
import type { Me, Member, Subscription, SubscriptionMade } from "../../api/types";
import { Command } from "../../parts/Copy";
import { Select } from "../../parts/Field";
import { Form, text, useAct } from "../../parts/Form";
import { Note, Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { summary } from "../../rules/subscribed";
import { filled, SubscriptionFields } from "./SubscriptionFields";

/** Addresses that are told of registry events, team by team. */
export function Subscriptions({ me }: { me: Me }) {
  const teams = me.teams.filter(({ role }) => role === "admin");
  const [team, setTeam] = useState(teams[0]?.id ?? "");
  const chosen = teams.find(({ id }) => id === team);
  if (!chosen) return <Note title="Subscriptions belong to a team">Its admins see and change them.</Note>;
  return (
    <>
      <section className="stack">
        <h2>Subscriptions</h2>
        <p className="soft">
          Addresses that Studio tells of registry events: to deploy, to announce, to keep books elsewhere. Messages are
          signed as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> has it, and sent again for three
          days until they are taken. Every tag is told once.
        </p>
        {teams.length > 1 && (
          <label className="line">
            <span>Team</span>
            <select className="input short" value={team} onChange={(event) => setTeam(event.target.value)}>
              {teams.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <List team={chosen} />
      </section>
      <Add key={chosen.id} team={chosen} />
    </>
  );
}

function List({ team }: { team: Member }) {
  const asked = useQuery(askSubscriptions(team.id));
  if (asked.isError) return <Trouble error={asked.error} retry={() => asked.refetch()} />;
  if (!asked.data) return <Skeleton />;
  if (asked.data.length === 0) return <p className="soft">None yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
    <section className="table-frame" tabIndex={0} aria-label="Subscriptions">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Address</th>
            <th scope="col">Repository</th>
            <th scope="col">Told of</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {asked.data.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <Link to={`/settings/subscriptions/${one.id}`}>{one.name}</Link>
              </th>
              <td className="mono cut" title={one.url}>
                {one.url.replace(/^https?:\/\//, "")}
              </td>
              <td>{one.repository_name ?? "all"}</td>
              <td className="anywhere">{summary(one)}</td>
              <td>
                <State one={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function State({ one }: { one: Subscription }) {
  if (!one.enabled) return <>{one.off_because ? "turned off: it failed" : "off"}</>;
  if (one.failing_since)
    return (
      <>
        failing, <Time at={one.failing_since} />
      </>
    );
  return <>{one.queued > 0 ? `${one.queued} to send` : "on"}</>;
}

function Add({ team }: { team: Member }) {
  const repositories = useQuery(askRepositories);
  const [made, setMade] = useState<SubscriptionMade | null>(null);
  const add = useAct(
    (form: FormData) => addSubscription(team.id, { ...filled(form), repository: text(form, "repository") ?? null }),
    ["subscriptions"],
    setMade,
  );
  const of = repositories.data?.filter((each) => each.team === team.id) ?? [];
  return (
    <section className="stack">
      <h2>Add a subscription</h2>
      {made && (
        <Note kind="good" title={`${made.name} is told from now on`}>
          <p>
            Give the receiver this secret, by which it knows that a message is from here. It is not shown again; a new
            one can be made.
          </p>
          <Command text={made.secret} what="secret" />
          <p>
            <Link to={`/settings/subscriptions/${made.id}`}>Send a test, and see what arrives</Link>
          </p>
        </Note>
      )}
      <Form act={add} key={made?.id ?? "first"}>
        {(wrong) => (
          <>
            <SubscriptionFields wrong={wrong} />
            <Select
              name="repository"
              label="Repository"
              options={[
                { value: "", text: `all of ${team.name}, later ones included` },
                ...of.map(({ id, name }) => ({ value: id, text: name })),
              ]}
            />
            <p>
              <button type="submit" className="button primary" disabled={add.isPending}>
                Add subscription
              </button>
            </p>
          </>
        )}
      </Form>
    </section>
  );
}

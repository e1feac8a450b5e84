import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import {
  invites as askInvites,
  members as askMembers,
  changeTeam,
  invite,
  removeMember,
  removeTeam,
  setRole,
  withdrawInvite,
} from "../../api/calls";
import type { Me, Role } from "../../api/types";
import { Confirm } from "../../parts/Confirm";
import { Command } from "../../parts/Copy";
import { Field, Select } from "../../parts/Field";
import { Form, text, useAct } from "../../parts/Form";
import { Note, Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";

const ROLES: { value: Role; text: string }[] = [
  { value: "viewer", text: "viewer: looks" },
  { value: "editor", text: "editor: registers, assigns, adds projects" },
  { value: "admin", text: "admin: members and credentials, too" },
];

export function TeamSettings({ team, me }: { team: string; me: Me }) {
  const mine = me.teams.find((each) => each.slug === team || each.id === team);
  const admin = me.is_server_admin || mine?.role === "admin";
  const members = useQuery(askMembers(team));
  const navigate = useNavigate();
  const [removing, setRemoving] = useState(false);
  const role = useAct(({ person, to }: { person: string; to: Role }) => setRole(team, person, to), ["teams", "me"]);
  const drop = useAct((person: string) => removeMember(team, person), ["teams", "me"]);
  const rename = useAct((form: FormData) => changeTeam(team, { name: text(form, "name") ?? "" }), ["teams", "me"]);
  const remove = useAct(
    () => removeTeam(team),
    ["teams", "me", "projects", "repositories", "models"],
    () => navigate("/settings/teams"),
  );
  return (
    <>
      <section className="stack">
        <h2>
          <Link to="/settings/teams">Teams</Link> / {mine?.name ?? team}
        </h2>
        {admin && (
          <Form act={rename}>
            {(wrong) => (
              <>
                <Field name="name" label="Name" defaultValue={mine?.name} required wrong={wrong} />
                <p>
                  <button type="submit" className="button" disabled={rename.isPending}>
                    Save
                  </button>
                </p>
              </>
            )}
          </Form>
        )}
      </section>
      <section className="stack">
        <h2>Members</h2>
        {members.isError ? (
          <Trouble error={members.error} retry={() => members.refetch()} />
        ) : !members.data ? (
          <Skeleton />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
          <section className="table-frame" tabIndex={0} aria-label="Members">
            <table>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">User name</th>
                  <th scope="col">E-mail</th>
                  <th scope="col">Role</th>
                  {admin && (
                    <th scope="col">
                      <span className="hidden-text">Remove</span>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {members.data.map((member) => (
                  <tr key={member.person.id}>
                    <th scope="row">{member.person.name}</th>
                    <td>{member.person.username}</td>
                    <td>{member.person.email}</td>
                    <td>
                      {admin ? (
                        <select
                          className="input short"
                          aria-label={`Role of ${member.person.name}`}
                          value={member.role}
                          onChange={(event) =>
                            role.mutate({ person: member.person.id, to: event.target.value as Role })
                          }
                        >
                          {ROLES.map(({ value }) => (
                            <option key={value} value={value}>
                              {value}
                            </option>
                          ))}
                        </select>
                      ) : (
                        member.role
                      )}
                    </td>
                    {admin && (
                      <td>
                        <button type="button" className="button small" onClick={() => drop.mutate(member.person.id)}>
                          Remove
                        </button>
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        {role.isError && <Trouble error={role.error} />}
        {drop.isError && <Trouble error={drop.error} />}
      </section>
      {admin && me.mode === "accounts" && <Invites team={team} />}
      {admin && me.mode === "accounts" && (
        <section className="stack">
          <h2>Delete the team</h2>
          <p className="soft">Its projects and repositories leave Studio. Nothing changes in Git.</p>
          <p>
            <button type="button" className="button danger" onClick={() => setRemoving(true)}>
              Delete {mine?.name ?? team}
            </button>
          </p>
        </section>
      )}
      {removing && (
        <Confirm
          title={`Delete ${mine?.name ?? team}`}
          button={`Delete ${mine?.name ?? team}`}
          act={remove}
          onClose={() => setRemoving(false)}
        >
          <p>
            Its projects, repositories, credentials and tokens go with it. Accounts of its members stay, and so does
            everything in Git.
          </p>
        </Confirm>
      )}
    </>
  );
}

function Invites({ team }: { team: string }) {
  const asked = useQuery(askInvites(team));
  const make = useAct(
    (form: FormData) =>
      invite(team, {
        role: (text(form, "role") ?? "viewer") as Role,
        expires_in_days: Number(text(form, "days")) || 7,
      }),
    ["teams"],
  );
  const withdraw = useAct((id: string) => withdrawInvite(team, id), ["teams"]);
  return (
    <section className="stack">
      <h2>Invite</h2>
      <p className="soft">A link, for one person. Send it as you like; Studio sends no mail.</p>
      <Form act={make}>
        {(wrong) => (
          <>
            <Select name="role" label="Role" options={ROLES} />
            <Field name="days" label="Holds for" type="number" min={1} defaultValue="7" note="In days." wrong={wrong} />
            <p>
              <button type="submit" className="button" disabled={make.isPending}>
                Make a link
              </button>
            </p>
          </>
        )}
      </Form>
      {make.data && (
        <Note kind="good" title="Copy the link now">
          <p>It is not shown again.</p>
          <Command text={make.data.url} what="invite link" />
        </Note>
      )}
      {asked.data && asked.data.length > 0 && (
        <ul className="stack tight">
          {asked.data.map((each) => (
            <li key={each.id} className="line wrap">
              <span>
                Open link for {each.role === "viewer" ? "a" : "an"} {each.role}, made by {each.created_by}{" "}
                <Time at={each.created_at} />, ends <Time at={each.expires_at} how="absolute" />
              </span>
              <button type="button" className="button small" onClick={() => withdraw.mutate(each.id)}>
                Withdraw
              </button>
            </li>
          ))}
        </ul>
      )}
      {withdraw.isError && <Trouble error={withdraw.error} />}
    </section>
  );
}

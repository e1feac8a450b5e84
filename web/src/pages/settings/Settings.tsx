import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { NavLink, useParams } from "react-router";
import { me as askMe } from "../../api/calls";
import type { Me } from "../../api/types";
import { Empty, Skeleton, Trouble } from "../../parts/states";
import { Missing } from "../Missing";
import { Audit } from "./Audit";
import { Connection } from "./Connection";
import { GitConnections } from "./GitConnections";
import { MySelf } from "./MySelf";
import { People } from "./People";
import { Repositories } from "./Repositories";
import { RepositorySettings } from "./RepositorySettings";
import { SubscriptionSettings } from "./SubscriptionSettings";
import { Subscriptions } from "./Subscriptions";
import { TeamSettings } from "./TeamSettings";
import { Teams } from "./Teams";
import { Tokens } from "./Tokens";

interface Section {
  id: string;
  name: string;
  shown: (me: Me) => boolean;
  page: (me: Me, of: string | undefined) => ReactNode;
}

const SECTIONS: Section[] = [
  { id: "me", name: "You", shown: () => true, page: (me) => <MySelf me={me} /> },
  {
    id: "tokens",
    name: "Tokens",
    shown: (me) => me.person !== null || me.mode === "local",
    page: (me) => <Tokens me={me} />,
  },
  {
    id: "connection",
    name: "Connection",
    shown: (me) => me.person !== null || me.mode === "local",
    page: () => <Connection />,
  },
  {
    id: "git-connections",
    name: "Git connections",
    shown: (me) => me.person !== null || me.mode === "local",
    page: (me) => <GitConnections me={me} />,
  },
  {
    id: "repositories",
    name: "Repositories",
    shown: (me) => me.person !== null || me.mode === "local",
    page: (_, of) => (of ? <RepositorySettings id={of} /> : <Repositories />),
  },
  {
    id: "subscriptions",
    name: "Subscriptions",
    shown: (me) => me.teams.some(({ role }) => role === "admin"),
    page: (me, of) => (of ? <SubscriptionSettings id={of} /> : <Subscriptions me={me} />),
  },
  {
    id: "teams",
    name: "Teams",
    shown: (me) => me.person !== null || me.mode === "local",
    page: (me, of) => (of ? <TeamSettings team={of} me={me} /> : <Teams me={me} />),
  },
  {
    id: "people",
    name: "People",
    shown: (me) => me.mode === "accounts" && me.is_server_admin,
    page: (me) => <People me={me} />,
  },
  { id: "audit", name: "Audit log", shown: (me) => me.person !== null || me.mode === "local", page: () => <Audit /> },
];

export function Settings() {
  const { section = "me", of } = useParams();
  const asked = useQuery(askMe);
  const me = asked.data;
  if (!me) {
    return (
      <div className="page narrow">
        {asked.isError ? <Trouble error={asked.error} retry={() => asked.refetch()} /> : <Skeleton />}
      </div>
    );
  }
  const current = SECTIONS.find((each) => each.id === section);
  if (!current) return <Missing />;
  // who is not signed in is shown the door by the page itself
  const closed = me.person !== null && !current.shown(me);
  return (
    <div className="page narrow">
      <div className="page-head">
        <h1>Settings</h1>
      </div>
      <div className="settings">
        <nav aria-label="Settings">
          {SECTIONS.filter((each) => each.shown(me)).map((each) => (
            <NavLink key={each.id} to={`/settings/${each.id}`} className="plain">
              {each.name}
            </NavLink>
          ))}
        </nav>
        <div className="stack wide-gap grow">{closed ? <Closed name={current.name} /> : current.page(me, of)}</div>
      </div>
    </div>
  );
}

/** Somebody followed a link to a section that is not theirs. */
function Closed({ name }: { name: string }) {
  return (
    <Empty title={`${name}: not for you to change`}>
      <p>That takes an administrator: of this server, or of a team. Ask one of them.</p>
    </Empty>
  );
}

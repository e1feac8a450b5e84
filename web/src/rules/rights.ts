/** What somebody may do by their role, and by whose right they push to a repository, in words. */

import type { ActingRight, Me } from "../api/types";

/** Whether somebody may change what only admins of a team may. */
export function isAdmin(me: Me | undefined, team: string): boolean {
  if (!me) return false;
  return me.mode === "local" || me.is_server_admin || me.teams.some(({ id, role }) => id === team && role === "admin");
}

export function actingWords({ whose, connection, pull_requests }: ActingRight): string {
  const requests = pull_requests ? "" : " Pull requests are opened by hand.";
  const as = connection?.username ? `, as ${connection.username}` : "";
  switch (whose) {
    case "person":
      return `You push by your own Git connection${as}.${requests}`;
    case "team":
      return `You push by the team's Git connection${as}.${requests}`;
    case "repository":
      return `You push by what was entered here.${requests}`;
    default:
      return `You have no Git connection for its server, so you push only where anybody may.${requests}`;
  }
}

/** What came from a client → what a person should know of it. */

import type { Arrival } from "../api/types";

export function advice(arrival: Arrival): { title: string; what: string } {
  const from = arrival.token ? `token ${arrival.token}` : `a token that begins with ${arrival.begins || "nothing"}`;
  if (!arrival.code) {
    const what = arrival.what === "run" ? "A live run arrived" : "A push was told";
    return { title: `${what}, and all is well`, what: `From ${from}, for ${arrival.url}.` };
  }
  switch (arrival.code) {
    case "not-signed-in":
      return arrival.token
        ? { title: `Token ${arrival.token} holds no longer`, what: "It was revoked or has expired." }
        : {
            title: arrival.begins ? "A token came that nobody knows" : "A post came without a token",
            what: arrival.begins
              ? `It begins with ${arrival.begins}… Perhaps it was cut off, or is of another server.`
              : "DVC_STUDIO_TOKEN is empty.",
          };
    case "not-allowed":
      return { title: `What ${from} may do is not enough`, what: said(arrival) };
    case "not-found":
      return {
        title: "A run of a repository came that is not in Studio",
        what: `The client calls it ${arrival.url}, which leads to none of your repositories.`,
      };
    case "wrong-address":
      return {
        title: "The address of the repository is none",
        what: `The client calls it ${arrival.url}. Set DVC_STUDIO_REPO_URL to the address that Studio has.`,
      };
    default:
      return { title: "What arrived could not be taken", what: said(arrival) };
  }
}

function said(arrival: Arrival): string {
  return arrival.says ? `${arrival.says}.` : "";
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { forgeRepositories, type GitConnection, testGitConnection } from "../../api/connections";
import { Combo } from "../../parts/Combo";
import { Select } from "../../parts/Field";
import { useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { Failed, Skeleton, Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { useDebounced } from "../../parts/useDebounced";
import { count } from "../../rules/values";

interface Chosen {
  url: string;
  connection: string;
}

/** A repository picked from what a forge lists to a connection. */
export function FromList({
  connections,
  chosen,
  onChoose,
}: {
  connections: GitConnection[];
  chosen: Chosen | null;
  onChoose: (chosen: Chosen | null) => void;
}) {
  const [id, setId] = useState(connections[0]?.id ?? "");
  const [typed, setTyped] = useState("");
  const asked = useQuery({
    ...forgeRepositories(id, useDebounced(chosen ? "" : typed)),
    placeholderData: (before) => before,
  });
  const again = useAct(() => testGitConnection(id), ["git-connections"]);
  const found = asked.data;
  return (
    <>
      {connections.length > 1 && (
        <Select
          label="Connection"
          value={id}
          onPick={(id) => {
            setId(id);
            setTyped("");
            onChoose(null);
          }}
          options={connections.map(({ id, url, username }) => ({
            value: id,
            text: url.replace(/^https?:\/\//, "") + (username ? `, ${username}` : ""),
          }))}
        />
      )}
      {asked.isError ? (
        <Trouble error={asked.error} retry={() => asked.refetch()} />
      ) : !found ? (
        <Skeleton lines={1} />
      ) : found.connection.error && found.asked_at === null ? (
        <Failed failure={found.connection.error}>
          <p className="small">
            <Link to="/settings/git-connections">Git connections</Link>
          </p>
        </Failed>
      ) : (
        <Combo
          label="Repository"
          value={typed}
          filtered={false}
          autoFocus
          mono
          placeholder="type a part of its name"
          options={found.repositories.map((one) => ({
            id: one.url,
            value: one.name,
            text: (
              <>
                {one.name}
                <span className="soft small">
                  {one.private && " private"}
                  {!one.may_write && " read only"}
                  {one.repository && " here already"}
                </span>
              </>
            ),
          }))}
          onChange={(text) => {
            setTyped(text);
            const one = found.repositories.find(({ name }) => name === text);
            onChoose(one ? { url: one.url, connection: id } : null);
          }}
          onChoose={(option) => {
            setTyped(option.value);
            onChoose({ url: option.id, connection: id });
          }}
          note={
            <span className="line wrap">
              {found.connection.state === "trying" ? (
                <span role="status">
                  <Icon name="spin" /> Asking the forge
                </span>
              ) : (
                <>
                  <span>{count(found.count, "repository", "repositories")}</span>
                  {found.asked_at && (
                    <span>
                      listed <Time at={found.asked_at} />
                    </span>
                  )}
                  <button type="button" className="button bare small" onClick={() => again.mutate(undefined)}>
                    <Icon name="refresh" /> Ask again
                  </button>
                </>
              )}
            </span>
          }
        />
      )}
    </>
  );
}

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { commits as askCommits } from "../../api/calls";
import type { Commit } from "../../api/types";
import { Combo } from "../../parts/Combo";
import { Trouble } from "../../parts/states";
import { Time } from "../../parts/Time";
import { useDebounced } from "../../parts/useDebounced";
import { shortId } from "../../rules/values";

/** Which commit gets the version: the newest that holds the artifact, unless another one is chosen. */
export function CommitField({
  repository,
  artifact,
  commit,
  onCommit,
}: {
  repository: string;
  artifact: string;
  commit: string | null;
  onCommit: (commit: string | null) => void;
}) {
  const [text, setText] = useState<string | null>(commit === null ? null : shortId(commit));
  const first = useQuery(askCommits(repository, artifact, ""));
  const chosen = first.data?.find(({ id }) => id === commit);
  const looking = text !== null && commit !== null && text !== shortId(commit) ? text : "";
  const q = useDebounced(looking, 200);
  const found = useQuery({ ...askCommits(repository, artifact, q), placeholderData: keepPreviousData });
  const listed = found.data ?? first.data ?? [];
  const current = chosen ?? listed.find(({ id }) => id === commit);

  const newest = first.data?.[0];
  useEffect(() => {
    if (text !== null || !newest) return;
    setText(shortId(newest.id));
    onCommit(newest.id);
  }, [text, newest, onCommit]);
  if (first.isError) return <Trouble error={first.error} retry={() => first.refetch()} />;
  const none = first.data && !first.data.some(({ holds }) => holds);
  return (
    <Combo
      label="Commit"
      mono
      filtered={false}
      value={text ?? ""}
      placeholder={first.isPending ? "reading commits…" : "a commit id, branch or tag"}
      options={listed.map((each) => ({ id: each.id, value: shortId(each.id), text: <Row commit={each} /> }))}
      onChange={(typed) => {
        setText(typed);
        onCommit(typed.trim() === "" ? null : (listed.find(({ id }) => shortId(id) === typed)?.id ?? typed.trim()));
      }}
      onChoose={(option) => {
        setText(option.value);
        onCommit(option.id);
      }}
      note={
        current ? (
          <span className="anywhere">
            {firstLine(current.message)} · {current.author}, <Time at={current.committed_at} />
            {current.version && (
              <>
                {" · carries "}
                <code>{current.version}</code>
              </>
            )}
            {!current.holds && " · its files don't name this artifact"}
          </span>
        ) : none ? (
          `No commit's files name ${artifact}; any commit can be registered.`
        ) : (
          "Commits that hold the artifact come first. Any commit id, branch or tag can be typed."
        )
      }
    />
  );
}

function Row({ commit }: { commit: Commit }) {
  return (
    <span className="commit-row">
      <code>{shortId(commit.id)}</code>
      <span className="cut grow">{firstLine(commit.message)}</span>
      {commit.refs.slice(0, 2).map((ref) => (
        <span key={ref} className="chip faded">
          {ref}
        </span>
      ))}
      <span className="soft small">
        <Time at={commit.committed_at} how="brief" />
      </span>
    </span>
  );
}

export function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

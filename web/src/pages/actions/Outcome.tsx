import { Link, useSearchParams } from "react-router";
import { change as askChange } from "../../api/calls";
import type { Change } from "../../api/types";
import { Copy } from "../../parts/Copy";
import { Note } from "../../parts/states";
import { actionSearch } from "../../rules/addresses";
import { opposite } from "../../rules/undoing";
import { shortId } from "../../rules/values";
import { doing } from "../../rules/words";
import { Followed } from "./Followed";

/** How a registry action goes, and the way back. */
export function Outcome({
  change: sent,
  starts,
  onBack,
  onClose,
}: {
  change: Change;
  starts: string[];
  onBack: () => void;
  onClose: () => void;
}) {
  return (
    <Followed
      asking={{ ...askChange(sent.id), initialData: sent }}
      doing={({ request }) => doing(request)}
      done={(change) => <Pushed change={change} starts={starts} />}
      failed={({ tags }) => tags.length > 0 && <Part tags={tags} />}
      beside={(change) => <Undo change={change} />}
      onBack={onBack}
      onClose={onClose}
    />
  );
}

function Pushed({ change: { tags }, starts }: { change: Change; starts: string[] }) {
  return (
    <Note
      kind="good"
      title={`${tags.length === 1 ? "Pushed" : `Pushed ${tags.length} tags`}, and read back from origin`}
    >
      <ul className="stack tight">
        {tags.map((made) => (
          <li key={made.tag} className="line wrap">
            <span>
              Pushed tag <code className="strong anywhere">{made.tag}</code> to origin.
            </span>
            <Copy text={made.tag} what="tag" />
            <span className="soft small num">
              object <code title={made.object}>{shortId(made.object)}</code> on commit{" "}
              <code title={made.commit}>{shortId(made.commit)}</code>
            </span>
          </li>
        ))}
      </ul>
      {starts.length > 0 && <p className="small">CI that listens to it: {starts.join(", ")}.</p>}
    </Note>
  );
}

function Part({ tags }: Pick<Change, "tags">) {
  return (
    <Note kind="warn" title="Part of it was done, and stays">
      <ul className="stack tight">
        {tags.map((made) => (
          <li key={made.tag}>
            Pushed tag <code className="strong anywhere">{made.tag}</code> to origin.
          </li>
        ))}
      </ul>
    </Note>
  );
}

/** The way back: the dialog of the opposite action, filled in. */
function Undo({ change }: { change: Change }) {
  const [url] = useSearchParams();
  const undoing = opposite(change);
  if (undoing === null) return null;
  const { do: action, version, stage, commit, words } = undoing;
  const asked = { do: action, on: url.get("on"), version: commit ?? version, stage, as: commit && version };
  return (
    <Link className="button" to={actionSearch(url, asked)}>
      Undo: {words}
    </Link>
  );
}

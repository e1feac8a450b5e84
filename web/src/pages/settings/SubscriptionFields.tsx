import type { NewSubscription, Subscription } from "../../api/types";
import { Field } from "../../parts/Field";
import { text } from "../../parts/Form";
import { KINDS, kept, listed } from "../../rules/subscribed";

/** Where it goes, and what is told. */
export function SubscriptionFields({ now, wrong }: { now?: Subscription; wrong: Record<string, string> }) {
  return (
    <>
      <Field name="name" label="Name" defaultValue={now?.name} placeholder="what it is for" required wrong={wrong} />
      <Field
        name="url"
        label="Address"
        type="url"
        defaultValue={now?.url}
        placeholder="https://deploy.example.com/studio"
        note="Each event is a POST to it, with a JSON body."
        required
        wrong={wrong}
      />
      <fieldset className="stack tight">
        <legend>Tell it when</legend>
        {KINDS.map(({ kind, says }) => (
          <label key={kind} className="check">
            <input
              type="checkbox"
              name="kind"
              value={kind}
              defaultChecked={!now || now.kinds.length === 0 || now.kinds.includes(kind)}
            />
            <span>
              {says} <code className="soft">{kind}</code>
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        name="artifacts"
        label="Of these artifacts only"
        mono
        defaultValue={now?.artifacts.join(", ")}
        placeholder="all"
        note="Names with commas between them; * stands for anything: churn, cv-*"
        wrong={wrong}
      />
      <Field
        name="stages"
        label="Of assignments, these stages only"
        mono
        defaultValue={now?.stages.join(", ")}
        placeholder="all"
        wrong={wrong}
      />
    </>
  );
}

/** What was filled in. */
export function filled(form: FormData) {
  return {
    name: text(form, "name") ?? "",
    url: text(form, "url") ?? "",
    kinds: kept(form.getAll("kind") as NewSubscription["kinds"]),
    artifacts: listed(text(form, "artifacts")),
    stages: listed(text(form, "stages")),
  };
}

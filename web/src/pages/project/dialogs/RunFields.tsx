import { memo, useId } from "react";
import { Icon } from "../../../parts/Icon";
import { absolute } from "../../../rules/dates";
import { type DataFile, dataKey, type Field, fieldKey, isChanged, type RunForm, written } from "../../../rules/runForm";
import { count, shortId } from "../../../rules/values";

/** So many fields are drawn; the filter box finds the others. */
const SHOWN = 200;
/** A text that is longer, or has lines, gets a field with lines. */
const LONG = 60;

interface Props {
  /** What of the form the filter lets through. */
  form: RunForm;
  typed: Readonly<Record<string, string>>;
  wrong: Readonly<Record<string, string>>;
  /** Whether a field may hold several values. */
  grid: boolean;
  /** `null` takes back what was typed. */
  onType: (key: string, text: string | null) => void;
}

/** Every parameter of every params file and every version of data, as fields. */
export function RunFields({ form, typed, wrong, grid, onType }: Props) {
  let room = SHOWN;
  const groups = form.params.map(({ file, fields }) => {
    const shown = fields.slice(0, Math.max(0, room));
    room -= shown.length;
    return { file, shown, more: fields.length - shown.length };
  });
  return (
    <>
      {form.data.length > 0 && (
        <fieldset className="param-group files">
          <legend>Data</legend>
          {form.data.map((data) => (
            <DataLine key={data.path} data={data} text={typed[dataKey(data.path)]} onType={onType} />
          ))}
        </fieldset>
      )}
      {groups.map(({ file, shown, more }) => (
        <fieldset key={file} className="param-group params">
          <legend>
            <code>{file}</code>
          </legend>
          {shown.map((field) => {
            const key = fieldKey(file, field.path);
            return <FieldLine key={key} {...{ file, field, grid, onType }} text={typed[key]} wrong={wrong[key]} />;
          })}
          {more > 0 && <p className="soft">And {count(more, "more parameter")}: the filter finds them.</p>}
        </fieldset>
      ))}
    </>
  );
}

const FieldLine = memo(function FieldLine({
  file,
  field,
  text,
  wrong,
  grid,
  onType,
}: {
  file: string;
  field: Field;
  text: string | undefined;
  wrong: string | undefined;
  grid: boolean;
  onType: Props["onType"];
}) {
  const id = useId();
  const key = fieldKey(file, field.path);
  const before = written(field.value);
  const value = text ?? before;
  const changed = isChanged(field, text, grid);
  const common = {
    id,
    className: field.type === "text" ? "input" : "input mono",
    value,
    "aria-invalid": wrong ? true : undefined,
    "aria-describedby": wrong || changed ? `${id}-note` : undefined,
    onChange: (event: { target: { value: string } }) => onType(key, event.target.value),
  } as const;
  return (
    <div className="param-line" data-changed={changed || undefined}>
      <label htmlFor={id} className="mono anywhere">
        {field.path}
      </label>
      {field.type === "boolean" && !grid ? (
        <select {...common}>
          <option value="true">true</option>
          <option value="false">false</option>
        </select>
      ) : before.includes("\n") || before.length > LONG ? (
        <textarea {...common} rows={3} spellCheck={false} />
      ) : (
        <input
          {...common}
          inputMode={field.type === "integer" && !grid ? "numeric" : undefined}
          spellCheck={false}
          autoComplete="off"
          placeholder={field.type === "null" ? "null" : undefined}
        />
      )}
      {(changed || wrong) && (
        <p className={wrong ? "wrong" : "note"} id={`${id}-note`}>
          {wrong ? (
            wrong
          ) : (
            <>
              was <code>{before || (field.value === null ? "null" : "empty")}</code>
            </>
          )}
          <button
            type="button"
            className="button bare small square"
            aria-label={`Take back the change of ${field.path}`}
            onClick={() => onType(key, null)}
          >
            <Icon name="cross" />
          </button>
        </p>
      )}
    </div>
  );
});

function DataLine({ data, text, onType }: { data: DataFile; text: string | undefined; onType: Props["onType"] }) {
  const id = useId();
  const key = dataKey(data.path);
  const changed = text !== undefined && text !== data.hash;
  const known = data.versions.some(({ hash }) => hash === data.hash);
  return (
    <div className="param-line" data-changed={changed || undefined}>
      <label htmlFor={id} className="mono anywhere" title={`Its hash is in ${data.file}`}>
        {data.path}
      </label>
      <select
        id={id}
        className="input mono"
        value={text ?? data.hash}
        onChange={(event) => onType(key, event.target.value === data.hash ? null : event.target.value)}
      >
        {!known && <option value={data.hash}>{data.hash.slice(0, 10)}, as it is</option>}
        {data.versions.map(({ hash, commit, committed_at }) => (
          <option key={hash} value={hash}>
            {hash.slice(0, 10)}
            {hash === data.hash ? ", as it is" : ""} · {shortId(commit)}
            {`, ${absolute(committed_at)}`}
          </option>
        ))}
      </select>
      {changed && (
        <p className="note">
          was <code>{data.hash.slice(0, 10)}</code>, written to <code>{data.file}</code>
        </p>
      )}
    </div>
  );
}

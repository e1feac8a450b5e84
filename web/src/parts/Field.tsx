import { type ReactNode, useId } from "react";

/** A line of text, or with `lines` an area of it. By its `name` a `Form` sends it; with a `value` its parent keeps it. */
export function Field({
  label,
  note,
  wrong,
  type = "text",
  mono = false,
  lines,
  onText,
  children,
  ...rest
}: {
  label: ReactNode;
  note?: ReactNode;
  /** What the server says of the fields of its form, by name. */
  wrong?: Record<string, string>;
  type?: "text" | "password" | "email" | "number" | "url";
  mono?: boolean;
  lines?: number;
  /** What stands in it, as it is typed. */
  onText?: (text: string) => void;
  /** What stands between the field and its note. */
  children?: ReactNode;
  name?: string;
  value?: string;
  defaultValue?: string | undefined;
  placeholder?: string;
  required?: boolean;
  autoComplete?: string;
  autoFocus?: boolean;
  min?: number;
  maxLength?: number;
  "aria-invalid"?: true | undefined;
}) {
  const id = useId();
  const problem = rest.name && wrong?.[rest.name];
  const common = {
    id,
    className: mono ? "input mono" : "input",
    spellCheck: lines !== undefined && !mono,
    autoComplete: rest.value === undefined ? undefined : "off",
    ...(onText && { onChange: ({ target }: { target: { value: string } }) => onText(target.value) }),
    "aria-invalid": problem ? true : undefined,
    "aria-describedby": problem ? `${id}-wrong` : note ? `${id}-note` : undefined,
    ...rest,
  } as const;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {lines ? <textarea rows={lines} {...common} /> : <input type={type} {...common} />}
      {children}
      {problem ? (
        <p className="wrong" id={`${id}-wrong`}>
          {problem}
        </p>
      ) : (
        note && (
          <p className="note" id={`${id}-note`}>
            {note}
          </p>
        )
      )}
    </div>
  );
}

/** One of several. By its `name` a `Form` sends it; with a `value` its parent keeps it. */
export function Select({
  label,
  options,
  note,
  mono = false,
  onPick,
  children,
  ...rest
}: {
  label: ReactNode;
  options: { value: string; text: string; disabled?: boolean }[];
  note?: ReactNode;
  mono?: boolean;
  onPick?: (value: string) => void;
  /** What stands between it and its note. */
  children?: ReactNode;
  name?: string;
  value?: string;
  defaultValue?: string | undefined;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className={mono ? "input mono" : "input"}
        aria-describedby={note ? `${id}-note` : undefined}
        {...(onPick && { onChange: ({ target }) => onPick(target.value) })}
        {...rest}
      >
        {options.map(({ value, text, disabled }) => (
          <option key={value} value={value} disabled={disabled}>
            {text}
          </option>
        ))}
      </select>
      {children}
      {note && (
        <p className="note" id={`${id}-note`}>
          {note}
        </p>
      )}
    </div>
  );
}

/** What a choice begins with while nothing is chosen. */
export const CHOOSE = { value: "", text: "choose one" };

/** Branches to choose from; the default one says so. */
export function branchOptions(branches: string[], defaultBranch: string | null) {
  return branches.map((name) => ({ value: name, text: name === defaultBranch ? `${name} (default)` : name }));
}

import { useEffect, useRef, useState } from "react";

const QUIET = 200;

/** A field whose text stands in the address a moment after it was typed. It keeps its own copy, which no answer takes back. */
export function Typed({
  value,
  onChange,
  label,
  placeholder,
  suggestions,
  date = false,
  autoFocus = false,
}: {
  value: string;
  onChange: (text: string) => void;
  label: string;
  placeholder?: string;
  suggestions?: { id: string; values: string[] };
  date?: boolean;
  autoFocus?: boolean;
}) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Whoever listens when the typing pauses: what is beside the field may have changed since the last key.
  const listener = useRef(onChange);
  listener.current = onChange;
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (typed: string) => {
    clearTimeout(timer.current);
    sent.current = typed;
    listener.current(typed);
  };
  return (
    <>
      <input
        className="input"
        type={date ? "date" : "text"}
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: it is in what was just opened by whoever is to type
        autoFocus={autoFocus}
        list={suggestions?.id}
        value={text}
        onChange={(event) => {
          const typed = event.target.value;
          setText(typed);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => send(typed), QUIET);
        }}
        onBlur={() => text !== sent.current && send(text)}
        onKeyDown={(event) => event.key === "Enter" && send(text)}
      />
      {suggestions && (
        <datalist id={suggestions.id}>
          {suggestions.values.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </>
  );
}

import { useId, useMemo, useState } from "react";
import { Combo, type Option } from "../../parts/Combo";
import { Icon } from "../../parts/Icon";
import { brief } from "../../rules/cells";
import { ordered } from "../../rules/columns";
import { columnOf, FIELDS, fieldName, OP_WORDS, opsOf, takesValue } from "../../rules/filters";
import type { Arranged } from "../../rules/rows";
import type { Table } from "../../rules/table";
import { DEFAULT, type Filter, type Op, type View } from "../../rules/view";
import { Typed } from "./Typed";

const LISTED = 60;

/** The switches and the filters of the table, each of which can be switched off without being deleted. */
export function FiltersPane({
  table,
  view,
  setView,
  shown,
  selected,
}: {
  table: Table;
  view: View;
  setView: (change: Partial<View>) => void;
  shown: Arranged;
  selected: number;
}) {
  const { quick, filters } = view;
  const running = table.runs.filter(({ state }) => state === "running").length;
  const set = (at: number, change: Partial<Filter>) =>
    setView({ filters: filters.map((each, index) => (index === at ? { ...each, ...change } : each)) });
  const quicks = [
    ["experiments", "Only experiments, pushed and live", table.experiments.length + table.runs.length],
    ["live", "Only live runs", table.runs.length],
    ["selected", "Only selected rows", selected],
    ["hidden", "Hidden rows, too", shown.hidden],
  ] as const;
  return (
    <div className="stack tight-pane">
      <fieldset className="stack tight">
        <legend className="hidden-text">Switches</legend>
        {quicks.map(([key, words, many]) => (
          <label key={key} className="check">
            <input
              type="checkbox"
              checked={quick[key]}
              onChange={(event) => setView({ quick: { ...quick, [key]: event.target.checked } })}
            />
            <span>
              {words}{" "}
              <span className="soft num">
                {many.toLocaleString("en-US")}
                {key === "live" && running > 0 && `, ${running.toLocaleString("en-US")} running`}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      {filters.length > 0 && (
        <ul className="stack tight" aria-label="Filters">
          {filters.map((filter, at) => (
            <li key={at} className="filter-line">
              <input
                type="checkbox"
                aria-label={filter.on ? "Switch this filter off" : "Switch this filter on"}
                checked={filter.on}
                onChange={(event) => set(at, { on: event.target.checked })}
              />
              <FilterFields table={table} view={view} filter={filter} set={(change) => set(at, change)} />
              <button
                type="button"
                className="button bare square small"
                aria-label={`Delete the filter ${fieldName(filter.field, table)}`}
                onClick={() => setView({ filters: filters.toSpliced(at, 1) })}
              >
                <Icon name="cross" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="line wrap">
        <button
          type="button"
          className="button small"
          onClick={() => setView({ filters: [...filters, { field: "message", op: "has", value: "", on: true }] })}
        >
          <Icon name="plus" /> Add a filter
        </button>
        {(filters.length > 0 || view.q || JSON.stringify(quick) !== JSON.stringify(DEFAULT.quick)) && (
          <button
            type="button"
            className="button small"
            onClick={() => setView({ filters: [], q: "", quick: DEFAULT.quick })}
          >
            Clear all
          </button>
        )}
      </p>
    </div>
  );
}

function FilterFields({
  table,
  view,
  filter,
  set,
}: {
  table: Table;
  view: View;
  filter: Filter;
  set: (change: Partial<Filter>) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const name = nameIn(filter.field, table);
  const options = useMemo(() => (typed === null ? [] : fieldOptions(table, view, typed)), [table, view, typed]);
  const ops = opsOf(filter.field, table);
  const listed = ops.includes(filter.op) ? ops : [filter.op, ...ops];
  return (
    <>
      <div className="filter-field">
        <Combo
          label="Field"
          filtered={false}
          value={typed ?? name}
          options={typed === null ? fieldOptions(table, view, "") : options}
          onChange={setTyped}
          onChoose={({ id }) => {
            setTyped(null);
            const allowed = opsOf(id, table);
            set({ field: id, op: allowed.includes(filter.op) ? filter.op : (allowed[0] as Op) });
          }}
        />
      </div>
      <select
        className="input filter-op"
        aria-label="Comparison"
        value={filter.op}
        onChange={(event) => set({ op: event.target.value as Op })}
      >
        {listed.map((op) => (
          <option key={op} value={op}>
            {filter.field.startsWith("changed:") ? (op === "some" ? "changed" : "did not change") : OP_WORDS[op]}
          </option>
        ))}
      </select>
      {takesValue(filter.op) ? (
        <FilterValue table={table} filter={filter} set={set} />
      ) : (
        <span className="filter-value" />
      )}
    </>
  );
}

function FilterValue({ table, filter, set }: { table: Table; filter: Filter; set: (change: Partial<Filter>) => void }) {
  const id = useId();
  const values = useMemo(() => known(filter.field, table), [filter.field, table]);
  return (
    <span className="filter-value">
      <Typed
        label={`Value for ${fieldName(filter.field, table)}`}
        value={filter.value}
        date={filter.field === "created"}
        {...(values.length > 0 ? { suggestions: { id, values } } : {})}
        onChange={(value) => set({ value })}
      />
    </span>
  );
}

/** What a field can be: for choosing instead of typing. */
function known(field: string, table: Table): string[] {
  const branches = table.branches.map(({ name }) => name);
  switch (field) {
    case "branch":
    case "onbranch":
      return branches;
    case "tag":
      return [...new Set(table.commits.refs.flat())].filter((ref) => !branches.includes(ref)).slice(0, LISTED);
    case "author":
      return [...new Set(table.commits.author)].sort().slice(0, LISTED);
  }
  const column = columnOf(field, table);
  if (column?.type !== "text" || field.startsWith("delta:")) return [];
  const found = new Set<string>();
  for (let row = 0; row < table.size && found.size < LISTED; row++) {
    const cell = column.of(row);
    if (cell !== undefined) found.add(brief(column, cell));
  }
  return [...found].sort();
}

function nameIn(field: string, table: Table): string {
  return field.startsWith("changed:") ? `${fieldName(field, table)} changed` : fieldName(field, table);
}

function fieldOptions(table: Table, view: View, typed: string): Option[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found: Option[] = [];
  const offer = (id: string, value: string, about: string) => {
    const low = `${value} ${about}`.toLowerCase();
    if (found.length >= LISTED || !words.every((word) => low.includes(word))) return;
    found.push({
      id,
      value,
      text: (
        <span className="line">
          <span className="cut">{value}</span> <span className="soft small cut">{about}</span>
        </span>
      ),
    });
  };
  for (const [id, name] of Object.entries(FIELDS)) offer(id, name, "of the commit");
  for (const column of ordered(table, view)) {
    offer(column.id, fieldName(column.id, table), column.kind === "files" ? "size" : column.file);
    if (column.kind === "files") offer(`changed:${column.id}`, nameIn(`changed:${column.id}`, table), "");
    if (column.type === "number" || column.type === "size") {
      offer(`delta:${column.id}`, fieldName(`delta:${column.id}`, table), "difference to the baseline");
    }
  }
  return found;
}

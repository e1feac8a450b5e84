import { type RefObject, useRef } from "react";
import { Menu as AriaMenu, MenuItem, Popover, Separator } from "react-aria-components";
import type { Project } from "../../api/types";
import { Icon } from "../../parts/Icon";
import { webAddress } from "../../rules/addresses";
import { modelOf } from "../../rules/cells";
import { moved, ordered, title } from "../../rules/columns";
import { opsOf } from "../../rules/filters";
import { isQueuedOnly } from "../../rules/queued";
import type { Row } from "../../rules/rows";
import { nameOf } from "../../rules/sorting";
import { rowId, runOf, type Table } from "../../rules/table";
import { DEFAULT, type Goal, type View } from "../../rules/view";

type Item = "rule" | { id: string; text: string; act: () => void; on?: boolean; danger?: boolean };

/** A menu that opens where something was pressed: one for all rows, so that rows stay light. */
function Opened({
  label,
  anchor,
  items,
  onClose,
}: {
  label: string;
  anchor: HTMLElement;
  items: Item[];
  onClose: () => void;
}) {
  const trigger: RefObject<HTMLElement | null> = useRef(anchor);
  return (
    <Popover
      className="popup"
      triggerRef={trigger}
      isOpen
      onOpenChange={(open) => open || onClose()}
      placement="bottom start"
    >
      <AriaMenu
        aria-label={label}
        autoFocus="first"
        onAction={(key) => {
          onClose();
          for (const item of items) if (item !== "rule" && item.id === key) item.act();
        }}
        onClose={onClose}
      >
        {items.map((item, index) =>
          item === "rule" ? (
            <Separator key={`rule-${index}`} />
          ) : (
            <MenuItem key={item.id} id={item.id} textValue={item.text} className={item.danger ? "danger" : ""}>
              {item.on !== undefined && (
                <span className="tick" data-on={item.on}>
                  <Icon name="check" />
                </span>
              )}
              {item.text}
            </MenuItem>
          ),
        )}
      </AriaMenu>
    </Popover>
  );
}

export function RowMenu({
  item,
  anchor,
  project,
  table,
  view,
  setView,
  baseline,
  mayWrite,
  onRegister,
  onNote,
  onAsk,
  onClose,
}: {
  item: Row;
  anchor: HTMLElement;
  project: Project;
  table: Table;
  view: View;
  setView: (change: Partial<View>) => void;
  baseline: number | null;
  mayWrite: boolean;
  onRegister: (row: number, column: string) => void;
  onNote: (row: number) => void;
  /** Opens a dialog over the table: which one, about what. */
  onAsk: (ask: string, about: string) => void;
  onClose: () => void;
}) {
  if (item.kind === "more") return null;
  const { hidden } = view;
  if (item.kind === "group") {
    const { name } = item.group;
    const away = hidden.branches.includes(name);
    const branches = away ? hidden.branches.filter((each) => each !== name) : [...hidden.branches, name];
    return (
      <Opened
        label={`Actions for ${name}`}
        {...{ anchor, onClose }}
        items={[
          {
            id: "hide",
            text: away ? "Show this branch" : "Hide this branch",
            act: () => setView({ hidden: { ...hidden, branches } }),
          },
          {
            id: "only",
            text: "Only this branch",
            act: () => setView({ filters: [...view.filters, { field: "branch", op: "is", value: name, on: true }] }),
          },
        ]}
      />
    );
  }
  const { row } = item;
  const id = rowId(table, row);
  const name = nameOf(table, row);
  const run = runOf(table, row);
  const byHand = hidden.commits.includes(id);
  const commits = byHand ? hidden.commits.filter((each) => each !== id) : [...hidden.commits, id];
  const forge = webAddress(table.links.commit?.replace("{sha}", id));
  const base = baseline === null ? null : rowId(table, baseline);
  const compare =
    base && base !== id ? webAddress(table.links.compare?.replace("{old}", base).replace("{new}", id)) : null;
  const experiment = table.experimentOf.get(row);
  const queued = run?.queued;
  const models = mayWrite && !run ? table.columns.filter(({ kind, of }) => kind === "models" && modelOf(of(row))) : [];
  const items: Item[] = [
    ...(queued ? [{ id: "queued", text: "Log and state…", act: () => onAsk("queued", queued.id) }] : []),
    ...(mayWrite && !run
      ? [
          { id: "run", text: "Run from here…", act: () => onAsk("run", id) },
          { id: "branch", text: "Create a branch…", act: () => onAsk("branch", id) },
          { id: "request", text: "Open a pull request…", act: () => onAsk("request", id) },
          "rule" as const,
        ]
      : []),
    ...(run
      ? []
      : [
          row === baseline && view.baseline !== null
            ? {
                id: "baseline",
                text: "Take the default branch's head for the baseline",
                act: () => setView({ baseline: null }),
              }
            : { id: "baseline", text: "Set as the baseline", act: () => setView({ baseline: id }) },
        ]),
    { id: "hide", text: byHand ? "Show again" : "Hide", act: () => setView({ hidden: { ...hidden, commits } }) },
    ...models.map((column): Item => {
      const model = modelOf(column.of(row));
      const text = model?.version
        ? `Assign a stage to ${model.name} ${model.version}…`
        : `Register a version of ${model?.name}…`;
      return { id: column.id, text, act: () => onRegister(row, column.id) };
    }),
    ...(mayWrite && !run
      ? [{ id: "note", text: table.notes.has(row) ? "Change the note…" : "Write a note…", act: () => onNote(row) }]
      : []),
    "rule",
    ...(run ? [] : [{ id: "copy", text: "Copy the commit's id", act: () => void navigator.clipboard?.writeText(id) }]),
    ...(forge && !run
      ? [
          {
            id: "forge",
            text: `Open on ${project.forge === "git" ? "its server" : "the forge"}`,
            act: () => void window.open(forge, "_blank", "noreferrer"),
          },
        ]
      : []),
    ...(compare && !run
      ? [
          {
            id: "diff",
            text: "Code changed since the baseline",
            act: () => void window.open(compare, "_blank", "noreferrer"),
          },
        ]
      : []),
    ...(experiment && !run && mayWrite
      ? [
          "rule" as const,
          { id: "rename", text: "Rename this experiment…", act: () => onAsk("rename", id) },
          { id: "delete", text: "Delete this experiment…", danger: true, act: () => onAsk("delete", id) },
        ]
      : []),
    ...(run && mayWrite && !isQueuedOnly(run)
      ? [{ id: "delete", text: "Delete this run…", danger: true, act: () => onAsk("delete", id) }]
      : []),
  ];
  return <Opened label={`Actions for ${name}`} {...{ anchor, items, onClose }} />;
}

export function ColumnMenu({
  column: id,
  anchor,
  table,
  view,
  setView,
  onClose,
}: {
  column: string;
  anchor: HTMLElement;
  table: Table;
  view: View;
  setView: (change: Partial<View>) => void;
  onClose: () => void;
}) {
  const column = table.columnById.get(id);
  if (!column) return null;
  const { columns, goals } = view;
  const pinned = columns.pinned.includes(id);
  const goal = (wish: Goal | null) => {
    const { [id]: _, ...rest } = goals;
    setView({ goals: wish ? { ...rest, [id]: wish } : rest });
  };
  const by = view.sort[0]?.column === id ? view.sort[0] : null;
  const shown = ordered(table, view).filter((each) => !columns.hidden.includes(each.id));
  const at = shown.findIndex((each) => each.id === id);
  const move = (before: string | null) => ({ order: moved(table, view, id, before) });
  const items: Item[] = [
    {
      id: "up",
      text: "Sort ascending",
      on: by?.desc === false,
      act: () => setView({ sort: [{ column: id, desc: false }] }),
    },
    {
      id: "down",
      text: "Sort descending",
      on: by?.desc === true,
      act: () => setView({ sort: [{ column: id, desc: true }] }),
    },
    ...(view.sort.length > 0
      ? [{ id: "unsort", text: "Newest first", on: false, act: () => setView({ sort: [], flat: DEFAULT.flat }) }]
      : []),
    "rule",
    {
      id: "filter",
      text: "Filter by this column…",
      act: () =>
        setView({ filters: [...view.filters, { field: id, op: opsOf(id, table)[0] ?? "some", value: "", on: true }] }),
    },
    ...(column.type === "number" && column.kind === "metrics"
      ? ([
          "rule",
          {
            id: "higher",
            text: "Higher is better",
            on: goals[id] === "up",
            act: () => goal(goals[id] === "up" ? null : "up"),
          },
          {
            id: "lower",
            text: "Lower is better",
            on: goals[id] === "down",
            act: () => goal(goals[id] === "down" ? null : "down"),
          },
        ] satisfies Item[])
      : []),
    "rule",
    {
      id: "hide",
      text: "Hide this column",
      act: () => setView({ columns: { ...columns, hidden: [...columns.hidden, id] } }),
    },
    {
      id: "pin",
      text: pinned ? "Unpin" : "Pin to the left",
      act: () =>
        setView({
          columns: {
            ...columns,
            pinned: pinned ? columns.pinned.filter((each) => each !== id) : [...columns.pinned, id],
          },
        }),
    },
    ...(at > 0
      ? [
          {
            id: "left",
            text: "Move left",
            act: () => setView({ columns: { ...columns, ...move(shown[at - 1]?.id ?? null) } }),
          },
        ]
      : []),
    ...(at < shown.length - 1
      ? [
          {
            id: "right",
            text: "Move right",
            act: () => setView({ columns: { ...columns, ...move(shown[at + 2]?.id ?? null) } }),
          },
        ]
      : []),
  ];
  return <Opened label={`Actions for the column ${title(column)}`} {...{ anchor, items, onClose }} />;
}

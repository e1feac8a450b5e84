import { useState } from "react";
import { addView, changeView, removeView } from "../../api/experiments";
import { Confirm } from "../../parts/Confirm";
import { Dialog } from "../../parts/Dialog";
import { Field } from "../../parts/Field";
import { Form, text, useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { type Item, Menu } from "../../parts/Menu";
import { Trouble } from "../../parts/states";
import { useAddress } from "../../parts/useAddress";
import { fromKept, kept, sameKept, type View, writeView } from "../../rules/view";

export interface Named {
  id: string;
  name: string;
  default: boolean;
  state: unknown;
}

/** The views that a project keeps: which one this is, whether it was changed, and saving it. */
export function ViewsMenu({
  project,
  view,
  base,
  views,
  named,
  setView,
  maySave,
}: {
  project: string;
  view: View;
  base: View;
  views: Named[];
  named: string | null;
  setView: (change: Partial<View>) => void;
  maySave: boolean;
}) {
  const [, setUrl] = useAddress();
  const [open, setOpen] = useState<"save" | "rename" | "remove" | null>(null);
  const now = views.find(({ id }) => id === named);
  const changed = !sameKept(view, base);
  const close = () => setOpen(null);

  /** To another kept view; what is one person's own (search, ticks, what is folded) stays. */
  const go = (id: string | null, to: View) =>
    setUrl((before) => {
      const next = writeView({ ...view, ...kept(to) }, before, to);
      if (id === null) next.delete("view");
      else next.set("view", id);
      return next;
    });
  const choose = (each: Named) => go(each.default ? null : each.id, fromKept(each.state));
  const save = useAct(
    () =>
      now
        ? changeView(project, now.id, { state: kept(view) })
        : addView(project, { name: "Default", state: kept(view), default: true }),
    ["projects"],
    () => setView(kept(base)),
  );
  const saveAs = useAct(
    (form: FormData) =>
      addView(project, {
        name: text(form, "name") ?? "",
        state: kept(view),
        default: form.get("default") === "on",
      }),
    ["projects"],
    (made) => {
      close();
      go(made.default ? null : made.id, fromKept(made.state));
    },
  );
  const rename = useAct(
    (form: FormData) => changeView(project, now?.id ?? "", { name: text(form, "name") ?? now?.name ?? "" }),
    ["projects"],
    close,
  );
  const makeDefault = useAct(() => changeView(project, now?.id ?? "", { default: true }), ["projects"]);
  const remove = useAct(
    () => removeView(project, now?.id ?? ""),
    ["projects"],
    () => {
      close();
      setUrl((before) => {
        const next = new URLSearchParams(before);
        next.delete("view");
        return next;
      });
    },
  );
  const items: Item[] = [
    ...views.map(
      (each): Item => ({
        id: each.id,
        text: `${each.id === named ? "✓ " : ""}${each.name}${each.default ? " (default)" : ""}`,
        act: () => choose(each),
      }),
    ),
    ...(views.length > 0 ? (["rule"] as Item[]) : []),
    ...(maySave
      ? ([
          { id: "as", text: "Save as…", act: () => setOpen("save") },
          ...(now
            ? [
                { id: "rename", text: `Rename ${now.name}…`, act: () => setOpen("rename") },
                ...(now.default
                  ? []
                  : [
                      { id: "default", text: `Make ${now.name} the default`, act: () => makeDefault.mutate(undefined) },
                    ]),
                { id: "remove", text: `Delete ${now.name}…`, danger: true, act: () => setOpen("remove") },
              ]
            : []),
        ] as Item[])
      : ([{ id: "nobody", text: "Editors and admins of the team save views", disabled: true }] as Item[])),
  ];
  return (
    <>
      {changed && (
        <span className="line changed-view" role="status">
          <span className="soft tool-word">Changed view</span>
          <button type="button" className="button small" onClick={() => setView(kept(base))}>
            Discard
          </button>
          {maySave && (
            <button
              type="button"
              className="button small"
              disabled={save.isPending}
              onClick={() => save.mutate(undefined)}
              title={now ? `Save as ${now.name}, for everybody` : "Save for everybody who opens this project"}
            >
              Save
            </button>
          )}
        </span>
      )}
      {save.isError && <Trouble error={save.error} />}
      {makeDefault.isError && <Trouble error={makeDefault.error} />}
      <Menu label="Views" items={items}>
        <Icon name="save" />
        <span className="tool-word">{now?.name ?? "View"}</span>
        <Icon name="down" />
      </Menu>
      {(open === "save" || open === "rename") && (
        <Dialog title={open === "save" ? "Save this view" : "Rename the view"} onClose={close}>
          <Form act={open === "save" ? saveAs : rename} className="">
            {(wrong) => (
              <>
                <div className="dialog-body">
                  <Field
                    name="name"
                    label="Name"
                    required
                    defaultValue={open === "rename" ? now?.name : ""}
                    wrong={wrong}
                  />
                  {open === "save" && (
                    <label className="check">
                      <input type="checkbox" name="default" />
                      <span>
                        Default: <span className="soft">what everybody sees who opens the project</span>
                      </span>
                    </label>
                  )}
                </div>
                <div className="dialog-foot">
                  <button type="button" className="button" onClick={close}>
                    Cancel
                  </button>
                  <button type="submit" className="button primary">
                    {open === "save" ? "Save" : "Rename"}
                  </button>
                </div>
              </>
            )}
          </Form>
        </Dialog>
      )}
      {open === "remove" && now && (
        <Confirm title={`Delete the view ${now.name}`} button={`Delete ${now.name}`} act={remove} onClose={close}>
          <p>Links to it open the project's default view from then on.</p>
        </Confirm>
      )}
    </>
  );
}

import { createContext, type KeyboardEvent, type ReactNode, use, useEffect, useId, useRef } from "react";
import { Icon } from "../../../parts/Icon";

/** Moves all panes beside or under the table. */
export const SideButton = createContext<ReactNode>(null);

/** One pane: a title, what it can do, its content. Esc inside closes it. */
export function Pane({
  name,
  title,
  actions,
  onClose,
  children,
}: {
  name: string;
  title: ReactNode;
  actions?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const id = useId();
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    // Opened by a button: the next Tab should be in here, unless somebody is typing, or walks the table by keys, the
    // next of which would be lost: the pane comes whenever its script does.
    if (!document.activeElement?.closest("input, textarea, select, [role=treegrid]")) ref.current?.focus();
  }, []);
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.stopPropagation();
    onClose();
  };
  return (
    <section ref={ref} className="pane" data-pane={name} aria-labelledby={id} tabIndex={-1} onKeyDown={press}>
      <header className="pane-head">
        <h2 id={id}>{title}</h2>
        <span className="apart" />
        {actions}
        {use(SideButton)}
        <button
          type="button"
          className="button bare square small"
          aria-label="Close"
          aria-describedby={id}
          title="Close (Esc)"
          onClick={onClose}
        >
          <Icon name="cross" />
        </button>
      </header>
      <div className="pane-body">{children}</div>
    </section>
  );
}

import type { ReactNode } from "react";
import { Menu as AriaMenu, Button, MenuItem, MenuTrigger, Popover, Separator } from "react-aria-components";
import { useNavigate } from "react-router";
import { Icon, type IconName } from "./Icon";

export type Item =
  | "rule"
  | {
      id: string;
      text: ReactNode;
      to?: string;
      act?: () => void;
      danger?: boolean;
      disabled?: boolean;
      count?: number;
    };

/** A button that opens a list of things to do. */
export function Menu({
  label,
  items,
  icon = "dots",
  children,
  className,
}: {
  label: string;
  items: Item[];
  icon?: IconName;
  children?: ReactNode;
  className?: string;
}) {
  const navigate = useNavigate();
  const act = (key: unknown) => {
    const item = items.find((each) => each !== "rule" && each.id === key);
    if (!item || item === "rule") return;
    if (item.act) item.act();
    else if (item.to) navigate(item.to);
  };
  return (
    <MenuTrigger>
      <Button
        className={className ?? (children ? "button" : "button bare square small")}
        aria-label={children ? undefined : label}
      >
        {children ?? <Icon name={icon} />}
      </Button>
      <Popover className="popup">
        <AriaMenu aria-label={label} onAction={act}>
          {items.map((item, index) =>
            item === "rule" ? (
              <Separator key={`rule-${index}`} />
            ) : (
              <MenuItem
                key={item.id}
                id={item.id}
                textValue={typeof item.text === "string" ? item.text : item.id}
                className={item.danger ? "danger" : ""}
                isDisabled={item.disabled ?? false}
              >
                {item.text}
                {item.count !== undefined && <span className="count">{item.count}</span>}
              </MenuItem>
            ),
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export interface Choice {
  id: string;
  text: ReactNode;
  plain?: string;
  count?: number;
}

/** A button that opens a list of which any number can be chosen. */
export function Choices({
  label,
  choices,
  chosen,
  onChange,
  icon,
  single = false,
  counted = !single,
}: {
  label: string;
  choices: Choice[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  icon?: IconName;
  single?: boolean;
  /** Whether the button says how many are chosen. */
  counted?: boolean;
}) {
  return (
    <MenuTrigger>
      <Button className="button" data-active={chosen.length > 0 || undefined}>
        {icon && <Icon name={icon} />}
        {label}
        {counted && chosen.length > 0 && <span className="chip">{chosen.length}</span>}
        <Icon name="down" />
      </Button>
      <Popover className="popup">
        <AriaMenu
          aria-label={label}
          selectionMode={single ? "single" : "multiple"}
          disallowEmptySelection={single}
          selectedKeys={new Set(chosen)}
          onSelectionChange={(keys) => onChange(keys === "all" ? choices.map(({ id }) => id) : [...keys].map(String))}
          renderEmptyState={() => <p className="nothing">None.</p>}
        >
          {choices.map(({ id, text, plain, count }) => (
            <MenuItem key={id} id={id} textValue={plain ?? (typeof text === "string" ? text : id)}>
              <span className="tick">
                <Icon name="check" />
              </span>
              <span className="cut">{text}</span>
              {count !== undefined && <span className="count">{count}</span>}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

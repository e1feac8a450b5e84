import type { ReactNode } from "react";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { Icon, type IconName } from "../../parts/Icon";

/** A button of the toolbar that opens a small pane under it. */
export function Popup({
  label,
  icon,
  badge,
  wide = false,
  children,
}: {
  label: string;
  icon: IconName;
  badge?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <DialogTrigger>
      <Button className="button">
        <Icon name={icon} />
        <span className="tool-word">{label}</span>
        {badge}
      </Button>
      <Popover className={wide ? "popup pane-popup wide" : "popup pane-popup"} placement="bottom start">
        <Dialog aria-label={label}>{children}</Dialog>
      </Popover>
    </DialogTrigger>
  );
}

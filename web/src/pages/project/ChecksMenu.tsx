import { type RefObject, useRef } from "react";
import { Dialog, Popover } from "react-aria-components";
import type { CommitChecks } from "../../api/types";
import { Icon } from "../../parts/Icon";
import { webAddress } from "../../rules/addresses";
import { CHECK_ICONS, checkWords } from "../../rules/ciStates";

/** What CI says of a commit, check by check, with the way to each. */
export function ChecksMenu({
  checks,
  name,
  anchor,
  onClose,
}: {
  checks: CommitChecks;
  name: string;
  anchor: HTMLElement;
  onClose: () => void;
}) {
  const trigger: RefObject<HTMLElement | null> = useRef(anchor);
  const all = webAddress(checks.url);
  return (
    <Popover
      className="popup pane-popup"
      triggerRef={trigger}
      isOpen
      onOpenChange={(open) => open || onClose()}
      placement="bottom start"
    >
      <Dialog aria-label={`CI of ${name}`}>
        <div className="stack tight">
          <p className="strong">
            CI of {name}: {checkWords(checks)}
          </p>
          <ul className="stack tight checks">
            {checks.checks.map((check) => {
              const link = webAddress(check.url);
              return (
                <li key={`${check.name} ${check.url}`} className="line" data-ci={check.state}>
                  <Icon name={CHECK_ICONS[check.state]} spinning={check.state === "running"} />
                  {link ? (
                    <a href={link} rel="noreferrer" className="anywhere grow">
                      {check.name}
                    </a>
                  ) : (
                    <span className="anywhere grow">{check.name}</span>
                  )}
                  <span className="soft small">{check.state}</span>
                </li>
              );
            })}
          </ul>
          {all && (
            <p>
              <a href={all} rel="noreferrer">
                All of it on the forge
              </a>
            </p>
          )}
        </div>
      </Dialog>
    </Popover>
  );
}

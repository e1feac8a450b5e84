import type { ReactNode } from "react";
import { Dialog as AriaDialog, Button, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Icon } from "./Icon";

/** A dialog over the page. It holds the focus, closes with Esc, and gives the focus back. */
export function Dialog({
  title,
  under,
  onClose,
  wide = false,
  whole = false,
  children,
}: {
  title: ReactNode;
  under?: ReactNode;
  onClose: () => void;
  wide?: boolean;
  /** As wide as the window. */
  whole?: boolean;
  children: ReactNode;
}) {
  return (
    <ModalOverlay className="veil" isOpen isDismissable={false} onOpenChange={(open) => open || onClose()}>
      <Modal className={whole ? "modal whole" : wide ? "modal wide" : "modal"}>
        <AriaDialog>
          <div className="dialog-head">
            <div className="grow">
              <Heading slot="title" level={2}>
                {title}
              </Heading>
              {under && <p className="soft anywhere">{under}</p>}
            </div>
            <Button className="button bare square" aria-label="Close" onPress={onClose}>
              <Icon name="cross" />
            </Button>
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

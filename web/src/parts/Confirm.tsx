import type { ReactNode } from "react";
import { Dialog } from "./Dialog";
import { Trouble } from "./states";

/** Asks once more before something is taken away. The button says what it does. */
export function Confirm({
  title,
  button,
  act,
  onClose,
  children,
}: {
  title: string;
  button: string;
  act: { mutate: (value: undefined) => void; isPending: boolean; isError: boolean; error: Error | null };
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body">
        {children}
        {act.isError && <Trouble error={act.error} />}
      </div>
      <div className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="button" className="button danger" disabled={act.isPending} onClick={() => act.mutate(undefined)}>
          {button}
        </button>
      </div>
    </Dialog>
  );
}

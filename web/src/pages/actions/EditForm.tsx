import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { type Edit, editChange } from "../../api/edits";
import { Trouble } from "../../parts/states";
import { EditOutcome } from "./EditOutcome";
import { PlannedEdit } from "./PlannedEdit";
import { useEdit } from "./useEdit";

/** Fields, what they would do, the button that does it, and how it went. */
export function EditForm({
  repository,
  edit,
  why,
  button,
  danger = false,
  doing,
  done,
  onClose,
  children,
}: {
  repository: string;
  edit: Edit;
  /** What is lacking before the server can be asked. */
  why: string | null;
  button: string;
  danger?: boolean;
  /** What goes on meanwhile, as a sentence begins: "Creates the branch". */
  doing: string;
  /** What follows from it, once it is done. */
  done?: ReactNode;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { plan, fresh, send, trouble, again, ready } = useEdit(repository, edit, why);
  if (send.data) {
    return (
      <EditOutcome
        asking={{ ...editChange(send.data.id), initialData: send.data }}
        doing={doing}
        onBack={() => send.reset()}
        onClose={onClose}
      >
        {done}
      </EditOutcome>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) send.mutate();
      }}
    >
      <div className="dialog-body">
        {children}
        <PlannedEdit plan={plan} fresh={fresh} {...(why ? { waiting: why } : {})} />
        {trouble && <Trouble error={trouble} retry={() => void again()} />}
      </div>
      <div className="dialog-foot">
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
        <button type="submit" className={danger ? "button danger" : "button primary"} disabled={!ready}>
          {button}
        </button>
      </div>
    </form>
  );
}

import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Refusal } from "../api/client";
import { Trouble } from "./states";

/** Something the server is asked to do; afterwards, what it may have changed is asked for again. */
export function useAct<V, R>(act: (value: V) => Promise<R>, stale: string[], then?: (result: R) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async (result) => {
      await Promise.all(stale.map((key) => client.invalidateQueries({ queryKey: [key] })));
      then?.(result);
    },
  });
}

/** A form that sends its fields, and shows beside each what was wrong with it. */
export function Form<R>({
  act,
  children,
  className,
}: {
  act: UseMutationResult<R, Error, FormData>;
  children: (wrong: Record<string, string>) => ReactNode;
  className?: string;
}) {
  const wrong = act.error instanceof Refusal ? act.error.fields : {};
  return (
    <form
      className={className ?? "stack form"}
      onSubmit={(event) => {
        event.preventDefault();
        if (!act.isPending) act.mutate(new FormData(event.currentTarget));
      }}
    >
      {children(wrong)}
      {act.isError && Object.keys(wrong).length === 0 && <Trouble error={act.error} />}
    </form>
  );
}

/** The button that sends a form of settings, and beside it that they were taken. */
export function SaveLine({ act }: { act: { isPending: boolean; isSuccess: boolean } }) {
  return (
    <p className="line">
      <button type="submit" className="button" disabled={act.isPending}>
        Save
      </button>
      {act.isSuccess && (
        <span className="soft" role="status">
          Saved.
        </span>
      )}
    </p>
  );
}

/** The text of a field, or nothing where it was left empty. */
export function text(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

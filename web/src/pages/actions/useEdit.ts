import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Refusal } from "../../api/client";
import { type Edit, makeEdit, planEdit } from "../../api/edits";
import { useDebounced } from "../../parts/useDebounced";

/**
 * What an edit would do, asked again whenever the form says something else, and the click that does just that.
 * `why`: why the server need not be asked yet.
 */
export function useEdit(repository: string, edit: Edit, why: string | null) {
  const client = useQueryClient();
  const spelled = JSON.stringify(edit);
  // What is not whole yet is not asked about, not even in the moment after it has become so.
  const settled = useDebounced(why === null ? spelled : null, 250);
  const asking = why === null && settled !== null;
  const asked = useQuery({
    ...planEdit(repository, JSON.parse(settled ?? spelled) as Edit),
    enabled: asking,
    placeholderData: keepPreviousData,
  });
  const plan = asking ? asked.data : undefined;
  // What is asked again beside it does not take the button away from under a click: the server compares the plans.
  const fresh = why !== null || (settled === spelled && !asked.isPlaceholderData && asked.isFetchedAfterMount);
  const send = useMutation({
    mutationFn: () => makeEdit(repository, edit, plan?.id ?? ""),
    onError: (error) => {
      // Whoever was quicker is seen in the fresh plan; the refusal stays beside it.
      if (error instanceof Refusal) void client.invalidateQueries({ queryKey: ["previews", repository] });
    },
  });
  return {
    plan,
    fresh,
    send,
    /** What kept the plan from coming, or the edit from being taken. */
    trouble: asking && asked.isError ? asked.error : send.error,
    again: () => asked.refetch(),
    ready: asking && fresh && plan !== undefined && plan.refusal === null && !send.isPending,
  };
}

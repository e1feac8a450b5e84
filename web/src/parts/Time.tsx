import { absolute, brief, exact, relative, spoken } from "../rules/dates";
import { useNow } from "./clock";

type How = "relative" | "brief" | "absolute" | "spoken";

/** A moment. However it is said, the hover has it in the reader's zone and in UTC. */
export function Time({ at, how = "relative" }: { at: string; how?: How }) {
  const now = useNow();
  const text =
    how === "absolute"
      ? absolute(at)
      : how === "spoken"
        ? spoken(at)
        : how === "brief"
          ? brief(at, now)
          : relative(at, now);
  return (
    <time dateTime={at} title={exact(at)} className="num nowrap">
      {text}
    </time>
  );
}

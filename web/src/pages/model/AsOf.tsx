import { useId } from "react";
import { useAddress } from "../../parts/useAddress";

/** The page as it was at the end of a day. */
export function AsOf({ at }: { at: string | null }) {
  const [url, setUrl] = useAddress();
  const id = useId();
  return (
    <span className="line">
      <label htmlFor={id} className="soft">
        As of
      </label>
      <input
        id={id}
        type="date"
        className="input date"
        value={url.get("at")?.slice(0, 10) ?? ""}
        data-past={at !== null || undefined}
        onChange={(event) => {
          const day = event.target.value;
          setUrl((before) => {
            const next = new URLSearchParams(before);
            if (day) next.set("at", day);
            else next.delete("at");
            return next;
          });
        }}
      />
    </span>
  );
}

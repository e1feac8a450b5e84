import { useCallback, useEffect, useRef, useState } from "react";
import { useAddress } from "./useAddress";

const QUIET = 120;

/**
 * Text that is typed, and stands in the address under `key` once the typing pauses. The field has its own copy: the
 * address changes a moment later than the key was pressed, and would take letters back.
 */
export function useTyped(key: string): [string, (text: string) => void] {
  const [url, setUrl] = useAddress();
  const inAddress = url.get(key) ?? "";
  const [text, setText] = useState(inAddress);
  const written = useRef(inAddress);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // Somebody else changed it: the back button, a link, "Clear".
    if (inAddress === written.current) return;
    written.current = inAddress;
    clearTimeout(timer.current);
    setText(inAddress);
  }, [inAddress]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = useCallback(
    (typed: string) => {
      setText(typed);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        written.current = typed;
        setUrl(
          (before) => {
            const next = new URLSearchParams(before);
            if (typed) next.set(key, typed);
            else next.delete(key);
            return next;
          },
          { replace: true },
        );
      }, QUIET);
    },
    [key, setUrl],
  );
  return [text, type];
}

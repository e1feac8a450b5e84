import { type ReactNode, useEffect, useRef } from "react";
import type { Choice } from "../../../rules/plotTree";

/** A check box for one thing or several: checked, unchecked, or some of each. */
export function Tri({ state, onChange, children }: { state: Choice; onChange: () => void; children: ReactNode }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = state === "some";
  }, [state]);
  return (
    <label className="check tri">
      <input ref={box} type="checkbox" checked={state === "all"} onChange={onChange} />
      {children}
    </label>
  );
}

import { useEffect, useState } from "react";
import { ROW_COLOURS } from "../../../rules/rowColours";

/** Colours as a canvas needs them: worked out, for the theme that is shown. */
export interface Colours {
  rows: string[];
  ink: string;
  soft: string;
  line: string;
  ground: string;
  raised: string;
  accent: string;
  font: string;
}

/** Reads the tokens; again when the theme changes. */
export function useColours(): Colours {
  const [colours, setColours] = useState(read);
  useEffect(() => {
    const again = () => setColours(read());
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const chosen = new MutationObserver(again);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    dark.addEventListener("change", again);
    return () => {
      chosen.disconnect();
      dark.removeEventListener("change", again);
    };
  }, []);
  return colours;
}

function read(): Colours {
  // A custom property is computed as it is written, light-dark() and all; only a real colour is worked out.
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const of = (token: string) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    rows: Array.from({ length: ROW_COLOURS }, (_, index) => of(`row-${index}`)),
    ink: of("ink"),
    soft: of("ink-soft"),
    line: of("line"),
    ground: of("ground"),
    raised: of("raised"),
    accent: of("accent"),
    font: getComputedStyle(document.body).fontFamily,
  };
  probe.remove();
  return colours;
}

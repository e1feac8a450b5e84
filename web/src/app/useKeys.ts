import { useEffect, useState } from "react";
import { useNavigate } from "react-router";

export const KEYS: [string, string][] = [
  ["/", "search"],
  ["g p", "projects"],
  ["g m", "models"],
  ["g a", "activity"],
  ["g s", "settings"],
  ["↑ ↓ ← →", "move in a table"],
  ["Home End", "first and last row of a table"],
  ["Enter", "open what is focused"],
  ["Space", "select a row of experiments"],
  ["p", "its plots, on or off"],
  ["c", "compare the selected rows"],
  ["Esc", "close a dialog or a menu, leave the search"],
  ["?", "show these keys"],
];

const PLACES: Record<string, string> = { p: "/projects", m: "/models", a: "/activity", s: "/settings/me" };

/** Keys that work on every page. Returns whether the list of keys is shown, and how to close it. */
export function useKeys(): [boolean, (shown: boolean) => void] {
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  useEffect(() => {
    let going = 0;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      if (document.querySelector("[role=dialog],[role=menu],[role=listbox]")) return;
      const place = PLACES[event.key];
      if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLInputElement>("#search")?.focus();
      } else if (event.key === "?") {
        setHelp(true);
      } else if (event.key === "g") {
        going = event.timeStamp;
      } else if (place && event.timeStamp - going < 1500) {
        going = 0;
        navigate(place);
      }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [navigate]);
  return [help, setHelp];
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
  );
}

import { useState } from "react";

export type Theme = "system" | "light" | "dark";

/** The theme chosen by hand, kept in this browser; `system` follows the machine. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => (document.documentElement.dataset.theme as Theme) ?? "system");
  return [
    theme,
    (chosen) => {
      setTheme(chosen);
      try {
        if (chosen === "system") {
          delete document.documentElement.dataset.theme;
          localStorage.removeItem("theme");
        } else {
          document.documentElement.dataset.theme = chosen;
          localStorage.setItem("theme", chosen);
        }
      } catch {
        // A browser that keeps nothing still shows the theme until the page is closed.
      }
    },
  ];
}

// Light or dark: as the system wants, until the user chose.
import { useEffect, useState } from "react";

export type Theme = "system" | "light" | "dark";

const key = "selvage studio theme";

/** What cannot be kept is the user's choice for this visit. */
function kept(): Theme {
  try {
    const theme = localStorage.getItem(key);
    return theme === "light" || theme === "dark" ? theme : "system";
  } catch {
    return "system";
  }
}

export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(kept);
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === "system") delete dataset["theme"];
    else dataset["theme"] = theme;
    try {
      if (theme === "system") localStorage.removeItem(key);
      else localStorage.setItem(key, theme);
    } catch {
      return;
    }
  }, [theme]);
  const turn = (): void => {
    const isDark = theme === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
    setTheme(isDark ? "light" : "dark");
  };
  return [theme, turn];
}

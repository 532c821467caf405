// The Studio in React: its state, and it itself for what is asked of it.
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Studio, View } from "./studio.js";

export const StudioContext = createContext<Studio | undefined>(undefined);

export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (!studio) throw new Error("There is no Studio around this component.");
  return studio;
}

export function useView(): View {
  const studio = useStudio();
  return useSyncExternalStore(studio.subscribe, () => studio.view);
}

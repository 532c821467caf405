// Draws a Studio into the page.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import type { Studio } from "./session/studio.js";
import { StudioContext } from "./session/use_studio.js";

export function show(studio: Studio): void {
  const place = document.getElementById("studio");
  if (!place) throw new Error('The page has no element "studio".');
  createRoot(place).render(
    <StrictMode>
      <StudioContext value={studio}>
        <App />
      </StudioContext>
    </StrictMode>,
  );
}

// The page is a peer of a mesh: #join=… or ?id=… in the address says which one, else it is this app's own.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { MeshProvider } from "selvage/react";
import { App } from "./app.js";

const isNamed = location.hash.includes("join=") || new URLSearchParams(location.search).has("id");

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <MeshProvider {...(isNamed ? {} : { name: "__NAME__" })}>
      <App />
    </MeshProvider>
  </StrictMode>,
);

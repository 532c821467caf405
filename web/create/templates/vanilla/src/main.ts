// The page is a peer of a mesh: #join=… or ?id=… in the address says which one, else it is this app's own.
import { join, type Mesh } from "selvage";

const element = (id: string): HTMLElement => document.getElementById(id)!;

async function showPeers(mesh: Mesh): Promise<void> {
  const others = (await mesh.peers()).length;
  element("status").textContent = `In the mesh ${mesh.name}, with ${others} ${others === 1 ? "other" : "others"}.`;
}

async function run(): Promise<void> {
  const isNamed = location.hash.includes("join=") || new URLSearchParams(location.search).has("id");
  const mesh = await join(isNamed ? undefined : "__NAME__");
  for (const event of ["mesh", "peer-came", "peer-went"]) mesh.on(event, () => void showPeers(mesh));
  await showPeers(mesh);

  // A document that all peers share. This counter is right however many click at once, and after a reload.
  const clicks = mesh.doc("app").counter("clicks");
  const button = element("more") as HTMLButtonElement;
  button.onclick = () => void clicks.add(1);
  for await (const count of clicks.values()) {
    element("clicks").textContent = String(count ?? 0);
    button.disabled = false;
  }
}

run().catch((failure: Error) => (element("status").textContent = failure.message));

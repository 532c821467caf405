// Yjs in a mesh: `import { MeshProvider } from "selvage/yjs"`.
//
//   const provider = new MeshProvider(await join("Alpha"), "notes", ydoc);
//   await provider.whenSynced;
export { MeshProvider, type MeshProviderOptions, type ProviderStatus } from "./provider.js";
export type { SharedDocument, SharedMesh } from "./shared_mesh.js";

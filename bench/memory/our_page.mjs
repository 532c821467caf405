// @ts-check
// A page that has joined and does nothing.
import { load } from "selvage";

const core = await load({ crypto: true });
const mesh = await core.join();
while ((await mesh.status()).peers === 0) await new Promise((resolve) => setTimeout(resolve, 20));
Object.assign(globalThis, { mesh, moduleSize: () => core.memorySize });
console.log(JSON.stringify({ connected: true }));

// What the package offers besides load(), which differs between the browser (index.ts) and Node
// (node.ts).
export { runCipherJob, type CipherJob, type CipherOutcome } from "./cipher.js";
export { systemClock, type Clock } from "./clock.js";
export type { WasmSource } from "./compile.js";
export type { Core, LoadOptions, PingerOptions } from "./core.js";
export * from "./document/index.js";
export { drive, type Drive, type DriveOptions, type DrivenMachine } from "./drive.js";
export { CoreError, LoadError, type LoadAttempt } from "./errors.js";
export type { StreamMachine } from "./stream.js";
export { PortTransport, type ByteReceiver, type ByteTransport } from "./transport.js";

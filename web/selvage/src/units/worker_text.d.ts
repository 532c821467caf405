// What build.mjs makes of worker/main.ts: the Worker's script as text.
export declare const workerText: string;

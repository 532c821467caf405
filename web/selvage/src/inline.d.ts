// What build.mjs generates as dist/inline.js: selvage.wasm as text.
export declare const base64: string;

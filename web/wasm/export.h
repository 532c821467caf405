// EXPORT marks what leaves the WebAssembly module. The TypeScript side is web/selvage/src/core.ts.
#pragma once

#define EXPORT(name) extern "C" __attribute__((export_name(#name), used))

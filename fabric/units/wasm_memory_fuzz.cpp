// x
#include "core/testing/fuzz.h"
FUZZ(wasm_memory) {}

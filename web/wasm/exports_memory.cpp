// Memory that the page lends the brain for what it passes in.
#include <cstddef>
#include <cstdlib>

#include "core/base/assert.h"
#include "web/wasm/export.h"

EXPORT(alloc) void* wasm_alloc(std::size_t size) {
    void* const memory = std::malloc(size > 0 ? size : 1);
    ASSERT(memory != nullptr);
    return memory;
}

EXPORT(release) void wasm_release(void* memory) { std::free(memory); }

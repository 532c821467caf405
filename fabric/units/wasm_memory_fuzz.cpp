// Modules from anybody: what comes out differs in the memory alone, and is bounded already.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/units/wasm_memory.h"

FUZZ(wasm_memory) {
    using namespace fabric::units;
    const std::uint64_t memory_max = input.empty() ? 0 : std::to_integer<std::uint64_t>(input[0]);
    for (const bool has_magic : {false, true}) {
        core::Buffer module;
        if (has_magic)
            for (const char byte : {'\0', 'a', 's', 'm', '\1', '\0', '\0', '\0'})
                module.push_back(std::byte(byte));
        core::append(module, input);
        const auto once = with_memory_max(module, memory_max * wasm_page_size);
        if (!once) continue;
        const auto twice = with_memory_max(*once, memory_max * wasm_page_size);
        ASSERT(twice && *twice == *once);
        ASSERT(once->size() <= module.size() + 16);
    }
}

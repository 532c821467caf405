// Modules byte by byte: what becomes of their memory.
#include "fabric/units/wasm_memory.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace fabric::units {
namespace {

core::Buffer module_of(std::initializer_list<int> sections) {
    core::Buffer module;
    for (const char byte : {'\0', 'a', 's', 'm', '\1', '\0', '\0', '\0'})
        module.push_back(std::byte(byte));
    for (const int byte : sections) module.push_back(std::byte(byte));
    return module;
}

constexpr std::uint64_t pages(std::uint64_t count) { return count * wasm_page_size; }

TEST(WasmMemory, WU3_a_memory_without_a_maximum_gets_one) {
    EXPECT_EQ(with_memory_max(module_of({5, 3, 1, 0, 1}), pages(200)).value(),
              module_of({5, 5, 1, 1, 1, 0xc8, 1}));
}

TEST(WasmMemory, WU3_a_maximum_is_lowered_and_never_raised) {
    EXPECT_EQ(with_memory_max(module_of({5, 4, 1, 1, 1, 9}), pages(4)).value(),
              module_of({5, 4, 1, 1, 1, 4}));
    EXPECT_EQ(with_memory_max(module_of({5, 4, 1, 1, 1, 3}), pages(4)).value(),
              module_of({5, 4, 1, 1, 1, 3}));
    EXPECT_EQ(with_memory_max(module_of({5, 4, 1, 3, 1, 9}), pages(4)).value(),
              module_of({5, 4, 1, 3, 1, 4}));
}

TEST(WasmMemory, WU3_what_stands_around_it_stays) {
    EXPECT_EQ(with_memory_max(module_of({0, 2, 1, 'x', 5, 3, 1, 0, 1, 0, 1, 0}), pages(2)).value(),
              module_of({0, 2, 1, 'x', 5, 4, 1, 1, 1, 2, 0, 1, 0}));
    EXPECT_EQ(with_memory_max(module_of({0, 2, 1, 'x'}), pages(2)).value(),
              module_of({0, 2, 1, 'x'}));
    EXPECT_EQ(with_memory_max(module_of({5, 1, 0, 5, 3, 1, 0, 1}), pages(2)).value(),
              module_of({5, 1, 0, 5, 4, 1, 1, 1, 2}));
}

TEST(WasmMemory, WU3_WU9_a_memory_that_begins_larger_than_it_may_be_is_too_large) {
    EXPECT_EQ(with_memory_max(module_of({5, 3, 1, 0, 5}), pages(4)).error(),
              core::Error::too_large);
    EXPECT_TRUE(with_memory_max(module_of({5, 3, 1, 0, 4}), pages(4)));
    EXPECT_EQ(with_memory_max(module_of({5, 3, 1, 0, 1}), wasm_page_size - 1).error(),
              core::Error::too_large);
}

TEST(WasmMemory, WU4_WU9_other_memories_and_what_is_no_module_are_refused) {
    for (const core::Buffer& module : {
             module_of({5, 5, 2, 0, 1, 0, 1}),  // Two.
             module_of({5, 3, 1, 4, 1}),        // Of 64 bits.
             module_of({5, 4, 1, 8, 1, 1}),     // Of a kind that is not known.
             module_of({5, 4, 1, 0, 1, 0}),     // With something behind it.
             module_of({5, 8, 1, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 1}),  // A number without end.
             module_of({5, 9, 1, 0, 1}),                                // Cut off.
             core::Buffer{},
             core::Buffer(8),
         }) {
        const auto result = with_memory_max(module, pages(4));
        ASSERT_FALSE(result);
        EXPECT_NE(result.error(), core::Error::too_large);
    }
}

}  // namespace
}  // namespace fabric::units

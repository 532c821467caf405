// A reader asked for anything in any order: it never leaves its bytes, moves exactly as far as it
// gives, and stays where it stood when it fails.
#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"

FUZZ(reader) {
    using namespace core;
    const std::size_t half = input.size() / 2;
    Reader wishes(input.first(half));
    const Bytes bytes = input.subspan(half);
    Reader reader(bytes);
    while (const auto wish = wishes.u8()) {
        const std::size_t before = reader.position();
        std::size_t expected = 0;
        bool is_there = false;
        switch (*wish % 5) {
            case 0: is_there = reader.u8().has_value(), expected = 1; break;
            case 1: is_there = reader.u16_le().has_value(), expected = 2; break;
            case 2: is_there = reader.u32_be().has_value(), expected = 4; break;
            case 3: is_there = reader.u64_le().has_value(), expected = 8; break;
            default: {
                const std::uint64_t size = wishes.u64_be().value_or(*wish);
                const auto taken = reader.take(size);
                is_there = taken.has_value();
                ASSERT(is_there == (size <= bytes.size() - before));
                if (is_there) {
                    ASSERT(taken->data() == bytes.data() + before && taken->size() == size);
                    expected = static_cast<std::size_t>(size);
                }
            }
        }
        ASSERT(reader.position() == before + (is_there ? expected : 0));
        ASSERT(is_there || expected > reader.remaining() || *wish % 5 == 4);
        ASSERT(reader.rest().size() == reader.remaining());
        ASSERT(reader.at_end() == reader.expect_end().has_value());
    }
}

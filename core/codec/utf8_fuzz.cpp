// The check of UTF-8 against its slow twin, also behind enough ASCII to begin at any offset.
#include "core/base/assert.h"
#include "core/codec/utf8_twin.h"
#include "core/testing/fuzz.h"

FUZZ(utf8) {
    using namespace core::codec;
    const std::string_view text = core::as_text(input);
    const bool expected = is_utf8_slowly(text);
    ASSERT(is_utf8(text) == expected);
    for (std::size_t shift = 1; shift <= 8; ++shift)
        ASSERT(is_utf8(std::string(shift, 'a').append(text)) == expected);
}

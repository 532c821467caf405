// What must hold for any bytes that are taken for an update, whatever its format.
#pragma once

#include <array>

#include "core/base/assert.h"
#include "core/crdt/yjs/algebra.h"
#include "core/crdt/yjs/rewritten.h"
#include "core/testing/fuzz.h"

namespace core::crdt::yjs {

inline void check_update(Bytes input, Format format) {
    const auto written = rewritten(input, format, format);
    const auto state = state_vector_of(input, format);
    ASSERT(written.has_value() == state.has_value());
    if (!written) return;
    ASSERT(rewritten(*written, format, format) == written);
    ASSERT(state_vector_of(*written, format) == state);

    // Not all values are JSON; once they were, they stay as they are.
    if (const auto v1 = convert_update(input, format, Format::v1)) {
        const auto v2 = convert_update(*v1, Format::v1, Format::v2);
        ASSERT(v2.has_value());
        const auto settled = convert_update(*v2, Format::v2, Format::v1);
        ASSERT(settled.has_value());
        const auto v2_again = convert_update(*settled, Format::v1, Format::v2);
        ASSERT(v2_again.has_value());
        ASSERT(convert_update(*v2_again, Format::v2, Format::v1) == settled);
    }

    const std::array<Bytes, 3> thrice{input, *written, input};
    const auto merged = merge_updates(thrice, format);
    if (!merged) {
        // More to be sorted than may be.
        ASSERT(merged.error() == Error::too_large);
        return;
    }
    const std::array<Bytes, 2> again{*merged, *merged};
    ASSERT(merge_updates(again, format).has_value());
    const auto rest = diff_update(*merged, *state, format);
    ASSERT(rest.has_value());
    ASSERT(state_vector_of(*rest, format).has_value());
}

}  // namespace core::crdt::yjs

// Whatever multihash is read encodes to the very bytes it was read from.
#include "core/base/assert.h"
#include "core/codec/multihash.h"
#include "core/testing/fuzz.h"

FUZZ(multihash) {
    using namespace core::codec;
    core::Reader reader(input);
    const auto hash = read_multihash(reader);
    if (!hash) {
        ASSERT(reader.position() == 0);
        return;
    }
    const core::Buffer again = encode_multihash(*hash);
    ASSERT(again.size() <= multihash_size_max);
    ASSERT(core::equal(again, input.first(reader.position())));
    ASSERT(parse_multihash(input).has_value() == reader.at_end());
}

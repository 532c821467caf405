// What decodes as a payload stays within its limits and lies in the input; nothing vouches for a
// key that nobody signed.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/noise/payload.h"

FUZZ(noise_payload) {
    using namespace net::noise;
    const auto payload = decode_payload(input);
    if (!payload) return;
    ASSERT(input.size() <= payload_size_max && payload->muxers.size() <= muxers_max);
    const auto is_inside = [&](core::Bytes part) {
        return part.empty() || (part.data() >= input.data() && &part.back() <= &input.back());
    };
    for (const std::string_view name : payload->muxers) {
        ASSERT(name.size() <= muxer_name_size_max);
        ASSERT(is_inside(core::as_bytes(name)));
    }
    ASSERT(is_inside(payload->identity_key) && is_inside(payload->signature));
    ASSERT(!verify_identity(*payload, {}));
}

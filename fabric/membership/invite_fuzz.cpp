// Any bytes and any text as an invite: what is read is within the limits and gives the same bytes
// again.
#include <tuple>

#include "core/base/assert.h"
#include "core/base/crc32c.h"
#include "core/testing/fuzz.h"
#include "fabric/membership/invite.h"
#include "net/noise/toy_crypto_fuzz.h"

FUZZ(invite) {
    using namespace fabric::membership;
    const auto check = [](core::Bytes bytes) {
        const auto invite = invite_from_bytes(bytes);
        if (!invite) return;
        ASSERT(bytes.size() <= invite_size_max);
        ASSERT(invite->addresses.size() <= invite_addresses_max);
        const auto again = invite_to_bytes(*invite);
        ASSERT(again && core::equal(*again, bytes));
        const auto text = to_qr_text(*invite);
        ASSERT(text && parse_invite(*text, {}));
    };
    std::ignore = parse_invite(core::as_text(input), {});
    check(input);
    core::Buffer bytes(input.begin(), input.end());
    core::BufferWriter writer(bytes, bytes.size() + 4);
    writer.u32_be(core::crc32c(input));
    check(bytes);
}

// No input opens as an envelope unless its signature is right; what was sealed opens, and no longer
// once anything in it has changed.
#include <algorithm>

#include "core/base/assert.h"
#include "core/codec/signed_envelope.h"
#include "core/testing/fuzz.h"

namespace core::codec {
namespace {

constexpr std::string_view domain = "fuzz";

const crypto::Ed25519KeyPair& pair() {
    static const crypto::Ed25519KeyPair zeros{crypto::Ed25519Seed()};
    return zeros;
}

// The signatures are what takes the time: each input is for one of both.
void check_sealed(Bytes type, Bytes payload, std::size_t at, std::byte change) {
    auto envelope = seal_envelope(pair(), domain, type, payload);
    ASSERT(envelope);
    (*envelope)[at % envelope->size()] ^= change;
    const auto opened = open_envelope(*envelope, domain, type);
    ASSERT(opened.has_value() == (change == std::byte{0}));
    if (!opened) return;
    ASSERT(equal(opened->payload, payload));
    ASSERT(opened->signer == PublicKey(pair().public_key()));
}

}  // namespace
}  // namespace core::codec

FUZZ(signed_envelope) {
    using namespace core::codec;
    // Of what was not sealed here nothing is signed; but reading it reaches every field.
    ASSERT(!open_envelope(input, domain, core::as_bytes("a")));
    if (input.size() < 4) return;
    const std::size_t at = std::to_integer<std::size_t>(input[0]) * 2;
    const std::byte change = input[1] < std::byte{0x40} ? std::byte{0} : input[1];
    const core::Bytes payload = input.subspan(3, std::min<std::size_t>(input.size() - 3, 300));
    check_sealed(input.subspan(2, 1), payload, at, change);
}

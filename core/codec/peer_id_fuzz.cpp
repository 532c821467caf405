// Whatever peer id is read from bytes gives the same bytes; one read from text is written as the
// one text that reads as the same id, also as a CID.
#include <string>

#include "core/base/assert.h"
#include "core/codec/multibase.h"
#include "core/codec/peer_id.h"
#include "core/testing/fuzz.h"

namespace core::codec {
namespace {

void check_id(const PeerId& id) {
    ASSERT(PeerId::from_bytes(id.bytes()) == id);
    const std::string text = id.to_text();
    ASSERT(text.starts_with('1') || text.starts_with("Qm"));
    ASSERT(PeerId::from_text(text) == id);
    Buffer cid{std::byte{1}, std::byte{0x72}};
    append(cid, id.bytes());
    for (const Base base : {Base::base16, Base::base32, Base::base36, Base::base58btc}) {
        const std::string in_base = encode_multibase(base, cid);
        ASSERT(in_base.size() <= peer_id_text_size_max);
        ASSERT(PeerId::from_text(in_base) == id);
    }
    const bool is_identity = id.bytes()[0] == std::byte{0};
    const auto key = id.public_key();
    ASSERT(key.has_value() == is_identity);
    if (key) ASSERT(id.matches(*key) && PeerId::of(*key) == id);
}

void check_bytes(Bytes bytes) {
    const auto id = PeerId::from_bytes(bytes);
    if (!id) return;
    ASSERT(equal(id->bytes(), bytes));
    check_id(*id);
}

}  // namespace
}  // namespace core::codec

FUZZ(peer_id) {
    using namespace core;
    codec::check_bytes(input);
    if (const auto id = codec::PeerId::from_text(as_text(input))) codec::check_id(*id);
    // The same behind the head of a hash, of an Ed25519 key, and of one with whatever follows.
    for (const std::string_view head :
         {std::string_view("\0\x24\x08\x01\x12\x20", 6), std::string_view("\x12\x20", 2)}) {
        Buffer bytes(as_bytes(head).begin(), as_bytes(head).end());
        append(bytes, input);
        codec::check_bytes(bytes);
        bytes[1] = static_cast<std::byte>(bytes.size() - 2);
        codec::check_bytes(bytes);
    }
}

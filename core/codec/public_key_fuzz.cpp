// Whatever key is read encodes to the very bytes it was read from, and has one peer id. Whatever
// private key is read is written in the new form.
#include "core/base/assert.h"
#include "core/codec/peer_id.h"
#include "core/codec/public_key.h"
#include "core/testing/fuzz.h"

namespace core::codec {
namespace {

void check_key(Bytes encoded) {
    const auto key = PublicKey::from_bytes(encoded);
    if (!key) return;
    ASSERT(equal(key->encode(), encoded));
    ASSERT(key->ed25519().has_value() == (key->type() == KeyType::ed25519));
    ASSERT(!key->verify(encoded, encoded));
    const PeerId id = PeerId::of(*key);
    ASSERT(id.matches(*key));
    ASSERT(PeerId::from_bytes(id.bytes()) == id);
    const auto inside = id.public_key();
    ASSERT(inside.has_value() == (encoded.size() <= inline_key_size_max));
    if (inside) ASSERT(*inside == *key);
}

void check_private_key(Bytes encoded) {
    const auto pair = decode_private_key(encoded);
    if (!pair) return;
    const EncodedPrivateKey written = encode_private_key(*pair);
    ASSERT(written.expose().size() <= encoded.size());
    const auto again = decode_private_key(written.expose());
    ASSERT(again && again->public_key() == pair->public_key());
}

}  // namespace
}  // namespace core::codec

FUZZ(public_key) {
    using namespace core;
    codec::check_key(input);
    codec::check_private_key(input);
    // The same behind the head of each type, so that not all chance goes into finding it.
    if (input.size() < 2) return;
    const unsigned choice = std::to_integer<unsigned>(input[0]);
    const std::size_t size = input.size() - 2;
    Buffer encoded{std::byte{8}, static_cast<std::byte>(choice & 7), std::byte{0x12}};
    if (size >= 0x80) encoded.push_back(static_cast<std::byte>(size | 0x80));
    encoded.push_back(static_cast<std::byte>(size >= 0x80 ? size >> 7 : size));
    append(encoded, input.subspan(2));
    codec::check_key(encoded);
    if (choice & 8) encoded[3] = input[1];
    codec::check_key(encoded);

    if (input.size() < 33) return;
    crypto::Ed25519KeyPair pair(crypto::Ed25519Seed(input.first<32>()));
    const codec::EncodedPrivateKey written = codec::encode_private_key(pair);
    codec::check_private_key(written.expose());
    Buffer changed(written.expose().begin(), written.expose().end());
    changed[4 + choice % 64] ^= input[1];
    ASSERT(codec::decode_private_key(changed).has_value() == (input[1] == std::byte{0}));
}

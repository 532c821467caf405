// Keys in protobuf. What was decoded is encoded again and compared: that leaves one encoding, and
// no place for unknown fields.
#include "core/codec/public_key.h"

#include <optional>

#include "core/base/assert.h"
#include "core/codec/protobuf.h"

namespace core::codec {
namespace {

constexpr std::uint32_t type_field = 1;
constexpr std::uint32_t data_field = 2;

constexpr std::size_t seed_size = crypto::Ed25519Seed::size_bytes;

struct KeyMessage {
    std::uint64_t type;
    Bytes data;
};

void write_key(ProtobufWriter& writer, KeyType type, Bytes data) {
    writer.u64(type_field, static_cast<std::uint64_t>(type));
    writer.bytes(data_field, data);
}

Result<KeyMessage> read_key(Bytes encoded) {
    std::optional<std::uint64_t> type;
    std::optional<Bytes> data;
    ProtobufReader fields(encoded);
    while (const auto field = TRY(fields.next())) {
        if (field->number == type_field) type = TRY(field->u64());
        if (field->number == data_field) data = TRY(field->bytes());
    }
    if (!type || !data) return fail(Error::value_missing);
    return KeyMessage{*type, *data};
}

Result<void> check_size(KeyType type, std::size_t size) {
    std::size_t size_min = 1;
    std::size_t size_max = ecdsa_data_size_max;
    switch (type) {
        case KeyType::rsa:
            size_min = rsa_data_size_min;
            size_max = rsa_data_size_max;
            break;
        case KeyType::ed25519: size_min = size_max = ed25519_data_size; break;
        case KeyType::secp256k1: size_min = size_max = secp256k1_data_size; break;
        case KeyType::ecdsa: break;
    }
    if (size < size_min || size > size_max) return fail(Error::key_size_wrong);
    return {};
}

}  // namespace

PublicKey::PublicKey(const crypto::Ed25519PublicKey& key)
    : PublicKey(KeyType::ed25519, key.view()) {}

Result<PublicKey> PublicKey::from_bytes(Bytes encoded) {
    if (encoded.size() > public_key_size_max) return fail(Error::too_large);
    const KeyMessage message = TRY(read_key(encoded));
    if (message.type > static_cast<std::uint64_t>(KeyType::ecdsa))
        return fail(Error::key_type_unknown);
    const auto type = static_cast<KeyType>(message.type);
    TRY(check_size(type, message.data.size()));
    PublicKey key(type, message.data);
    if (!equal(key.encode(), encoded)) return fail(Error::not_canonical);
    return key;
}

Buffer PublicKey::encode() const {
    Buffer encoded;
    ProtobufWriter writer(encoded, public_key_size_max);
    write_key(writer, type_, data_);
    ASSERT(writer.finish());
    return encoded;
}

Result<crypto::Ed25519PublicKey> PublicKey::ed25519() const {
    if (type_ != KeyType::ed25519) return fail(Error::key_type_unknown);
    crypto::Ed25519PublicKey key;
    copy(key.mutable_view(), data_);
    return key;
}

Result<void> PublicKey::verify(Bytes message, Bytes signature) const {
    const crypto::Ed25519PublicKey key = TRY(ed25519());
    crypto::Ed25519Signature fixed;
    if (signature.size() != fixed.size_bytes) return fail(Error::signature_wrong);
    copy(fixed.mutable_view(), signature);
    return crypto::ed25519_verify(key, message, fixed);
}

EncodedPrivateKey encode_private_key(const crypto::Ed25519KeyPair& pair) {
    // Written by hand into memory that is wiped: no buffer keeps a copy.
    EncodedPrivateKey encoded;
    SpanWriter writer(encoded.mutable_view());
    writer.u8(0x08);  // Field 1, a varint: the type.
    writer.u8(static_cast<std::uint8_t>(KeyType::ed25519));
    writer.u8(0x12);  // Field 2, sized: the data.
    writer.u8(seed_size + ed25519_data_size);
    writer.bytes(pair.seed().expose());
    writer.bytes(pair.public_key().view());
    ASSERT(writer.finish() && writer.finish()->size() == encoded.size_bytes);
    return encoded;
}

Result<crypto::Ed25519KeyPair> decode_private_key(Bytes encoded) {
    const KeyMessage message = TRY(read_key(encoded));
    if (message.type != static_cast<std::uint64_t>(KeyType::ed25519))
        return fail(Error::key_type_unknown);
    const std::size_t size = message.data.size();
    const bool is_old = size == seed_size + 2 * ed25519_data_size;
    if (size != seed_size + ed25519_data_size && !is_old) return fail(Error::key_size_wrong);
    crypto::Ed25519KeyPair pair(crypto::Ed25519Seed(message.data.first<seed_size>()));
    for (std::size_t at = seed_size; at < size; at += ed25519_data_size)
        if (!equal(message.data.subspan(at, ed25519_data_size), pair.public_key().view()))
            return fail(Error::key_mismatch);
    return pair;
}

}  // namespace core::codec

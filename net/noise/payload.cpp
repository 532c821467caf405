// NoiseHandshakePayload and NoiseExtensions, in protobuf.
#include "net/noise/payload.h"

#include <utility>

#include "core/base/assert.h"
#include "core/codec/protobuf.h"

namespace net::noise {
namespace {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::Result;
using core::codec::ProtobufField;
using core::codec::ProtobufReader;
using core::codec::ProtobufWriter;
using core::codec::PublicKey;
using core::crypto::X25519PublicKey;

constexpr std::uint32_t identity_key_field = 1;
constexpr std::uint32_t signature_field = 2;
constexpr std::uint32_t extensions_field = 4;
// Of the extensions.
constexpr std::uint32_t certificate_hashes_field = 1;
constexpr std::uint32_t muxers_field = 2;

constexpr std::string_view signed_prefix = "noise-libp2p-static-key:";

std::array<std::byte, signed_prefix.size() + X25519PublicKey::size_bytes> bytes_to_sign(
    const X25519PublicKey& static_key) {
    std::array<std::byte, signed_prefix.size() + X25519PublicKey::size_bytes> bytes;
    core::copy(bytes, core::as_bytes(signed_prefix));
    core::copy(core::MutableBytes(bytes).subspan(signed_prefix.size()), static_key.view());
    return bytes;
}

// Protobuf lets a nested message come in several parts, which count as one.
class PayloadReader {
public:
    Result<Payload> read(Bytes encoded) {
        ProtobufReader fields(encoded);
        while (const auto field = TRY(fields.next())) {
            if (field->number == identity_key_field) payload_.identity_key = TRY(field->bytes());
            if (field->number == signature_field) payload_.signature = TRY(field->bytes());
            if (field->number == extensions_field) TRY(read_extensions(*field));
        }
        return std::move(payload_);
    }

private:
    Result<void> read_extensions(const ProtobufField& extensions) {
        ProtobufReader fields(TRY(extensions.bytes()));
        while (const auto field = TRY(fields.next())) {
            if (field->number == certificate_hashes_field) TRY(count_certificate_hash(*field));
            if (field->number == muxers_field) TRY(add_muxer(*field));
        }
        return {};
    }
    Result<void> count_certificate_hash(const ProtobufField& field) {
        const Bytes hash = TRY(field.bytes());
        if (++certificate_hashes_ > certificate_hashes_max ||
            hash.size() > certificate_hash_size_max)
            return core::fail(Error::too_large);
        return {};
    }
    Result<void> add_muxer(const ProtobufField& field) {
        const std::string_view name = TRY(field.text());
        if (payload_.muxers.size() == muxers_max || name.size() > muxer_name_size_max)
            return core::fail(Error::too_large);
        payload_.muxers.push_back(name);
        return {};
    }

    Payload payload_;
    std::size_t certificate_hashes_ = 0;
};

}  // namespace

Result<Payload> decode_payload(Bytes encoded) {
    if (encoded.size() > payload_size_max) return core::fail(Error::too_large);
    return PayloadReader().read(encoded);
}

Buffer encode_payload(const core::crypto::Ed25519KeyPair& identity,
                      const X25519PublicKey& static_key, std::span<const std::string_view> muxers) {
    ASSERT(muxers.size() <= muxers_max);
    Buffer encoded;
    ProtobufWriter writer(encoded, payload_size_max);
    writer.bytes(identity_key_field, PublicKey(identity.public_key()).encode());
    writer.bytes(signature_field, identity.sign(bytes_to_sign(static_key)).view());
    if (!muxers.empty())
        writer.message(extensions_field, [&](ProtobufWriter& extensions) {
            for (const std::string_view muxer : muxers) {
                ASSERT(muxer.size() <= muxer_name_size_max);
                extensions.text(muxers_field, muxer);
            }
        });
    ASSERT(writer.finish());  // All muxers that may be, and a key and signature of ours, fit.
    return encoded;
}

Result<PublicKey> verify_identity(const Payload& payload, const X25519PublicKey& static_key) {
    PublicKey key = TRY(PublicKey::from_bytes(payload.identity_key));
    TRY(key.verify(bytes_to_sign(static_key), payload.signature));
    return key;
}

}  // namespace net::noise

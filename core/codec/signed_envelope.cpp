// The envelope's four fields, and the bytes that are signed: domain, type and payload, each behind
// its length.
#include "core/codec/signed_envelope.h"

#include <optional>
#include <utility>

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/codec/protobuf.h"
#include "core/codec/varint.h"

namespace core::codec {
namespace {

constexpr std::uint32_t public_key_field = 1;
constexpr std::uint32_t payload_type_field = 2;
constexpr std::uint32_t payload_field = 3;
constexpr std::uint32_t signature_field = 5;

Result<Buffer> bytes_to_sign(std::string_view domain, Bytes payload_type, Bytes payload) {
    Buffer bytes;
    BufferWriter writer(bytes, envelope_size_max);
    for (const Bytes part : {as_bytes(domain), payload_type, payload}) {
        write_varint(writer, part.size());
        writer.bytes(part);
    }
    TRY(writer.finish());
    return bytes;
}

}  // namespace

Result<Buffer> seal_envelope(const crypto::Ed25519KeyPair& pair, std::string_view domain,
                             Bytes payload_type, Bytes payload) {
    ASSERT(!domain.empty() && !payload_type.empty());
    const Buffer signed_bytes = TRY(bytes_to_sign(domain, payload_type, payload));
    Buffer envelope;
    ProtobufWriter writer(envelope, envelope_size_max);
    writer.bytes(public_key_field, PublicKey(pair.public_key()).encode());
    writer.bytes(payload_type_field, payload_type);
    if (!payload.empty()) writer.bytes(payload_field, payload);
    writer.bytes(signature_field, pair.sign(signed_bytes).view());
    TRY(writer.finish());
    return envelope;
}

Result<OpenedEnvelope> open_envelope(Bytes envelope, std::string_view domain, Bytes payload_type) {
    ASSERT(!domain.empty() && !payload_type.empty());
    if (envelope.size() > envelope_size_max) return fail(Error::too_large);
    std::optional<Bytes> key;
    Bytes found_type;
    Bytes payload;
    Bytes signature;
    ProtobufReader fields(envelope);
    while (const auto field = TRY(fields.next())) {
        if (field->number == public_key_field) key = TRY(field->bytes());
        if (field->number == payload_type_field) found_type = TRY(field->bytes());
        if (field->number == payload_field) payload = TRY(field->bytes());
        if (field->number == signature_field) signature = TRY(field->bytes());
    }
    if (!key || signature.empty()) return fail(Error::value_missing);
    if (!equal(found_type, payload_type)) return fail(Error::type_wrong);
    PublicKey signer = TRY(PublicKey::from_bytes(*key));
    const Buffer signed_bytes = TRY(bytes_to_sign(domain, payload_type, payload));
    TRY(signer.verify(signed_bytes, signature));
    return OpenedEnvelope{std::move(signer), payload};
}

}  // namespace core::codec

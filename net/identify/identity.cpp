// The fields of identify's message.
#include "net/identify/identity.h"

#include <utility>

#include "core/codec/protobuf.h"
#include "core/codec/varint.h"

namespace net::identify {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::fail;
using core::Result;
using core::codec::Multiaddr;
using core::codec::ProtobufReader;
using core::codec::ProtobufWriter;
using core::codec::PublicKey;

namespace {

constexpr std::uint32_t signed_record_number = 8;

void write_fields(const Identity& identity, ProtobufWriter& writer) {
    if (identity.key) writer.bytes(1, identity.key->encode());
    for (const Multiaddr& address : identity.listen_addresses) writer.bytes(2, address.bytes());
    for (const std::string& protocol : identity.protocols) writer.text(3, protocol);
    if (identity.observed_address) writer.bytes(4, identity.observed_address->bytes());
    if (identity.protocol_version) writer.text(5, *identity.protocol_version);
    if (identity.agent_version) writer.text(6, *identity.agent_version);
}

void write_record(const Identity& identity, ProtobufWriter& writer) {
    if (!identity.signed_record.empty()) writer.bytes(signed_record_number, identity.signed_record);
}

template <class Write>
Result<Buffer> message(Write write) {
    Buffer bytes;
    ProtobufWriter writer(bytes, sent_size_max);
    write(writer);
    TRY(writer.finish());
    return bytes;
}

void append_with_length(Buffer& stream, Bytes message) {
    core::BufferWriter writer(stream, 2 * (sent_size_max + core::codec::varint_size_max));
    core::codec::write_varint(writer, message.size());
    writer.bytes(message);
}

Result<std::string> version(std::string_view text) {
    if (text.size() > version_size_max) return fail(Error::too_large);
    return std::string(text);
}

}  // namespace

Result<Buffer> encode(const Identity& identity) {
    Buffer stream;
    const auto whole = message([&](ProtobufWriter& writer) {
        write_fields(identity, writer);
        write_record(identity, writer);
    });
    if (whole) {
        append_with_length(stream, *whole);
        return stream;
    }
    const Buffer fields =
        TRY(message([&](ProtobufWriter& writer) { write_fields(identity, writer); }));
    const Buffer record =
        TRY(message([&](ProtobufWriter& writer) { write_record(identity, writer); }));
    append_with_length(stream, fields);
    append_with_length(stream, record);
    return stream;
}

Result<void> IdentityReader::add(Bytes message) {
    ProtobufReader fields(message);
    while (const auto field = TRY(fields.next())) {
        switch (field->number) {
            case 1: {
                const Bytes key = TRY(field->bytes());
                identity_.key = TRY(PublicKey::from_bytes(key));
                break;
            }
            case 2: {
                const Bytes address = TRY(field->bytes());
                TRY(add_address(address));
                break;
            }
            case 3: {
                const std::string_view name = TRY(field->text());
                TRY(add_protocol(name));
                break;
            }
            case 4: {
                auto address = Multiaddr::from_bytes(TRY(field->bytes()));
                if (address) identity_.observed_address = *std::move(address);
                break;
            }
            case 5: {
                const std::string_view text = TRY(field->text());
                identity_.protocol_version = TRY(version(text));
                break;
            }
            case 6: {
                const std::string_view text = TRY(field->text());
                identity_.agent_version = TRY(version(text));
                break;
            }
            case signed_record_number: {
                const Bytes record = TRY(field->bytes());
                identity_.signed_record.assign(record.begin(), record.end());
                break;
            }
        }
    }
    return {};
}

Result<void> IdentityReader::add_address(Bytes bytes) {
    if (++address_count_ > addresses_max) return fail(Error::too_large);
    auto address = Multiaddr::from_bytes(bytes);
    if (address) identity_.listen_addresses.push_back(*std::move(address));
    return {};
}

Result<void> IdentityReader::add_protocol(std::string_view name) {
    if (identity_.protocols.size() == protocols_max || name.size() > protocol_size_max)
        return fail(Error::too_large);
    identity_.protocols.emplace_back(name);
    return {};
}

}  // namespace net::identify

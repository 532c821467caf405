// Attributes one after the other, and what may stand where.
#include "net/webrtc/stun.h"

#include <tuple>
#include <utility>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/crypto/sha1.h"
#include "net/webrtc/crc32.h"

namespace net::webrtc {
namespace {

using core::Bytes;
using core::Error;
using core::fail;
using core::Result;

constexpr std::uint32_t magic_cookie = 0x2112a442;
constexpr std::uint32_t fingerprint_mask = 0x5354554e;
constexpr std::size_t attribute_header_size = 4;
constexpr std::size_t integrity_size = 20;
constexpr std::size_t fingerprint_size = 4;
// No binding message of ours comes near it.
constexpr std::size_t written_size_max = 1024;

// The bits of class and method are interleaved.
constexpr StunClass class_of(std::uint16_t type) {
    return static_cast<StunClass>((type >> 7 & 2) | (type >> 4 & 1));
}
constexpr std::uint16_t method_of(std::uint16_t type) {
    return static_cast<std::uint16_t>((type & 0x000f) | (type >> 1 & 0x0070) |
                                      (type >> 2 & 0x0f80));
}
constexpr std::uint16_t binding_type_of(StunClass kind) {
    const auto bits = std::to_underlying(kind);
    return static_cast<std::uint16_t>(stun_binding | (bits & 2) << 7 | (bits & 1) << 4);
}

constexpr std::size_t padding_of(std::size_t size) { return (4 - size % 4) % 4; }

// Also those that mean nothing in a check, but are no reason to refuse it.
bool is_known(std::uint16_t type) {
    constexpr std::uint16_t mapped_address = 0x0001;
    constexpr std::uint16_t realm = 0x0014;
    constexpr std::uint16_t nonce = 0x0015;
    constexpr std::uint16_t integrity_sha256 = 0x001c;
    constexpr std::uint16_t password_algorithm = 0x001d;
    constexpr std::uint16_t userhash = 0x001e;
    for (const std::uint16_t known :
         {mapped_address, realm, nonce, integrity_sha256, password_algorithm, userhash})
        if (type == known) return true;
    return false;
}

// The cookie and the transaction hide an address from routers that rewrite what looks like one.
std::array<std::byte, 16> address_mask(const StunTransaction& transaction) {
    std::array<std::byte, 16> mask;
    core::SpanWriter writer(mask);
    writer.u32_be(magic_cookie);
    writer.bytes(transaction.view());
    return mask;
}

constexpr std::uint16_t port_mask = magic_cookie >> 16;

Result<UdpAddress> read_mapped_address(Bytes value, const StunTransaction& transaction) {
    core::Reader reader(value);
    std::ignore = TRY(reader.take(1));  // Reserved.
    const std::uint8_t family = TRY(reader.u8());
    const auto port = static_cast<std::uint16_t>(TRY(reader.u16_be()) ^ port_mask);
    if (family != 1 && family != 2) return fail(Error::malformed);
    const Bytes masked = TRY(reader.take(family == 1 ? 4 : 16));
    TRY(reader.expect_end());
    UdpAddress address{.family = family == 1 ? IpFamily::ip4 : IpFamily::ip6, .port = port};
    const auto mask = address_mask(transaction);
    for (std::size_t i = 0; i < masked.size(); ++i) address.ip[i] = masked[i] ^ mask[i];
    return address;
}

Result<std::uint16_t> read_error_code(Bytes value) {
    core::Reader reader(value);
    std::ignore = TRY(reader.take(2));  // Reserved.
    const unsigned hundreds = TRY(reader.u8()) & 7u;
    const unsigned rest = TRY(reader.u8());
    if (hundreds < 3 || hundreds > 6 || rest > 99) return fail(Error::malformed);
    return static_cast<std::uint16_t>(hundreds * 100 + rest);
}

Result<void> check_empty(Bytes value) {
    if (!value.empty()) return fail(Error::malformed);
    return {};
}

std::uint32_t fingerprint_of(Bytes before) { return crc32(before) ^ fingerprint_mask; }

// The signature covers what stands before it, under a header that says that it ends the message.
core::crypto::Sha1Digest signature_of(Bytes before, Bytes key) {
    std::array<std::byte, 2> size;
    core::SpanWriter(size).u16_be(static_cast<std::uint16_t>(
        before.size() - stun_header_size + attribute_header_size + integrity_size));
    return core::crypto::hmac_sha1(key, {before.first(2), size, before.subspan(4)});
}

Result<void> use_attribute(StunMessage& message, std::uint16_t type, Bytes value) {
    switch (static_cast<StunAttribute>(type)) {
        case StunAttribute::username:
            if (!message.username) message.username = value;
            return {};
        case StunAttribute::xor_mapped_address:
            if (!message.mapped_address)
                message.mapped_address = TRY(read_mapped_address(value, message.transaction));
            return {};
        case StunAttribute::error_code:
            if (!message.error_code) message.error_code = TRY(read_error_code(value));
            return {};
        case StunAttribute::priority:
            if (value.size() != 4) return fail(Error::malformed);
            message.priority = TRY(core::Reader(value).u32_be());
            return {};
        case StunAttribute::use_candidate: message.use_candidate = true; return check_empty(value);
        case StunAttribute::ice_controlled: message.ice_controlled = true; [[fallthrough]];
        case StunAttribute::ice_controlling:
            if (value.size() != 8) return fail(Error::malformed);
            return {};
        case StunAttribute::unknown_attributes: return {};
        case StunAttribute::message_integrity:
        case StunAttribute::fingerprint: break;  // Their places matter: parse_stun() has them.
    }
    const bool must_be_understood = type < 0x8000;
    if (must_be_understood && !is_known(type) &&
        message.unknown_attributes.size() < stun_unknown_attributes_max)
        message.unknown_attributes.push_back(type);
    return {};
}

// The header, and whether its size is the datagram's.
Result<StunMessage> read_header(core::Reader& reader, Bytes datagram) {
    const std::uint16_t type = TRY(reader.u16_be());
    if (type > 0x3fff) return fail(Error::malformed);
    const std::size_t size = TRY(reader.u16_be());
    if (TRY(reader.u32_be()) != magic_cookie) return fail(Error::malformed);
    StunMessage message{.kind = class_of(type),
                        .method = method_of(type),
                        .transaction = TRY(reader.fixed<StunTransaction>()),
                        .whole = datagram};
    if (size > reader.remaining()) return fail(Error::truncated);
    if (size < reader.remaining()) return fail(Error::trailing_bytes);
    if (size % 4 != 0) return fail(Error::malformed);
    return message;
}

}  // namespace

Result<StunMessage> parse_stun(Bytes datagram) {
    core::Reader reader(datagram);
    StunMessage message = TRY(read_header(reader, datagram));
    for (std::size_t count = 0; !reader.at_end(); ++count) {
        if (count == stun_attributes_max) return fail(Error::too_large);
        if (message.has_fingerprint) return fail(Error::trailing_bytes);
        const std::size_t at = reader.position();
        const std::uint16_t type = TRY(reader.u16_be());
        const std::size_t size = TRY(reader.u16_be());
        const Bytes value = TRY(reader.take(size));
        std::ignore = TRY(reader.take(padding_of(size)));
        if (type == std::to_underlying(StunAttribute::fingerprint)) {
            if (size != fingerprint_size) return fail(Error::malformed);
            if (TRY(core::Reader(value).u32_be()) != fingerprint_of(datagram.first(at)))
                return fail(Error::checksum_wrong);
            message.has_fingerprint = true;
        } else if (message.integrity_at != 0) {
            continue;  // What stands behind the signature is not signed.
        } else if (type == std::to_underlying(StunAttribute::message_integrity)) {
            if (size != integrity_size) return fail(Error::malformed);
            message.integrity_at = at;
        } else {
            TRY(use_attribute(message, type, value));
        }
    }
    return message;
}

bool StunMessage::is_signed_with(Bytes key) const {
    if (integrity_at == 0) return false;
    const Bytes signature = whole.subspan(integrity_at + attribute_header_size, integrity_size);
    return core::equal(signature, signature_of(whole.first(integrity_at), key).view());
}

StunWriter::StunWriter(StunClass kind, const StunTransaction& transaction)
    : transaction_(transaction) {
    core::BufferWriter writer(message_, written_size_max);
    writer.u16_be(binding_type_of(kind));
    writer.u16_be(0);
    writer.u32_be(magic_cookie);
    writer.bytes(transaction.view());
}

void StunWriter::add(StunAttribute type, Bytes value) {
    core::BufferWriter writer(message_, written_size_max);
    writer.u16_be(std::to_underlying(type));
    writer.u16_be(static_cast<std::uint16_t>(value.size()));
    writer.bytes(value);
    for (std::size_t i = 0; i < padding_of(value.size()); ++i) writer.u8(0);
    ASSERT(writer.finish());
    set_size(message_.size());
}

void StunWriter::add_u32(StunAttribute type, std::uint32_t value) {
    std::array<std::byte, 4> bytes;
    core::SpanWriter(bytes).u32_be(value);
    add(type, bytes);
}

void StunWriter::add_u64(StunAttribute type, std::uint64_t value) {
    std::array<std::byte, 8> bytes;
    core::SpanWriter(bytes).u64_be(value);
    add(type, bytes);
}

void StunWriter::add_mapped_address(const UdpAddress& address) {
    std::array<std::byte, 4 + 16> bytes;
    core::SpanWriter writer(bytes);
    writer.u8(0);
    writer.u8(address.family == IpFamily::ip4 ? 1 : 2);
    writer.u16_be(address.port ^ port_mask);
    const auto mask = address_mask(transaction_);
    const Bytes ip = address.ip_bytes();
    for (std::size_t i = 0; i < ip.size(); ++i)
        writer.u8(std::to_integer<std::uint8_t>(ip[i] ^ mask[i]));
    add(StunAttribute::xor_mapped_address, writer.finish().value());
}

// Without a phrase for people: programs go by the number, and a refusal should be short.
void StunWriter::add_error_code(std::uint16_t code) {
    std::array<std::byte, 4> bytes{};
    bytes[2] = static_cast<std::byte>(code / 100);
    bytes[3] = static_cast<std::byte>(code % 100);
    add(StunAttribute::error_code, bytes);
}

void StunWriter::add_unknown_attributes(std::span<const std::uint16_t> types) {
    std::array<std::byte, 2 * stun_unknown_attributes_max> bytes;
    core::SpanWriter writer(bytes);
    for (const std::uint16_t type : types) writer.u16_be(type);
    add(StunAttribute::unknown_attributes, writer.finish().value());
}

core::Buffer StunWriter::finish(Bytes key) {
    add(StunAttribute::message_integrity, signature_of(message_, key).view());
    // The fingerprint, too, covers a header that counts it.
    set_size(message_.size() + attribute_header_size + fingerprint_size);
    add_u32(StunAttribute::fingerprint, fingerprint_of(message_));
    return std::move(message_);
}

void StunWriter::set_size(std::size_t size) {
    core::SpanWriter(core::MutableBytes(message_).subspan(2, 2))
        .u16_be(static_cast<std::uint16_t>(size - stun_header_size));
}

}  // namespace net::webrtc

// The table of protocols, and the text and bytes of each kind of value.
#include "core/codec/multiaddr_protocol.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/codec/decimal.h"
#include "core/codec/ip_text.h"
#include "core/codec/multibase.h"
#include "core/codec/multihash.h"
#include "core/codec/peer_id.h"
#include "core/codec/utf8.h"

namespace core::codec::multiaddr_internal {
namespace {

constexpr std::array<ProtocolRow, 28> rows{{
    {Protocol::ip4, ValueKind::ip4, "ip4"},
    {Protocol::tcp, ValueKind::port, "tcp"},
    {Protocol::ip6, ValueKind::ip6, "ip6"},
    {Protocol::ip6zone, ValueKind::name, "ip6zone"},
    {Protocol::ipcidr, ValueKind::prefix_size, "ipcidr"},
    {Protocol::dns, ValueKind::name, "dns"},
    {Protocol::dns4, ValueKind::name, "dns4"},
    {Protocol::dns6, ValueKind::name, "dns6"},
    {Protocol::dnsaddr, ValueKind::name, "dnsaddr"},
    {Protocol::udp, ValueKind::port, "udp"},
    {Protocol::webrtc_direct, ValueKind::none, "webrtc-direct"},
    {Protocol::webrtc, ValueKind::none, "webrtc"},
    {Protocol::p2p_circuit, ValueKind::none, "p2p-circuit"},
    {Protocol::unix_socket, ValueKind::path, "unix"},
    {Protocol::p2p, ValueKind::peer, "p2p"},
    {Protocol::https, ValueKind::none, "https"},
    {Protocol::tls, ValueKind::none, "tls"},
    {Protocol::sni, ValueKind::name, "sni"},
    {Protocol::noise, ValueKind::none, "noise"},
    {Protocol::quic, ValueKind::none, "quic"},
    {Protocol::quic_v1, ValueKind::none, "quic-v1"},
    {Protocol::webtransport, ValueKind::none, "webtransport"},
    {Protocol::certhash, ValueKind::hash, "certhash"},
    {Protocol::ws, ValueKind::none, "ws"},
    {Protocol::wss, ValueKind::none, "wss"},
    {Protocol::http, ValueKind::none, "http"},
    {Protocol::http_path, ValueKind::path, "http-path"},
    {Protocol::memory, ValueKind::name, "memory"},
}};

// All bits of an ip6 address; which kind of address it belongs to stands in another component.
constexpr unsigned prefix_size_max = 128;

Buffer to_buffer(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// Control characters, those above ASCII too: to some terminals U+009B is an escape. And what turns
// the direction of the text around it, which would make a log show another address.
bool is_control(char32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) ||
           (code_point >= 0x202a && code_point <= 0x202e) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

// A name goes into text, logs and terminals as it is.
bool is_plain(std::string_view name) {
    if (!is_utf8(name)) return false;
    while (!name.empty()) {
        const char32_t code_point = take_code_point(name);
        if (code_point == ' ' || code_point == '/' || is_control(code_point)) return false;
    }
    return true;
}

// The characters that RFC 3986 calls unreserved.
bool is_unreserved(char character) {
    const char lower = static_cast<char>(character | 0x20);
    return (character >= '0' && character <= '9') || (lower >= 'a' && lower <= 'z') ||
           std::string_view("-._~").contains(character);
}

std::string escape(Bytes path) {
    std::string text;
    for (const char character : as_text(path)) {
        if (is_unreserved(character)) {
            text += character;
            continue;
        }
        const auto byte = static_cast<unsigned char>(character);
        text += '%';
        text += "0123456789ABCDEF"[byte >> 4];
        text += "0123456789ABCDEF"[byte & 15];
    }
    return text;
}

Result<Buffer> unescape(std::string_view text) {
    Buffer path;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            path.push_back(static_cast<std::byte>(text[i]));
            continue;
        }
        const std::string_view digits = text.substr(i + 1, 2);
        if (digits.size() < 2) return fail(Error::truncated);
        append(path, TRY(decode_base(Base::base16, digits)));
        i += 2;
    }
    return path;
}

Result<Buffer> number_from_text(std::string_view text, std::size_t size) {
    const std::uint64_t number = TRY(parse_decimal(text, (1u << (8 * size)) - 1));
    Buffer value;
    if (size == 2) value.push_back(static_cast<std::byte>(number >> 8));
    value.push_back(static_cast<std::byte>(number));
    return value;
}

unsigned number_of(Bytes value) {
    unsigned number = 0;
    for (const std::byte byte : value) number = number << 8 | std::to_integer<unsigned>(byte);
    return number;
}

}  // namespace

const ProtocolRow* find_protocol(std::uint64_t code) {
    const auto row = std::ranges::find(rows, code, [](const ProtocolRow& candidate) {
        return static_cast<std::uint64_t>(candidate.protocol);
    });
    return row == rows.end() ? nullptr : &*row;
}

const ProtocolRow* find_protocol(std::string_view name) {
    if (name == "ipfs") name = "p2p";  // As it was called until 2018.
    const auto row = std::ranges::find(rows, name, &ProtocolRow::name);
    return row == rows.end() ? nullptr : &*row;
}

std::optional<std::size_t> fixed_value_size(ValueKind kind) {
    switch (kind) {
        case ValueKind::none: return 0;
        case ValueKind::ip4: return Ip4Address::size_bytes;
        case ValueKind::ip6: return Ip6Address::size_bytes;
        case ValueKind::prefix_size: return 1;
        case ValueKind::port: return 2;
        case ValueKind::name:
        case ValueKind::path:
        case ValueKind::peer:
        case ValueKind::hash: return std::nullopt;
    }
    std::unreachable();
}

Result<void> check_value(ValueKind kind, Bytes value) {
    if (const auto size = fixed_value_size(kind)) {
        if (value.size() != *size) return fail(Error::malformed);
        if (kind == ValueKind::prefix_size && number_of(value) > prefix_size_max)
            return fail(Error::too_large);
        return {};
    }
    if (value.empty()) return fail(Error::value_missing);
    if (value.size() > address_value_size_max) return fail(Error::too_large);
    if (kind == ValueKind::peer) TRY(PeerId::from_bytes(value));
    if (kind == ValueKind::hash) TRY(parse_multihash(value));
    if (kind == ValueKind::name && !is_plain(as_text(value))) return fail(Error::malformed);
    return {};
}

Result<Buffer> value_from_text(ValueKind kind, std::string_view text) {
    switch (kind) {
        case ValueKind::none: return Buffer{};
        case ValueKind::ip4: return to_buffer(TRY(parse_ip4(text)).view());
        case ValueKind::ip6: return to_buffer(TRY(parse_ip6(text)).view());
        case ValueKind::prefix_size: return number_from_text(text, 1);
        case ValueKind::port: return number_from_text(text, 2);
        case ValueKind::name: return to_buffer(as_bytes(text));
        case ValueKind::path: return unescape(text);
        case ValueKind::peer: return to_buffer(TRY(PeerId::from_text(text)).bytes());
        case ValueKind::hash: return decode_multibase(text);
    }
    std::unreachable();
}

std::string value_to_text(ValueKind kind, Bytes value) {
    switch (kind) {
        case ValueKind::none: return {};
        case ValueKind::ip4:
        case ValueKind::ip6: return ip_text(value);
        case ValueKind::prefix_size:
        case ValueKind::port: return formatted("{}", number_of(value));
        case ValueKind::name: return std::string(as_text(value));
        case ValueKind::path: return escape(value);
        case ValueKind::peer: return encode_base(Base::base58btc, value);
        case ValueKind::hash: return encode_multibase(Base::base64url, value);
    }
    std::unreachable();
}

}  // namespace core::codec::multiaddr_internal

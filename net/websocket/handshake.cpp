// Requests and answers. Nothing of a request is repeated in an answer but a hash of its key.
#include "net/websocket/handshake.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/format.h"
#include "core/codec/multibase.h"
#include "core/crypto/sha1.h"
#include "net/websocket/http_head.h"

namespace net::websocket {
namespace {

constexpr std::string_view method = "GET ";
constexpr std::string_view version_suffix = " HTTP/1.1";
constexpr std::string_view status_prefix = "HTTP/1.1 ";
constexpr std::string_view accept_suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t key_text_size = 24;
constexpr std::string_view key_padding = "==";

std::string base64(core::Bytes bytes) {
    return core::codec::encode_base(core::codec::Base::base64_pad, bytes);
}

bool is_base64_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '/';
}

// Its bits are never used, so those behind the sixteenth byte need not be zero.
bool is_key(std::string_view text) {
    if (text.size() != key_text_size || !text.ends_with(key_padding)) return false;
    text.remove_suffix(key_padding.size());
    return std::ranges::all_of(text, is_base64_digit);
}

bool is_path(std::string_view text) {
    return text.starts_with('/') && text.size() <= path_size_max && is_visible(text);
}

// Only HTTP/1.1, only the path form of a target.
std::optional<std::string_view> requested_path(std::string_view line) {
    if (!line.starts_with(method) || !line.ends_with(version_suffix)) return std::nullopt;
    line.remove_prefix(method.size());
    if (line.size() < version_suffix.size()) return std::nullopt;
    line.remove_suffix(version_suffix.size());
    if (!is_path(line)) return std::nullopt;
    return line;
}

std::optional<std::uint16_t> answered_status(std::string_view line) {
    if (!line.starts_with(status_prefix)) return std::nullopt;
    line.remove_prefix(status_prefix.size());
    if (line.size() < 3 || (line.size() > 3 && line[3] != ' ')) return std::nullopt;
    unsigned status = 0;
    for (const char digit : line.substr(0, 3)) {
        if (digit < '0' || digit > '9') return std::nullopt;
        status = status * 10 + static_cast<unsigned>(digit - '0');
    }
    return static_cast<std::uint16_t>(status);
}

bool is_upgrade(const HttpHead& head) {
    return head.lists("Upgrade", "websocket") && head.lists("Connection", "upgrade");
}

EndReason reason_of(HeadError error, EndReason malformed) {
    switch (error) {
        case HeadError::malformed: return malformed;
        case HeadError::too_many_fields: return EndReason::head_too_large;
    }
    std::unreachable();
}

std::string plain_answer(std::string_view status, std::string_view fields, std::string_view text) {
    return core::formatted(
        "HTTP/1.1 {}\r\n{}Content-Type: text/plain\r\nContent-Length: {}\r\n\r\n{}", status, fields,
        text.size(), text);
}

}  // namespace

bool is_usable(const ClientRequest& request) {
    const bool is_host =
        !request.host.empty() && request.host.size() <= host_size_max && is_visible(request.host);
    return is_host && is_path(request.path);
}

std::string write_request(const ClientRequest& request) {
    return core::formatted(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: {}\r\nSec-WebSocket-Version: 13\r\n\r\n",
        request.path, request.host, key_text(request.key));
}

std::string key_text(const HandshakeKey& key) { return base64(key); }

std::string accept_key(std::string_view key) {
    return base64(core::crypto::sha1({core::as_bytes(key), core::as_bytes(accept_suffix)}).view());
}

bool may_become_request(std::string_view beginning) {
    const std::size_t size = std::min(beginning.size(), method.size());
    return beginning.substr(0, size) == method.substr(0, size);
}

std::expected<ServerRequest, EndReason> read_request(std::string_view text) {
    constexpr auto malformed = std::unexpected(EndReason::request_malformed);
    const auto head = HttpHead::parse(text);
    if (!head) return std::unexpected(reason_of(head.error(), EndReason::request_malformed));
    const auto path = requested_path(head->first_line());
    const auto host = head->only("Host");
    if (!path || !host) return malformed;
    if (!is_upgrade(*head)) return std::unexpected(EndReason::not_websocket);
    const auto version = head->only("Sec-WebSocket-Version");
    if (!version) return malformed;
    if (*version != "13") return std::unexpected(EndReason::version_unsupported);
    const auto key = head->only("Sec-WebSocket-Key");
    if (!key || !is_key(*key)) return malformed;
    return ServerRequest{*path, *host, head->only("Origin").value_or(""), *key};
}

std::string write_acceptance(std::string_view key) {
    return core::formatted(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: {}\r\n\r\n",
        accept_key(key));
}

std::string write_refusal(EndReason reason) {
    constexpr std::string_view close = "Connection: close\r\n";
    if (reason == EndReason::not_websocket)
        return plain_answer("426 Upgrade Required",
                            "Upgrade: websocket\r\nConnection: Upgrade, close\r\n",
                            "This port speaks libp2p over WebSocket; there are no pages here.\n");
    if (reason == EndReason::version_unsupported)
        return plain_answer("426 Upgrade Required",
                            "Upgrade: websocket\r\nConnection: Upgrade, close\r\n"
                            "Sec-WebSocket-Version: 13\r\n",
                            "This port speaks version 13 of WebSocket.\n");
    if (reason == EndReason::head_too_large)
        return plain_answer("431 Request Header Fields Too Large", close,
                            "The head of the request is too large.\n");
    return plain_answer("400 Bad Request", close,
                        "This is no handshake of WebSocket, which this port expects.\n");
}

std::expected<void, Ended> read_answer(std::string_view text, const HandshakeKey& key) {
    constexpr auto wrong = std::unexpected(Ended{EndReason::answer_wrong});
    const auto head = HttpHead::parse(text);
    if (!head) return std::unexpected(Ended{reason_of(head.error(), EndReason::answer_wrong)});
    const auto status = answered_status(head->first_line());
    if (!status) return wrong;
    if (*status != 101) return std::unexpected(Ended{EndReason::refused, *status});
    if (!is_upgrade(*head)) return wrong;
    if (head->only("Sec-WebSocket-Accept") != accept_key(key_text(key))) return wrong;
    if (head->has("Sec-WebSocket-Protocol") || head->has("Sec-WebSocket-Extensions")) return wrong;
    return {};
}

}  // namespace net::websocket

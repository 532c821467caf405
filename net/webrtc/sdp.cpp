// Texts line by line: what is looked for, what is replaced, what is made.
#include "net/webrtc/sdp.h"

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/base/hex.h"
#include "core/base/reader.h"
#include "core/codec/ip_text.h"

namespace net::webrtc {
namespace {

using core::Error;
using core::fail;
using core::Result;

constexpr std::string_view ufrag_line = "a=ice-ufrag:";
constexpr std::string_view password_line = "a=ice-pwd:";
constexpr std::string_view fingerprint_line = "a=fingerprint:";

// Lines end in CR LF; LF alone is common, too. What is told is without either.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}

    [[nodiscard]] std::optional<std::string_view> next() {
        if (rest_.empty()) return std::nullopt;
        const std::size_t end = rest_.find('\n');
        std::string_view line = rest_.substr(0, end);
        rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        return line;
    }

private:
    std::string_view rest_;
};

Result<void> check_bounds(std::string_view sdp) {
    if (sdp.size() > sdp_size_max) return fail(Error::too_large);
    std::size_t count = 0;
    for (Lines lines(sdp); const auto line = lines.next();) {
        if (++count > sdp_lines_max) return fail(Error::too_large);
        for (const char character : *line)
            if (character == '\r' || character == '\0') return fail(Error::malformed);
    }
    return {};
}

// What stands behind the beginning, in the first line that has it.
Result<std::string_view> value_in(std::string_view sdp, std::string_view beginning) {
    for (Lines lines(sdp); const auto line = lines.next();)
        if (line->starts_with(beginning)) return line->substr(beginning.size());
    return fail(Error::value_missing);
}

// AB:CD:…
std::string fingerprint_text(const CertificateHash& hash) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const std::byte byte : hash.bytes) {
        if (!text.empty()) text += ':';
        text += digits[std::to_integer<std::size_t>(byte >> 4)];
        text += digits[std::to_integer<std::size_t>(byte & std::byte{0xf})];
    }
    return text;
}

Result<CertificateHash> parse_fingerprint(std::string_view text) {
    constexpr std::size_t text_size = CertificateHash::size_bytes * 3 - 1;
    if (text.size() != text_size) return fail(Error::hash_size_wrong);
    CertificateHash hash;
    for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
        if (i > 0 && text[3 * i - 1] != ':') return fail(Error::malformed);
        hash.bytes[i] = TRY(core::from_hex(text.substr(3 * i, 2)))[0];
    }
    return hash;
}

bool is_sha256(std::string_view name) {
    constexpr std::string_view expected = "sha-256";
    if (name.size() != expected.size()) return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool is_upper = name[i] >= 'A' && name[i] <= 'Z';
        if ((is_upper ? static_cast<char>(name[i] + 32) : name[i]) != expected[i]) return false;
    }
    return true;
}

}  // namespace

Result<DirectTarget> direct_target(const core::codec::Multiaddr& address) {
    using core::codec::Protocol;
    auto component = address.begin();
    const auto next_is = [&](Protocol protocol) {
        return component != address.end() && component->protocol == protocol;
    };
    if (!next_is(Protocol::ip4) && !next_is(Protocol::ip6)) return fail(Error::type_wrong);
    const core::Bytes ip = component->value;
    ++component;
    if (!next_is(Protocol::udp)) return fail(Error::type_wrong);
    const std::uint16_t port = TRY(core::Reader(component->value).u16_be());
    ++component;
    if (!next_is(Protocol::webrtc_direct)) return fail(Error::type_wrong);
    return DirectTarget{udp_address(ip, port), TRY(certificate_hash_in(address))};
}

std::string answer_sdp(const DirectTarget& target, const Credentials& credentials) {
    ASSERT(is_password(credentials.server_ufrag));
    const std::string_view family = target.address.family == IpFamily::ip4 ? "IP4" : "IP6";
    const std::string ip = core::codec::ip_text(target.address.ip_bytes());
    return core::formatted(
        "v=0\r\n"
        "o=- 0 0 IN {} {}\r\n"
        "s=-\r\n"
        "c=IN {} {}\r\n"
        "t=0 0\r\n"
        "a=ice-lite\r\n"
        "m=application {} UDP/DTLS/SCTP webrtc-datachannel\r\n"
        "a=mid:0\r\n"
        "a=setup:passive\r\n"
        "a=ice-ufrag:{}\r\n"
        "a=ice-pwd:{}\r\n"
        "a=fingerprint:sha-256 {}\r\n"
        "a=sctp-port:{}\r\n"
        "a=max-message-size:16384\r\n"
        "a=candidate:1 1 UDP 2130706431 {} {} typ host\r\n"
        "a=end-of-candidates\r\n",
        family, ip, family, ip, target.address.port, credentials.server_ufrag,
        credentials.server_ufrag, fingerprint_text(target.certificate), sctp_port, ip,
        target.address.port);
}

Result<std::string> munged_offer(std::string_view offer, const Credentials& credentials) {
    ASSERT(credentials.version == Version::v1 && is_password(credentials.client_ufrag));
    TRY(check_bounds(offer));
    TRY(value_in(offer, ufrag_line));
    TRY(value_in(offer, password_line));
    std::string munged;
    for (Lines lines(offer); const auto line = lines.next();) {
        if (line->starts_with(ufrag_line))
            munged += core::formatted("{}{}", ufrag_line, credentials.client_ufrag);
        else if (line->starts_with(password_line))
            munged += core::formatted("{}{}", password_line, credentials.client_password);
        else
            munged += *line;
        munged += "\r\n";
    }
    return munged;
}

Result<Credentials> credentials_in(std::string_view offer) {
    TRY(check_bounds(offer));
    auto credentials =
        credentials_v2(TRY(value_in(offer, ufrag_line)), TRY(value_in(offer, password_line)));
    if (!credentials) return fail(Error::malformed);
    return *std::move(credentials);
}

// A browser may name its certificate's hashes by several functions.
Result<CertificateHash> fingerprint_in(std::string_view sdp) {
    TRY(check_bounds(sdp));
    for (Lines lines(sdp); const auto line = lines.next();) {
        if (!line->starts_with(fingerprint_line)) continue;
        const std::string_view value = line->substr(fingerprint_line.size());
        const std::size_t blank = value.find(' ');
        if (blank == std::string_view::npos) return fail(Error::malformed);
        if (is_sha256(value.substr(0, blank))) return parse_fingerprint(value.substr(blank + 1));
    }
    return fail(Error::value_missing);
}

}  // namespace net::webrtc

// What is accepted as a name or a password, and how new ones are drawn.
#include "net/webrtc/username.h"

#include <algorithm>
#include <utility>

namespace net::webrtc {
namespace {

constexpr std::string_view ice_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool is_ice_character(char character) {
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z') ||
           (character >= '0' && character <= '9') || character == '+' || character == '/';
}

bool is_credential(std::string_view text, std::size_t size_min) {
    return text.size() >= size_min && text.size() <= credential_size_max &&
           std::ranges::all_of(text, is_ice_character);
}

// There are 64 such characters, so that each byte chooses one evenly.
std::string characters_from(core::Bytes randomness) {
    std::string text;
    for (const std::byte byte : randomness)
        text += ice_characters[std::to_integer<std::size_t>(byte) % 64];
    return text;
}

}  // namespace

std::string_view describe(Version version) {
    switch (version) {
        case Version::v1: return "webrtc-direct v1";
        case Version::v2: return "webrtc-direct v2";
    }
    std::unreachable();
}

bool is_ufrag(std::string_view text) { return is_credential(text, ufrag_size_min); }
bool is_password(std::string_view text) { return is_credential(text, password_size_min); }

std::optional<Username> parse_username(core::Bytes username) {
    const std::string_view text = core::as_text(username);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view server = text.substr(0, colon);
    const std::string_view client = text.substr(colon + 1);
    if (!is_ufrag(server) || !is_ufrag(client)) return std::nullopt;
    if (server.starts_with(prefix_v1)) {
        if (!is_password(server) || client != server) return std::nullopt;
        return Username{Version::v1, server, client, client};
    }
    if (server.starts_with(prefix_v2)) {
        const std::string_view password = server.substr(prefix_v2.size());
        if (!is_password(password)) return std::nullopt;
        return Username{Version::v2, server, client, password};
    }
    return std::nullopt;
}

Credentials make_credentials(Version version, const CredentialRandomness& randomness) {
    const std::string secret = characters_from(randomness.view().first(32));
    if (version == Version::v1) {
        const std::string all = std::string(prefix_v1) + secret;
        return {version, all, all, all};
    }
    return {version, std::string(prefix_v2) + secret,
            characters_from(randomness.view().subspan(32)), secret};
}

std::optional<Credentials> credentials_v2(std::string_view client_ufrag,
                                          std::string_view client_password) {
    std::string server = std::string(prefix_v2) + std::string(client_password);
    if (!is_ufrag(client_ufrag) || !is_password(client_password) || !is_ufrag(server))
        return std::nullopt;
    return Credentials{Version::v2, std::move(server), std::string(client_ufrag),
                       std::string(client_password)};
}

}  // namespace net::webrtc

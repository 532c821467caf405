// Words come in pairs; files are read at once.
#include "interop/libp2p/peer_options.h"

#include <array>
#include <fstream>
#include <iterator>
#include <string_view>

#include "core/base/hex.h"
#include "native/platform/random.h"

namespace interop::libp2p {

using core::crypto::Ed25519Seed;
using native::tls::Context;

namespace {

std::expected<Ed25519Seed, std::string> identity_of(std::string_view hex) {
    const auto given = core::from_hex(hex);
    std::array<std::byte, Ed25519Seed::size_bytes> seed;
    if (!given || given->size() != seed.size())
        return std::unexpected("an identity is 32 bytes in hexadecimal");
    core::copy(seed, *given);
    return Ed25519Seed(seed);
}

// Empty if there is none, which nobody takes for PEM.
std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::expected<PeerOptions, std::string> PeerOptions::read(int count, char** words) {
    PeerOptions options{.identity = native::random_secret<Ed25519Seed>()};
    std::string chain;
    std::string key;
    for (int i = 1; i < count; i += 2) {
        const std::string_view name = words[i];
        const std::string value = i + 1 < count ? words[i + 1] : "";
        if (name == "--identity") {
            auto identity = identity_of(value);
            if (!identity) return std::unexpected(identity.error());
            options.identity = *std::move(identity);
        } else if (name == "--tls-chain") {
            chain = content_of(value);
        } else if (name == "--tls-key") {
            key = content_of(value);
        } else if (name == "--tls-authorities") {
            auto client = Context::client(core::as_bytes(content_of(value)));
            if (!client) return std::unexpected(client.error());
            options.tls_client.emplace(*std::move(client));
        } else if (name == "--webrtc-version" && (value == "1" || value == "2")) {
            using net::webrtc::Version;
            options.webrtc_version = value == "2" ? Version::v2 : Version::v1;
        } else {
            return std::unexpected("unknown: " + std::string(name) + " " + value);
        }
    }
    if (chain.empty() && key.empty()) return options;
    auto server = Context::server(core::as_bytes(chain), core::as_bytes(key));
    if (!server) return std::unexpected(server.error());
    options.tls_server.emplace(*std::move(server));
    return options;
}

}  // namespace interop::libp2p

// What the words behind the peer's name ask for: README.md lists them.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "core/crypto/ed25519.h"
#include "native/tls/context.h"
#include "net/webrtc/sdp.h"

namespace interop::libp2p {

struct PeerOptions {
    // What is wrong is said for people.
    static std::expected<PeerOptions, std::string> read(int count, char** words);

    core::crypto::Ed25519Seed identity;  // Fresh unless given.
    std::optional<native::tls::Context> tls_server{};
    std::optional<native::tls::Context> tls_client{};
    net::webrtc::Version webrtc_version = net::webrtc::Version::v1;
};

}  // namespace interop::libp2p

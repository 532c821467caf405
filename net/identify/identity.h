// What a peer says of itself by libp2p's identify, and its bytes (rules IY1, IY2, IY5–IY10,
// spec/identify.md).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"
#include "core/codec/peer_record.h"
#include "core/codec/public_key.h"

namespace net::identify {

// Others read no more; what we read is more generous.
inline constexpr std::size_t sent_size_max = std::size_t{8} * 1024;
inline constexpr std::size_t received_size_max = std::size_t{64} * 1024;
inline constexpr std::size_t messages_max = 10;

inline constexpr std::size_t addresses_max = 128;
inline constexpr std::size_t protocols_max = 512;
inline constexpr std::size_t protocol_size_max = 256;
inline constexpr std::size_t version_size_max = 256;

struct Identity {
    std::optional<core::codec::PublicKey> key;
    std::vector<core::codec::Multiaddr> listen_addresses;
    std::vector<std::string> protocols;  // Empty: nothing was said.
    // Where the sender sees the receiver.
    std::optional<core::codec::Multiaddr> observed_address;
    std::optional<std::string> protocol_version;
    std::optional<std::string> agent_version;
    core::Buffer signed_record;  // A sealed peer record, or empty.

    friend bool operator==(const Identity&, const Identity&) = default;
};

// One message or two, each with its length. Error::too_large if it does not fit.
core::Result<core::Buffer> encode(const Identity& identity);

// Adds a message, without its length, to what others have said before it. Error::too_large beyond
// the limits. After an error what was read is to be dropped.
class IdentityReader {
public:
    [[nodiscard]] core::Result<void> add(core::Bytes message);
    [[nodiscard]] Identity take() { return std::move(identity_); }

private:
    [[nodiscard]] core::Result<void> add_address(core::Bytes bytes);
    [[nodiscard]] core::Result<void> add_protocol(std::string_view name);

    Identity identity_;
    std::size_t address_count_ = 0;  // The unknown ones too.
};

}  // namespace net::identify

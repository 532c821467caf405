// Signing and checking messages: StrictSign, the one policy that we know (rules GS1–GS3,
// spec/gossipsub.md).
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "core/base/bytes.h"
#include "core/codec/peer_id.h"
#include "core/crypto/ed25519.h"
#include "net/gossipsub/message.h"

namespace net::gossipsub {

[[nodiscard]] MessageRef sign_message(const core::crypto::Ed25519KeyPair& pair,
                                      const core::codec::PeerId& author, std::uint64_t seqno,
                                      std::string_view topic, core::Bytes data);

// What can be told from the fields alone, which costs little. The author, if all is well.
[[nodiscard]] std::expected<core::codec::PeerId, RejectReason> check_fields(
    const MessageView& view);

// The message, if its author signed it. The fields must have been checked.
[[nodiscard]] std::expected<MessageRef, RejectReason> check_signature(
    const core::codec::PeerId& author, const MessageView& view);

}  // namespace net::gossipsub

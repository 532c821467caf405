// What both ends of the door share: frames, the transcript that every proof is over, the proofs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/time.h"
#include "core/base/timers.h"
#include "core/codec/peer_id.h"
#include "core/crypto/sha256.h"
#include "fabric/membership/grant.h"
#include "fabric/membership/mesh_keys.h"

namespace fabric::membership {

using DoorNonce = core::FixedBytes<struct DoorNonceTag, 32>;
using DoorProof = core::crypto::Sha256Digest;
// Which mesh an end says it has, if any.
using Claim = std::optional<MeshId>;

enum class DoorFrame : std::uint8_t {
    hello = 1,
    nonce,
    proof,
    invite,
    claim,
    welcome,
    genesis,
    refused,
};

// The largest, an invite, is about 400 bytes; a welcome with the longest name as well.
inline constexpr std::size_t door_frame_size_max = 1024;

// Opener first, whoever computes it.
struct DoorTranscript {
    bool is_by_invite = false;
    DoorNonce opener_nonce = {};
    DoorNonce acceptor_nonce = {};
    core::crypto::Sha256Digest digest = {};

    // When all of it is known.
    void close(const core::codec::PeerId& opener, const core::codec::PeerId& acceptor,
               core::Bytes binding);
};

[[nodiscard]] DoorProof opener_proof(const DoorKey& key, const DoorTranscript& transcript);
[[nodiscard]] DoorProof acceptor_claim_proof(const DoorKey& key, const DoorTranscript& transcript,
                                             const Claim& acceptor);
[[nodiscard]] DoorProof opener_claim_proof(const DoorKey& key, const DoorTranscript& transcript,
                                           const Claim& opener, const Claim& acceptor);
[[nodiscard]] Signature bearer_proof(const KeyPair& one_time, const DoorTranscript& transcript);
[[nodiscard]] core::Result<void> verify_bearer(const MemberKey& one_time,
                                               const DoorTranscript& transcript,
                                               const Signature& proof);
[[nodiscard]] bool is_same(const DoorProof& one, const DoorProof& other);

void write_claim(core::BufferWriter& writer, const Claim& claim);
[[nodiscard]] core::Result<Claim> read_claim(core::Reader& reader);

// Frames behind one another, each with its size in front, and the one deadline for all of it.
class DoorWire {
public:
    explicit DoorWire(core::Instant deadline) : deadline_(deadline) {}

    void receive(core::Bytes bytes) { core::append(unread_, bytes); }
    // The next whole frame with its kind in front; Error::too_large if it cannot be one.
    [[nodiscard]] core::Result<std::optional<core::Buffer>> take_frame();

    template <class Write>
    void send(DoorFrame kind, Write write) {
        core::Buffer frame;
        core::BufferWriter writer(frame, door_frame_size_max);
        writer.u8(std::to_underlying(kind));
        write(writer);
        send_frame(frame);
        core::crypto::wipe(frame);
    }

    [[nodiscard]] core::Bytes outgoing() const { return core::Bytes(unsent_).subspan(sent_size_); }
    void consume(std::size_t size);
    [[nodiscard]] std::optional<core::Instant> deadline() const { return deadline_; }
    // From now on nothing is read.
    void finish();

private:
    void send_frame(core::Bytes frame);

    core::Buffer unread_;
    core::Buffer unsent_;
    std::size_t sent_size_ = 0;
    std::optional<core::Instant> deadline_;
};

}  // namespace fabric::membership

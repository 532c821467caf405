// libp2p's /plaintext/2.0.0: both ends say who they are, and prove nothing. NOT SECURE: anybody on
// the way reads, changes and pretends. It exists for the simulator's large swarms, where ciphers
// would take all the time, and must be off unless it was explicitly asked for.
//
// Driven as the Handshake of net/noise: receive() tells how much it used, and what lies behind
// belongs to whatever follows. After Identified it has ended; what is left of outgoing() must go
// before anything else. After Ended nothing is sent. Rules: PT1–PT6, spec/plaintext.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/base/timers.h"
#include "core/base/variant.h"
#include "core/codec/peer_id.h"
#include "core/codec/public_key.h"
#include "core/crypto/sha256.h"

namespace net::plaintext {

inline constexpr std::string_view protocol = "/plaintext/2.0.0";

// The largest key there is, its id, and room for fields to come.
inline constexpr std::size_t message_size_max = 2048;

enum class EndReason : std::uint8_t {
    silence,
    stream_ended,
    malformed,
    too_large,
    key_mismatch,  // The peer id is not that of the public key.
    unexpected_peer,
};
std::string_view describe(EndReason reason);

struct Identified {
    core::codec::PeerId peer;
    core::codec::PublicKey key;
    // The same at both ends, and for all connections of these two: good for simulations.
    core::crypto::Sha256Digest binding;
};
struct Ended {
    EndReason reason;
};
using Event = core::Variant<Identified, Ended>;

class Exchange {
public:
    using Event = plaintext::Event;

    struct Options {
        std::optional<core::codec::PeerId> expected_peer = std::nullopt;
        core::Duration patience = std::chrono::seconds{10};
    };

    Exchange(const Options& options, const core::codec::PublicKey& own_key, core::Instant now);

    // How much of the bytes was used: all, unless the exchange ended within them.
    [[nodiscard]] std::size_t receive(core::Bytes bytes, core::Instant now);
    void expire(core::Instant now);
    void end(core::Instant now);

    [[nodiscard]] core::Bytes outgoing() const { return core::Bytes(unsent_).subspan(sent_size_); }
    void consume(std::size_t size);
    [[nodiscard]] std::optional<Event> next_event() { return std::exchange(event_, std::nullopt); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return timers_.earliest(); }
    [[nodiscard]] bool ended() const { return ended_; }

private:
    enum class Timer : std::uint8_t { patience };

    [[nodiscard]] std::size_t take(core::Bytes bytes);
    void read_size();
    void judge();
    [[nodiscard]] std::expected<Identified, EndReason> identify(core::Bytes message) const;
    void finish(Event event);
    void fail(EndReason reason);

    Options options_;
    core::Buffer own_key_;
    core::Buffer partial_;  // The peer's message as far as it has come; before it, its size.
    std::optional<std::size_t> message_size_;
    core::Buffer unsent_;
    std::size_t sent_size_ = 0;
    bool ended_ = false;
    core::Timers<Timer, 1> timers_;
    std::optional<Event> event_;
};

}  // namespace net::plaintext

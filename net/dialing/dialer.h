// Dialer is the dial queue of a node: it decides which address of which peer is tried when, and
// when to give up. It connects nothing itself.
//
//     dialer.dial({.peer = peer, .addresses = addresses}, now)
//     while (const auto event = dialer.next_event()) …  // Start: connect; Abandon: close, forget.
//     dialer.upgrading(attempt);                        // Connected, the handshake goes on.
//     dialer.succeeded(attempt, now) or dialer.failed(attempt, why, now)
//
// Drive it as every machine: after each call that is not const take next_event() until there is
// none, then arm one timer for deadline(). Every dial that was accepted ends exactly once. Reports
// about attempts that are over (both may happen at once) are ignored.
//
// Tell upgrading() as soon as the peer may know of the connection: when two peers dial one another
// at the same moment, each would otherwise give up its own dial for the other's, and both would be
// left with none. Rules: DQ1–DQ19, spec/dialing.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/id.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/base/variant.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"
#include "net/base/dial_failure.h"
#include "net/dialing/back_off.h"
#include "net/dialing/ranking.h"

namespace net::dialing {

using DialId = core::Id<struct DialIdTag, std::uint64_t>;
using AttemptId = core::Id<struct AttemptIdTag, std::uint64_t>;

enum class BackOffUse : std::uint8_t { respected, ignored };

struct DialRequest {
    // If it is missing, the one that the first address with a peer id names; if there is none
    // either, whoever answers will do.
    std::optional<core::codec::PeerId> peer;
    std::span<const core::codec::Multiaddr> addresses;  // The most promising first.
    BackOffUse back_off = BackOffUse::respected;
};

struct AddressFailure {
    // Without the peer id at its end, unless it is that of another peer.
    core::codec::Multiaddr address;
    DialFailure failure;
    std::optional<core::Instant> retry_at;  // Until then the address is left alone.
};
// When the first of those that are left alone may be dialled again.
std::optional<core::Instant> retry_time(const std::vector<AddressFailure>& failures);

// Why no dial was begun.
enum class RefusalReason : std::uint8_t { ourselves, no_address, no_usable_address, queue_full };
inline constexpr std::size_t refusal_reason_count =
    static_cast<std::size_t>(RefusalReason::queue_full) + 1;
std::string_view describe(RefusalReason reason);
// What the user can do about it: a sentence.
std::string_view advice(RefusalReason reason);

struct Refusal {
    RefusalReason reason;
    std::vector<AddressFailure> failures;
    std::optional<core::Instant> retry_at;  // When the first address may be dialled again.
};

struct Start {
    AttemptId attempt;
    core::codec::Multiaddr address;           // Without the peer id at its end.
    std::optional<core::codec::PeerId> peer;  // Whoever else answers is DialFailure::wrong_peer.
};
struct Abandon {
    AttemptId attempt;
};

struct Reached {
    AttemptId attempt;
};
struct AlreadyConnected {};  // By a connection that came in.
enum class EndReason : std::uint8_t { all_failed, timeout, cancelled };
inline constexpr std::size_t end_reason_count = static_cast<std::size_t>(EndReason::cancelled) + 1;
std::string_view describe(EndReason reason);
// What the user can do about it: a sentence.
std::string_view advice(EndReason reason);
struct NotReached {
    EndReason reason;
    std::vector<AddressFailure> failures;
    std::size_t left_out_count;  // Addresses beyond the limit.
};
using Outcome = core::Variant<Reached, AlreadyConnected, NotReached>;

struct Ended {
    DialId dial;
    std::optional<core::codec::PeerId> peer;
    Outcome outcome;
    std::uint32_t waiter_count;  // Who asked for it and has not cancelled.
};
using Event = core::Variant<Start, Abandon, Ended>;

struct DialerOptions {
    // A page would begin with webrtc_direct, and name no tcp.
    Transports transports{Transport::tcp, Transport::websocket, Transport::webrtc_direct,
                          Transport::webrtc};
    std::vector<IpScope> denied_scopes = {};  // A page of the internet might deny private networks.
    core::Duration stagger = std::chrono::milliseconds{250};
    core::Duration attempt_duration_max = std::chrono::seconds{15};  // Connect and upgrade.
    core::Duration dial_duration_max = std::chrono::seconds{60};
    std::size_t attempts_per_peer_max = 8;
    std::size_t attempts_max = 100;
    std::size_t dials_max = 256;
    std::size_t addresses_max = 64;  // Of one dial that are tried, and as many that are not.
    BackOff::Options back_off = {};
};

class Dialer {
public:
    using Event = dialing::Event;
    using Options = DialerOptions;

    Dialer(const core::codec::PeerId& self, const Options& options, core::Seed seed);

    // Where we listen: never dialled, and what tells which networks are ours.
    void set_own_addresses(std::span<const core::codec::Multiaddr> addresses);

    // A dial to a peer that is being dialled joins that dial and has its id.
    [[nodiscard]] std::expected<DialId, Refusal> dial(const DialRequest& request,
                                                      core::Instant now);
    // One who waits for it waits no longer; with the last one it ends. Unknown dials are ignored.
    // Whether the dial ends by it, for nobody else waits.
    bool cancel(DialId dial, core::Instant now);

    void upgrading(AttemptId attempt);
    // False if the attempt was over: it was abandoned, and the connection is not wanted.
    bool succeeded(AttemptId attempt, core::Instant now);
    void failed(AttemptId attempt, DialFailure failure, core::Instant now);

    // The peer connected to us.
    void connected(const core::codec::PeerId& peer, core::Instant now);

    void expire(core::Instant now);

    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    [[nodiscard]] std::optional<DialId> under_way(const core::codec::PeerId& peer) const;
    [[nodiscard]] std::size_t dial_count() const { return dials_.size(); }
    [[nodiscard]] std::size_t attempt_count() const { return attempts_.size(); }
    [[nodiscard]] const BackOff& back_off() const { return back_off_; }

private:
    using Peer = std::optional<core::codec::PeerId>;

    struct Dial {
        Peer peer;
        std::vector<Candidate> pending;  // In their order.
        std::size_t in_flight_count = 0;
        std::size_t taken_count = 0;    // Candidates that it ever had.
        std::size_t dropped_count = 0;  // Addresses that were never candidates.
        std::size_t left_out_count = 0;
        std::vector<AddressFailure> failures;
        std::uint32_t waiter_count = 1;
        core::Instant deadline{};
        core::Instant next_start_at{};
    };

    struct Attempt {
        std::optional<DialId> dial;  // None when the dial ended while the upgrade went on.
        core::codec::Multiaddr place;
        Peer peer;
        core::Instant deadline{};
        bool is_upgrading = false;
    };

    void take_addresses(Dial& dial, DialId id, const DialRequest& request, core::Instant now);
    // It is left alone no longer.
    static void revive(Dial& dial, const core::codec::Multiaddr& place);
    [[nodiscard]] bool knows(const Dial& dial, DialId id, const core::codec::Multiaddr& address,
                             const core::codec::Multiaddr& place) const;
    [[nodiscard]] std::optional<DialFailure> objection(const Dial& dial,
                                                       const core::codec::Multiaddr& address,
                                                       const core::codec::Multiaddr& place) const;
    void adopt(DialId id, Dial& dial);

    void start_what_may(core::Instant now);
    [[nodiscard]] bool may_start(const Dial& dial) const;
    [[nodiscard]] std::optional<DialId> next_to_start(core::Instant now) const;
    void start_one(DialId id, core::Instant now);
    void fail_attempt(AttemptId id, DialFailure failure, core::Instant now);
    void give_up(DialId id, EndReason reason, DialFailure of_pending, core::Instant now);
    enum class WhileUpgrading : std::uint8_t { abandoned, kept };
    void end(DialId id, Outcome outcome, WhileUpgrading while_upgrading);
    void tell(Event event);

    core::codec::PeerId self_;
    Options options_;
    std::vector<core::codec::Multiaddr> own_places_;
    Neighbourhood neighbourhood_;
    BackOff back_off_;
    core::FlatMap<DialId, Dial> dials_;
    core::FlatMap<AttemptId, Attempt> attempts_;
    std::uint64_t dials_begun_ = 0;
    std::uint64_t attempts_begun_ = 0;
    core::Queue<Event> events_;
};

}  // namespace net::dialing

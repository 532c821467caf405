// IceLite is the server's side of webrtc-direct's ICE on one UDP port: it answers checks, finds out
// which datagram belongs to whom, and knows where each peer is. It starts no checks of its own.
// Rules IL1–IL14, spec/webrtc.md.
//
// Drive it so: for every datagram call receive(), then take next_event() until there is none while
// the datagram still lives (SessionDatagram is a view of it), then arm one timer for deadline().
// Tell established() when DTLS is up, which frees a place for the next handshake, and close() when
// the session's user is done.
//
// A session is one client's server ufrag and IP family; it is made only by a check whose integrity
// is right, which the packet alone shows. That proves no identity, for the key is in the packet:
// DTLS and noise do that. So all that a stranger can cause is bounded: sessions, handshakes,
// addresses, and how often they may come.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/flat_map.h"
#include "core/base/id.h"
#include "core/base/ordered_map.h"
#include "core/base/queue.h"
#include "core/base/small_vector.h"
#include "core/base/time.h"
#include "core/base/variant.h"
#include "net/webrtc/contact_limit.h"
#include "net/webrtc/stun.h"
#include "net/webrtc/udp_address.h"
#include "net/webrtc/username.h"

namespace net::webrtc {

// Never used twice.
using SessionId = core::Id<struct SessionIdTag, std::uint64_t>;

enum class SessionEndReason : std::uint8_t {
    closed_here,
    silence,             // No check came for too long.
    handshake_too_slow,  // DTLS was not up in time.
};
std::string_view describe(SessionEndReason reason);

// Why a datagram was not used. Counted, for a flood is worth knowing of and not worth an event
// each.
enum class Dropped : std::uint8_t {
    too_large,
    not_ours,          // Neither STUN nor DTLS.
    malformed,         // STUN that cannot be read, or is no request.
    username_refused,  // Missing, or of no version we know.
    not_signed,        // Integrity is missing or wrong.
    not_asked,         // An answer to a check that was not the last, or not ours.
    address_unknown,   // DTLS from where no check came from, or was not answered.
    session_over,      // A check of a session that had its DTLS and was closed.
    address_taken,     // A check from an address that belongs to another session.
    addresses_full,
    sessions_full,
    handshakes_full,
    too_often,
    output_full,
};
inline constexpr std::size_t dropped_count = static_cast<std::size_t>(Dropped::output_full) + 1;
using DroppedCounts = std::array<std::uint64_t, dropped_count>;
std::string_view describe(Dropped why);

struct SendDatagram {
    UdpAddress to;
    core::Buffer bytes;
};
struct SessionBegan {
    SessionId session;
    Version version;
    UdpAddress from;
    std::string client_ufrag;
};
struct SessionDatagram {  // DTLS.
    SessionId session;
    core::Bytes bytes;  // A view of what was received.
};
struct SessionEnded {
    SessionId session;
    SessionEndReason reason;
};
using IceEvent = core::Variant<SendDatagram, SessionBegan, SessionDatagram, SessionEnded>;

class IceLite {
public:
    struct Options {
        std::size_t datagram_size_max = 1500;
        std::size_t sessions_max = 1024;
        std::size_t handshakes_max = 128;
        std::size_t addresses_per_session_max = 32;
        core::Duration handshake_max = std::chrono::seconds{15};
        // Checks with addresses of others are answered there, and nobody says hello: such sessions
        // hold their places no longer than a hello that gets lost once needs.
        core::Duration first_datagram_max = std::chrono::seconds{2};
        core::Duration consent_max = std::chrono::seconds{30};
        // A chosen address without checks for so long is given up for another that has them.
        core::Duration address_stale_after = std::chrono::seconds{12};
        ContactLimit::Options contacts{};
        // A browser asks on for a session that was closed here, and finds out by getting no answer.
        std::size_t over_max = 1024;
        std::size_t events_max = 1024;
    };

    explicit IceLite(const Options& options);

    void receive(core::Bytes datagram, const UdpAddress& from, core::Instant now);
    void expire(core::Instant now);

    // The session's DTLS is up.
    void established(SessionId session);
    void close(SessionId session);

    // Where the session's datagrams go; nothing if there is no such session.
    [[nodiscard]] std::optional<UdpAddress> address_of(SessionId session) const;

    [[nodiscard]] std::optional<IceEvent> next_event() { return events_.pop(); }
    // May be earlier than what is due, never later.
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    [[nodiscard]] std::size_t session_count() const { return sessions_.size(); }
    [[nodiscard]] std::size_t handshake_count() const { return handshake_count_; }
    [[nodiscard]] std::uint64_t dropped(Dropped why) const {
        return dropped_[static_cast<std::size_t>(why)];
    }
    [[nodiscard]] const DroppedCounts& dropped() const { return dropped_; }

private:
    struct Known {
        UdpAddress address;
        core::Instant heard_at;
    };
    struct Key {
        std::string server_ufrag;
        IpFamily family;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    struct Session {
        Key key;
        bool established = false;
        bool has_spoken = false;  // Something of DTLS came.
        core::Instant began_at;
        core::Instant heard_at;
        UdpAddress chosen;
        core::SmallVector<Known, 2> addresses{};
    };

    struct Over {};

    void note_over(const Key& key);
    void receive_check(core::Bytes datagram, const UdpAddress& from, core::Instant now);
    void use_check(const StunMessage& check, const Username& username, const UdpAddress& from,
                   core::Instant now);
    Session* session_for(const Username& username, const UdpAddress& from, core::Instant now);
    Session* begin_session(Key key, const Username& username, const UdpAddress& from,
                           core::Instant now);
    [[nodiscard]] bool remember(SessionId id, Session& session, const UdpAddress& from,
                                core::Instant now);
    void choose(Session& session, const StunMessage& check, const UdpAddress& from,
                core::Instant now);
    void refuse(const StunMessage& check, const Username& username, const UdpAddress& to);
    void receive_dtls(core::Bytes datagram, const UdpAddress& from);
    void end_session(SessionId id, SessionEndReason reason);
    [[nodiscard]] core::Instant due_at(const Session& session) const;
    void wake_by(core::Instant when);
    void tell(IceEvent event);
    void drop(Dropped why) { ++dropped_[static_cast<std::size_t>(why)]; }

    Options options_;
    ContactLimit contacts_;
    core::OrderedMap<SessionId, Session> sessions_;
    core::OrderedMap<Key, SessionId> by_key_;
    core::OrderedMap<UdpAddress, SessionId> by_address_;
    core::OrderedMap<Key, Over> over_;
    core::Queue<Key> over_order_;  // The oldest first.
    std::size_t handshake_count_ = 0;
    std::uint64_t next_session_ = 1;
    std::optional<core::Instant> wake_at_;
    DroppedCounts dropped_{};
    core::Queue<IceEvent> events_;
};

}  // namespace net::webrtc

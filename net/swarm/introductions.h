// Introductions is what a swarm does at the ends: it asks a peer in the middle for another, or is
// asked, and lets the body make a connection of WebRTC with whoever is at the other end, step by
// step. What comes of each that was begun here is told once. Rules SW43–SW46, spec/swarm.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "core/base/flat_map.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/base/variant.h"
#include "core/codec/peer_id.h"
#include "net/signalling/introduced_end.h"
#include "net/swarm/events.h"
#include "net/swarm/links.h"

namespace net::swarm {

// Meetings of introductions have numbers from here on, so that a body may have others below.
inline constexpr std::uint32_t introductions_begin = std::uint32_t{1} << 30;

// Whether to meet whoever is introduced here.
enum class Consent : std::uint8_t {
    given,
    by_user,  // Who is told of each, and decides.
};

using MeetingOrder = core::Variant<signalling::Take, signalling::Drop>;

class Introductions {
public:
    using MeetingId = signalling::MeetingId;
    struct Options {
        std::size_t wanted_max = 16;
        std::size_t asked_max = 16;
        std::size_t asked_per_connection_max = 4;
        // Also those that are over, and wait for the peer to finish them.
        std::size_t streams_per_connection_max = 32;
        Consent consent = Consent::given;
        signalling::IntroducedEnd::Options each{};
    };

    // The links outlive it.
    Introductions(const Options& options, const core::codec::PeerId& own, Links& links);

    // The peer in the middle, if it is connected, is asked for that one.
    MeetingId begin(Link* via, const core::codec::PeerId& wanted, core::Instant now);
    // A peer in the middle asks us.
    void accept(Link& link, StreamId stream, core::Instant now);
    // Of streams that run an IntroducedEnd.
    void hear(StreamHandle stream, const signalling::IntroducedEnd::Event& event,
              core::Instant now);

    // Of one whose consent is the user's. False if it does not wait for that, or no longer.
    bool decide(MeetingId meeting, bool accepts, core::Instant now);

    // What the body's browser has made.
    void describe(MeetingId meeting, std::string_view description, core::Instant now);
    void add_candidate(MeetingId meeting, std::string_view candidate, core::Instant now);
    // It came to nothing.
    void fail(MeetingId meeting);
    // Both have met, on that link; or on none, if there were too many.
    void met(MeetingId meeting, std::optional<LinkId> link, core::Instant now);
    // Nothing if the meeting is over.
    [[nodiscard]] std::optional<signalling::Party> party(MeetingId meeting) const;

    void connected(const core::codec::PeerId& peer, LinkId link, core::Instant now);
    // Before it was connected.
    void lost(LinkId link);

    [[nodiscard]] std::optional<MeetingOrder> next_order() { return orders_.pop(); }
    using Event = core::Variant<IntroductionTold, IntroductionAsked>;
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::size_t size() const { return all_.size(); }

private:
    struct Entry {
        // Who is asked knows of it only by the first message.
        std::optional<core::codec::PeerId> peer;
        signalling::Role role;
        StreamHandle stream;
        bool has_met = false;
        bool awaits_consent = false;
        std::optional<LinkId> link{};
    };

    [[nodiscard]] std::optional<IntroductionFailure> obstacle(
        const Link* via, const core::codec::PeerId& wanted) const;
    [[nodiscard]] std::size_t count(signalling::Role role, std::optional<LinkId> on = {}) const;
    [[nodiscard]] std::optional<MeetingId> meeting_on(StreamHandle stream) const;
    MeetingId add(Entry entry);
    void answer(MeetingId meeting, const core::codec::PeerId& asking, core::Instant now);
    void act(MeetingId meeting, core::Instant now, auto action);
    void drop(MeetingId meeting, IntroductionFailure failure);
    void tell(MeetingId meeting, const core::codec::PeerId& wanted,
              std::expected<LinkId, IntroductionFailure> outcome);
    [[nodiscard]] bool is_flooded() const;
    void order(MeetingOrder order);

    Options options_;
    core::codec::PeerId own_;
    Links& links_;
    std::uint32_t last_id_ = introductions_begin;
    core::FlatMap<MeetingId, Entry> all_;
    core::Queue<MeetingOrder> orders_;
    core::Queue<Event> events_;
};

}  // namespace net::swarm

// Board brings peers together that can all read what one of them posts: the tabs of one origin, by
// a BroadcastChannel. Nobody else is needed.
//
// Who joins says so; who is there already answers; of two that are not connected, the one with the
// smaller peer id offers to meet. The board only claims who is who: the link that comes of a
// meeting proves it. Drive it: receive() each note, say who is connected, and of a meeting what the
// browser made and whether it came about. After every call take next_order() until there is none
// and arm a timer for deadline(). Rules SG8–SG15, spec/signalling.md.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/base/flat_map.h"
#include "core/base/prng.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/base/variant.h"
#include "core/codec/peer_id.h"
#include "net/signalling/meeting.h"
#include "net/signalling/note.h"

namespace net::signalling {

struct Post {
    core::Buffer note;
};
using BoardOrder = core::Variant<Post, Take, Drop>;

class Board {
public:
    struct Options {
        Meeting::Options meeting{};
        std::size_t meetings_max = 32;
        // Peers are told of us anew, in case somebody was asleep.
        core::Duration announce_interval = std::chrono::seconds{30};
        core::Duration meeting_patience = std::chrono::seconds{20};
    };

    Board(const Options& options, const core::codec::PeerId& own, core::Seed seed,
          core::Instant now);

    // Notes that cannot be read, or are for others, mean nothing.
    void receive(core::Bytes note, core::Instant now);
    void set_connected(const core::codec::PeerId& peer, bool is_connected);

    void describe(MeetingId meeting, std::string_view description);
    void add_candidate(MeetingId meeting, std::string_view candidate);
    // Nothing is to be done for it any more, whether it came about or not.
    void finish(MeetingId meeting);

    // Says goodbye, and drops all meetings. Nothing is to be called after it but next_order().
    void leave();

    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    [[nodiscard]] std::optional<BoardOrder> next_order() { return orders_.pop(); }

    // With whom; nothing if it is over.
    [[nodiscard]] std::optional<Party> party(MeetingId meeting) const;
    [[nodiscard]] std::size_t meeting_count() const { return meetings_.size(); }

private:
    struct Entry {
        core::codec::PeerId peer;
        Role role;
        std::uint64_t number;  // As both ends know it: drawn by who offers.
        Meeting meeting;
        core::Instant until;
    };

    void hear_here(const Note& note, core::Instant now);
    void hear_signal(Note note, core::Instant now);
    void begin(const core::codec::PeerId& peer, Role role, std::uint64_t number, core::Instant now);
    void settle(MeetingId id);
    void drop(MeetingId id);
    void announce(std::optional<core::codec::PeerId> reader);
    [[nodiscard]] std::optional<MeetingId> meeting_with(const core::codec::PeerId& peer) const;
    void post(const Note& note);
    void order(BoardOrder order);

    Options options_;
    core::codec::PeerId own_;
    core::Prng prng_;
    core::Instant announce_at_;
    std::uint32_t last_id_ = 0;
    core::FlatMap<MeetingId, Entry> meetings_;
    core::FlatMap<core::codec::PeerId, bool> connected_;
    core::Queue<BoardOrder> orders_;
};

}  // namespace net::signalling

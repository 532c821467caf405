// Quorum says what becomes of each of our own writes: in whose journals it is, and whether that is
// what its author asked for (rules QM1–QM18, spec/quorum.md). It is a state machine without a
// voice: others journal, send and order; it is told, and counts.
//
//     if (const auto may = quorum.begin({document, sequence}, Policy::quorum(2), now); !may) …
//     …make the change, journal it, broadcast it when it is synced…
//     quorum.journaled(only(write), now);              our own disk has synced it
//     quorum.acknowledged(peer, only(write), now);     "in my journal, synced"
//
// After every call that is not const take next_event() until there is none, and arm one timer for
// deadline().
//
//     pending --own sync--> local --first copy--> replicated --enough--> durable <-> degraded
//        \____________________\_______________________\______ deadline ___/ or failed --> durable
//
// What is settled is kept as ranges of sequence numbers, so that a day without a quorum takes as
// much room as a minute. Counting there takes time in proportion to the number of ranges.
#pragma once

#include <expected>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "core/base/queue.h"
#include "core/base/result.h"
#include "core/base/variant.h"
#include "fabric/quorum/rules.h"
#include "fabric/quorum/tally.h"
#include "fabric/quorum/types.h"

namespace fabric::quorum {

// Each write, step by step; a status is told once, but `replicated` for each that has it.
struct Told {
    Write write;
    Status status;
};
// What was degraded, or failed with an open end, is durable after all.
struct Upgraded {
    Writes writes;
    Policy policy;
};
// What was durable is no longer in enough journals that count: from now on degraded.
struct FellBelow {
    Writes writes;
    Policy policy;
};
// What a user ought to know about the mesh.
enum class Concern : std::uint8_t {
    no_authority_reachable,
    minority_reachable,
    one_authority,
    ours_is_the_only,
};
inline constexpr std::size_t concern_count = 4;
[[nodiscard]] std::string_view describe(Concern concern);
struct Warned {
    Concern concern;
    bool is_so = false;
};

using Event = core::Variant<Told, Upgraded, FellBelow, Warned>;

struct Options {
    std::size_t open_max = 4'096;         // Writes on their way. Beyond: Refused::busy.
    std::size_t ranges_max = 16'384;      // Of all that is settled or acknowledged (QM15).
    std::size_t authorities_max = 1'024;  // Beyond: Error::too_large.
    std::size_t others_max = 1'024;       // Reachable, and no Authorities.
    // What is durable or has failed is remembered for so long, and at most for twice as long.
    core::Duration kept_for = std::chrono::minutes{10};
};

class Quorum {
public:
    Quorum(const Peer& self, const Options& options, core::Instant now);

    // All who are certified, whoever is there.
    [[nodiscard]] core::Result<void> authorities(std::span<const Peer> peers, core::Instant now);
    void reachable(const Peer& peer, bool is_reachable, core::Instant now);

    // Before the change is made: a write that is refused leaves nothing behind. One of which in the
    // end nothing was made is withdrawn.
    [[nodiscard]] std::expected<void, Refusal> begin(Write write, const Policy& policy,
                                                     core::Instant now);
    void withdraw(Write write);
    // After a restart: what the journal has and nobody knows to be durable.
    [[nodiscard]] std::expected<void, Refusal> resume(Writes writes, const Policy& policy,
                                                      core::Instant now);

    void journaled(Writes writes, core::Instant now);
    // False if there was no room to note it: it may come again.
    [[nodiscard]] bool acknowledged(const Peer& peer, Writes writes, core::Instant now);
    // The peer was shown not to have them, whatever it acknowledged: its disk was lost.
    void lost(const Peer& peer, Writes writes, core::Instant now);

    // Of a write under Policy::leader().
    void ordered(Write write, Place place, core::Instant now);
    enum class Unordered : std::uint8_t { refused, unknown };
    void not_ordered(Write write, Unordered why, core::Instant now);

    void expire(core::Instant now);
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    // Nothing for what was forgotten, or never begun.
    // Whether a write may begin under it now.
    [[nodiscard]] std::expected<void, Refusal> check(const Policy& policy) const;
    [[nodiscard]] std::optional<Status> status(Write write) const;
    // Everybody of whom it is known, whether they count or not.
    [[nodiscard]] std::vector<Peer> holders(Write write) const;
    [[nodiscard]] bool quorum_available(std::uint32_t need) const {
        return rules::may_begin(reachable_count(), need);
    }
    [[nodiscard]] std::uint32_t authority_count() const {
        return static_cast<std::uint32_t>(authorities_.size());
    }
    [[nodiscard]] std::uint32_t reachable_count() const;  // Authorities, ourselves included.
    [[nodiscard]] std::size_t open_count() const { return deadlines_.size(); }
    [[nodiscard]] std::size_t range_count() const { return range_count_; }
    [[nodiscard]] std::size_t document_count() const { return documents_.size(); }

private:
    struct Open {
        Policy policy;
        core::Instant deadline;
        State state = State::pending;
        std::size_t told_holders = 0;
    };
    // Settled writes of which the same can be said.
    struct Class {
        State state;
        Policy::Kind kind;
        std::uint32_t need;
        Reason reason;  // Of those that failed.
        bool is_old;    // Forgotten at the next round.

        [[nodiscard]] Policy policy() const { return {kind, need}; }
        friend auto operator<=>(const Class&, const Class&) = default;
    };
    struct DocumentState {
        std::map<Sequence, Open> open = {};
        std::map<Class, core::RangeSet> settled = {};
        core::RangeSet journaled = {};
        std::map<Peer, core::RangeSet> had = {};  // By others.
        std::size_t range_count = 0;
    };
    using OpenAt = std::map<Sequence, Open>::iterator;

    [[nodiscard]] bool is_authority(const Peer& peer) const { return authorities_.contains(peer); }
    [[nodiscard]] bool is_reachable(const Peer& peer) const {
        return peer == self_ || reachable_.contains(peer);
    }
    [[nodiscard]] rules::Standing standing(const Peer& peer) const {
        return {is_authority(peer), is_reachable(peer)};
    }
    void tell(Event event);
    void warn();

    // counting.cpp
    [[nodiscard]] Sources counting(const DocumentState& document) const;
    [[nodiscard]] std::uint32_t have(const DocumentState& document, Sequence sequence) const;
    [[nodiscard]] std::uint32_t have_or_reachable(const DocumentState& document,
                                                  Sequence sequence) const;
    [[nodiscard]] bool is_met(const DocumentState& document, Sequence sequence,
                              const Policy& policy) const;
    [[nodiscard]] Reason lack(const DocumentState& document, Sequence sequence,
                              const Policy& policy) const;
    [[nodiscard]] Status status_of(const DocumentState& document, Sequence sequence, State state,
                                   const Policy& policy) const;
    [[nodiscard]] core::RangeSet met(const DocumentState& document, const Class& settled,
                                     const Sources& sources, core::Range window) const;

    // settling.cpp
    void look(Document id, core::Range window);
    void look_at_all();
    OpenAt look_at_open(Document id, DocumentState& document, OpenAt at);
    void look_at_settled(Document id, DocumentState& document, core::Range window);
    void move(DocumentState& document, const Class& from, const Class& to,
              const core::RangeSet& sequences);
    OpenAt settle(Document id, DocumentState& document, OpenAt at, State state, Reason reason,
                  std::optional<Place> place);
    void end_patience(Write write);

    // keeping.cpp
    [[nodiscard]] core::RangeSet tracked(const DocumentState& document, core::Range window) const;
    void age();
    void forget_settled(bool only_old);
    [[nodiscard]] bool make_room();
    void trim(DocumentState& document);
    void recount(Document id);

    Peer self_;
    Options options_;
    core::Instant now_;
    bool knows_authorities_ = false;
    std::set<Peer> authorities_;
    std::set<Peer> reachable_;
    std::map<Document, DocumentState> documents_;
    std::set<std::pair<core::Instant, Write>> deadlines_;
    std::optional<core::Instant> age_at_;
    std::size_t range_count_ = 0;
    std::uint8_t warned_ = 0;  // A bit for each concern.
    core::Queue<Event> events_;
};

}  // namespace fabric::quorum

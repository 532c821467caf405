// The words of quorums: which write, what its author asked for, and what has become of it.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/id.h"
#include "core/base/range_set.h"
#include "core/base/time.h"
#include "core/codec/peer_id.h"

namespace fabric::quorum {

using Peer = core::codec::PeerId;

// The caller's number for it.
using Document = core::Id<struct DocumentTag, std::uint64_t>;
// Of our changes in one document, counted from 1.
using Sequence = core::Id<struct SequenceTag, std::uint64_t>;

// One of our own changes.
struct Write {
    Document document;
    Sequence sequence;

    friend constexpr auto operator<=>(const Write&, const Write&) = default;
};
struct Writes {
    Document document;
    core::Range sequences;

    friend bool operator==(const Writes&, const Writes&) = default;
};
constexpr Writes only(Write write) {
    return {write.document, {write.sequence.value, write.sequence.value + 1}};
}

// Where a leader's group has put it.
using Term = core::Id<struct TermTag, std::uint64_t>;
using Index = core::Id<struct IndexTag, std::uint64_t>;
struct Place {
    Term term;
    Index index;

    friend constexpr auto operator<=>(const Place&, const Place&) = default;
};

// When a write counts as durable, and how long its author waits for that.
struct Policy {
    enum class Kind : std::uint8_t { local, quorum, strict_quorum, leader };

    Kind kind = Kind::local;
    std::uint32_t need = 0;  // Authorities, of a quorum.
    core::Duration patience = std::chrono::seconds{10};

    static constexpr Policy local() { return {}; }
    static constexpr Policy quorum(std::uint32_t need) { return {Kind::quorum, need}; }
    static constexpr Policy strict_quorum(std::uint32_t need) {
        return {Kind::strict_quorum, need};
    }
    static constexpr Policy leader() { return {Kind::leader}; }

    friend constexpr bool operator==(const Policy&, const Policy&) = default;

    [[nodiscard]] constexpr bool has_quorum() const {
        return kind == Kind::quorum || kind == Kind::strict_quorum;
    }
};

enum class State : std::uint8_t { pending, local, replicated, durable, degraded, failed };
[[nodiscard]] std::string_view describe(State state);

// Why a write is not durable.
enum class Reason : std::uint8_t {
    none,
    too_few_authorities,
    too_few_reachable,
    not_acknowledged,
    not_journaled,
    not_ordered,
    order_unknown,  // The leader took it, and nobody knows what came of that.
    order_refused,
};
[[nodiscard]] std::string_view describe(Reason reason);

struct Status {
    State state = State::pending;
    Reason reason = Reason::none;
    std::uint32_t have = 0;  // Certified Authorities that have it.
    std::uint32_t need = 0;
    std::optional<Place> place = {};

    // Of one that failed: whether it may take effect all the same. Only a leader's group can say
    // that it does not; what is in a journal goes on its way.
    [[nodiscard]] constexpr bool may_exist() const { return reason != Reason::order_refused; }
    friend bool operator==(const Status&, const Status&) = default;
};

// Why a write was not begun. There is nothing of it then.
enum class Refused : std::uint8_t { quorum_empty, too_few_authorities, too_few_reachable, busy };
[[nodiscard]] std::string_view describe(Refused refused);

struct Refusal {
    Refused reason;
    std::uint32_t have = 0;
    std::uint32_t need = 0;

    friend bool operator==(const Refusal&, const Refusal&) = default;
};

}  // namespace fabric::quorum

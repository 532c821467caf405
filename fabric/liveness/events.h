// What the machine tells its owner, what it refuses, and what it counts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/time.h"
#include "core/base/variant.h"
#include "fabric/liveness/types.h"

namespace fabric::liveness {

// The first pulse, or the first since the member left or was gone.
struct Appeared {
    MemberId member;
};
enum class StaleReason : std::uint8_t { silent, disconnected, freezing };
struct BecameStale {
    MemberId member;
    StaleReason reason = StaleReason::silent;
};
struct BecameUnreachable {
    MemberId member;
    MemberId witness;  // Who heard of it.
};
struct BecameSuspected {
    MemberId member;
};
struct CameBack {
    MemberId member;
};
// It said so itself.
struct Left {
    MemberId member;
};
// Silent: nobody heard of it any more. Unreachable: others may. Displaced: there was no room.
enum class GoneReason : std::uint8_t { silent, unreachable, frozen, displaced };
struct Gone {
    MemberId member;
    GoneReason reason = GoneReason::silent;
};
// The machine was not run: connections may be dead, and sessions want to be resumed.
struct WeSlept {
    core::Duration duration;
};

using Event = core::Variant<Appeared, BecameStale, BecameUnreachable, BecameSuspected, CameBack,
                            Left, Gone, WeSlept>;

enum class Refused : std::uint8_t {
    full,
    ourselves,
    ended,
    not_connected,
    unreadable,
    old_pulse,  // A newer one came before.
    too_many_pulses,
    too_many_asks,
    answers_full,
    not_asked,  // Or asked so long ago that the answer is of no use.
};
inline constexpr std::size_t refused_count = static_cast<std::size_t>(Refused::not_asked) + 1;

[[nodiscard]] std::string_view describe(StaleReason reason);
[[nodiscard]] std::string_view describe(GoneReason reason);
[[nodiscard]] std::string_view describe(Refused reason);

struct Counters {
    std::uint64_t pulses_sent = 0;
    std::uint64_t pulses_received = 0;
    std::uint64_t pulses_late = 0;  // Later than announced.
    std::uint64_t became_stale = 0;
    std::uint64_t came_back = 0;
    std::uint64_t asked = 0;  // By us.
    std::uint64_t answers_sent = 0;
    std::uint64_t answers_received = 0;
    std::uint64_t gone = 0;
    std::uint64_t slept = 0;
    std::array<std::uint64_t, refused_count> refused = {};
};

}  // namespace fabric::liveness

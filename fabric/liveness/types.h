// The words of liveness: who is watched, what a member says of itself, and how much it is there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/id.h"
#include "core/base/result.h"
#include "core/codec/peer_id.h"

namespace fabric::liveness {

// Members are peers, known by the ids that their connections have proven.
using MemberId = core::codec::PeerId;

// Drawn by each machine when it begins: a member that was restarted counts its pulses anew.
using Life = core::Id<struct LifeTag, std::uint64_t>;
// Counts the pulses of a life, from 1. A number may be left out, and none comes twice to anybody.
using Sequence = core::Id<struct SequenceTag, std::uint64_t>;
using AskNumber = core::Id<struct AskNumberTag, std::uint64_t>;

enum class Activity : std::uint8_t { active, hidden, freezing, closing };
[[nodiscard]] std::string_view describe(Activity activity);

// What a member can carry, from little to much, so that tiers compare.
enum class Tier : std::uint8_t { low_power, web_standard, native_standard, high_performance };
[[nodiscard]] std::string_view describe(Tier tier);

// What a member runs on, for people: "Chromium 130", "Linux 6.1". Text without control characters,
// since it is shown as it came.
class Platform {
public:
    static constexpr std::size_t size_max = 64;

    Platform() = default;
    [[nodiscard]] static core::Result<Platform> from_text(std::string_view text);

    [[nodiscard]] const std::string& text() const { return text_; }
    friend bool operator==(const Platform&, const Platform&) = default;

private:
    std::string text_;
};

// How busy a member is, in thousandths. More than all is all.
class Load {
public:
    static constexpr std::uint16_t per_mille_max = 1'000;

    Load() = default;
    explicit constexpr Load(std::uint64_t per_mille)
        : per_mille_(
              static_cast<std::uint16_t>(std::min<std::uint64_t>(per_mille, per_mille_max))) {}

    [[nodiscard]] constexpr std::uint16_t per_mille() const { return per_mille_; }
    friend constexpr auto operator<=>(const Load&, const Load&) = default;

private:
    std::uint16_t per_mille_ = 0;
};

// What a member says of itself. Its role is not among it: that is for the log of members to say.
struct Presence {
    Platform platform = {};
    Tier tier = Tier::low_power;
    Load load = {};
    Activity activity = Activity::active;
    friend bool operator==(const Presence&, const Presence&) = default;
};

enum class State : std::uint8_t {
    expected,  // Connected, and not heard of yet, or not since it left or was given up.
    present,
    stale,                  // Too long silent, or freezing: not scheduled, not waited for.
    unreachable_from_here,  // Silent here; another member hears it.
    suspected,              // Nobody who was asked hears it.
};
[[nodiscard]] std::string_view describe(State state);

}  // namespace fabric::liveness

// Virtual time of worlds in tests: it jumps to whatever happens next.
//
//     class World : public InVirtualTime {
//     public:
//         bool has_failed() const;      // Then time stands still.
//         bool step(Instant until);     // Goes to what is next; false if that is not before
//         `until`.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "core/base/time.h"

namespace core::testing {

class InVirtualTime {
public:
    template <class World>
    void run_for(this World& world, Duration duration) {
        const Instant until = world.now_ + duration;
        while (!world.has_failed() && world.step(until)) {
        }
        world.now_ = std::max(world.now_, until);
    }
    // Whether it came to be so.
    template <class World, class Condition>
    [[nodiscard]] bool run_until(this World& world, Condition condition, Duration limit) {
        const Instant until = world.now_ + limit;
        while (!world.has_failed() && !condition())
            if (!world.step(until)) break;
        return condition();
    }

protected:
    Instant now_{};
};

// What is due of what is to happen, one after the other, and taken out.
template <class What>
std::optional<What> take_due(std::multimap<Instant, What>& agenda, Instant now) {
    if (agenda.empty() || agenda.begin()->first > now) return std::nullopt;
    return std::move(agenda.extract(agenda.begin()).mapped());
}

}  // namespace core::testing

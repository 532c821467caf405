// Timers holds at most one instant for each kind of timer of a machine. No heap, no callbacks,
// nothing to cancel: a machine asks which timers are due when it is told the time, and earliest()
// is its deadline.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "core/base/time.h"

namespace core {

template <class Kind, std::size_t count>
class Timers {
public:
    void set(Kind kind, Instant when) { at(kind) = when; }
    void stop(Kind kind) { at(kind).reset(); }
    void stop_all() { instants_.fill(std::nullopt); }

    [[nodiscard]] bool is_set(Kind kind) const {
        return instants_[std::to_underlying(kind)].has_value();
    }

    // [timers]
    // Whether the timer has run out; if so it is stopped, so that it is seen once.
    [[nodiscard]] bool take_due(Kind kind, Instant now) {
        if (!is_set(kind) || now < *at(kind)) return false;
        stop(kind);
        return true;
    }

    // [/timers]
    [[nodiscard]] std::optional<Instant> earliest() const {
        std::optional<Instant> first;
        for (const auto& instant : instants_) first = earlier(first, instant);
        return first;
    }

private:
    std::optional<Instant>& at(Kind kind) { return instants_[std::to_underlying(kind)]; }

    std::array<std::optional<Instant>, count> instants_{};
};

}  // namespace core

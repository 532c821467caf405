// When a support holds.
#include "fabric/membership/standing.h"

#include <algorithm>

namespace fabric::membership {

bool holds(const Support& support, const Standing& standing, const View& view) {
    if (support.entry && !view.contains(*support.entry)) return false;
    const auto ends_it = [&](const Ender& ender) {
        if (!ender.is_own && (ender.rank >= support.rank || ender.role > support.role))
            return false;
        if (!view.contains(ender.entry)) return false;
        if (!support.entry) return true;
        return ender.entry != *support.entry && view.graph().reaches(ender.entry, *support.entry);
    };
    return std::ranges::none_of(standing.enders, ends_it);
}

bool has_resigned(const Standing& standing, const View& view) {
    return std::ranges::any_of(standing.enders, [&](const Ender& ender) {
        return ender.is_own && view.contains(ender.entry);
    });
}

}  // namespace fabric::membership

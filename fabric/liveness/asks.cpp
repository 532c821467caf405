// There are few, so they are looked through.
#include "fabric/liveness/asks.h"

namespace fabric::liveness {

bool Asks::has_about(const MemberId& about) const {
    for (const auto& [number, ask] : asks_)
        if (ask.about == about) return true;
    return false;
}

void Asks::erase_about(const MemberId& about) {
    for (std::size_t place = asks_.size(); place-- > 0;)
        if (asks_.at(place).second.about == about) asks_.erase(asks_.at(place).first);
}

std::optional<MemberId> Asks::erase_to(const MemberId& witness) {
    for (const auto& [number, ask] : asks_) {
        if (ask.witness != witness) continue;
        const MemberId about = ask.about;
        asks_.erase(number);
        return about;
    }
    return std::nullopt;
}

}  // namespace fabric::liveness

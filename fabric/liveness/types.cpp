// Names for people, and which text may be shown to them.
#include "fabric/liveness/types.h"

#include <utility>

#include "core/codec/utf8.h"

namespace fabric::liveness {

using core::Error;
using core::Result;

namespace {

bool is_control(char32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
}

}  // namespace

Result<Platform> Platform::from_text(std::string_view text) {
    if (text.size() > size_max) return core::fail(Error::too_large);
    if (!core::codec::is_utf8(text)) return core::fail(Error::malformed);
    Platform platform;
    platform.text_ = text;
    while (!text.empty())
        if (is_control(core::codec::take_code_point(text))) return core::fail(Error::malformed);
    return platform;
}

std::string_view describe(Activity activity) {
    switch (activity) {
        case Activity::active: return "active";
        case Activity::hidden: return "hidden";
        case Activity::freezing: return "about to be frozen";
        case Activity::closing: return "closing";
    }
    std::unreachable();
}

std::string_view describe(Tier tier) {
    switch (tier) {
        case Tier::low_power: return "low power";
        case Tier::web_standard: return "web standard";
        case Tier::native_standard: return "native standard";
        case Tier::high_performance: return "high performance";
    }
    std::unreachable();
}

std::string_view describe(State state) {
    switch (state) {
        case State::expected: return "connected, not heard of";
        case State::present: return "present";
        case State::stale: return "stale";
        case State::unreachable_from_here: return "unreachable from here";
        case State::suspected: return "suspected dead";
    }
    std::unreachable();
}

}  // namespace fabric::liveness

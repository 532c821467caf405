// Tasks in words.
#include "fabric/tasks/types.h"

namespace fabric::tasks {

std::uint64_t size_of(const Content& content) {
    const auto* const bytes = core::get_if<core::Buffer>(&content);
    return bytes ? bytes->size() : core::get<Elsewhere>(content).size;
}

std::string_view describe(State state) {
    switch (state) {
        case State::pending: return "pending";
        case State::leased: return "leased";
        case State::completed: return "completed";
        case State::failed: return "failed";
        case State::cancelled: return "cancelled";
        case State::too_late: return "too-late";
    }
    std::unreachable();
}

std::string_view describe(Ending ending) {
    switch (ending) {
        case Ending::unit_failed: return "unit-failed";
        case Ending::unit_invalid: return "unit-invalid";
        case Ending::too_much: return "too-much";
        case Ending::too_long: return "too-long";
        case Ending::crashed: return "crashed";
        case Ending::no_engine: return "no-engine";
        case Ending::stopped: return "stopped";
        case Ending::given_back: return "given-back";
        case Ending::went: return "went";
        case Ending::fell_silent: return "fell-silent";
    }
    std::unreachable();
}

}  // namespace fabric::tasks

// For how long it is believed that we have written more.
#include "fabric/documents/own_past.h"

namespace fabric::documents {

using core::Instant;

namespace {

// Who slept through more could hear nobody meanwhile.
constexpr core::Duration step_max = std::chrono::seconds{5};

}  // namespace

void OwnPast::run(std::uint64_t known, Instant now) {
    if (runs_since_) time_left_ -= std::clamp(now - *runs_since_, core::Duration::zero(), step_max);
    const bool is_anything_said =
        std::ranges::any_of(claims_, [known](const auto& claim) { return claim.second > known; });
    runs_since_ = is_anything_said && has_time() ? std::optional(now) : std::nullopt;
}

std::optional<Instant> OwnPast::deadline() const {
    if (!runs_since_) return std::nullopt;
    return *runs_since_ + std::min(time_left_, step_max);
}

}  // namespace fabric::documents

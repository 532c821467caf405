// OwnPast is what peers say to have of our own changes beyond those that we know (rules DM12, DM19,
// spec/documents.md). Who may have more holds our writing up: what we wrote then would tell another
// tale. So what is said must be proven, by changes that come; our signature is in them. An
// Authority's word is enough; all others together have so much time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

#include "core/base/time.h"
#include "core/codec/peer_id.h"

namespace fabric::documents {

class OwnPast {
public:
    using PeerId = core::codec::PeerId;

    explicit OwnPast(core::Duration patience) : patience_(patience), time_left_(patience) {}

    // While it is connected it has ours up to the event `counter`.
    void said(const PeerId& by, std::uint64_t counter) { claims_.insert_or_assign(by, counter); }
    void disconnected(const PeerId& peer) { claims_.erase(peer); }
    // One of ours came from others, and was new here.
    void proven() { time_left_ = patience_; }

    // We know ours up to `known`.
    template <class IsTrusted>
    [[nodiscard]] bool may_be_longer_than(std::uint64_t known, IsTrusted is_trusted) const {
        return std::ranges::any_of(claims_, [&](const auto& claim) {
            return claim.second > known && (has_time() || is_trusted(claim.first));
        });
    }

    // Whenever any of that may be different, and at the deadline.
    void run(std::uint64_t known, core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;

private:
    [[nodiscard]] bool has_time() const { return time_left_ > core::Duration::zero(); }

    core::Duration patience_;
    core::Duration time_left_;
    std::optional<core::Instant> runs_since_ = {};
    std::map<PeerId, std::uint64_t> claims_;
};

}  // namespace fabric::documents

// OwnPast is what peers say to have of our own changes beyond those that we know (rules DM12, DM19,
// spec/documents.md). Who may have more holds our writing up: what we wrote then would tell another
// tale. So what is said must be proven, by changes that come; our signature is in them. An
// Authority's word is enough.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "core/base/time.h"
#include "core/codec/peer_id.h"

namespace fabric::documents {

class OwnPast {
public:
    using PeerId = core::codec::PeerId;

    static constexpr std::size_t claims_max = 256;

    explicit OwnPast(core::Duration patience) : patience_(patience) {}

    // It is connected, and has ours up to the event `counter`; we know ours up to `known`.
    void said(const PeerId& by, bool is_trusted, std::uint64_t counter, std::uint64_t known,
              core::Instant now);
    void disconnected(const PeerId& peer, core::Instant now);
    // Who proved nothing meanwhile is not believed any more.
    void expire(std::uint64_t known, core::Instant now);

    [[nodiscard]] bool may_be_longer_than(std::uint64_t known) const;
    [[nodiscard]] std::optional<core::Instant> deadline() const;

private:
    struct Claim {
        std::uint64_t counter = 0;  // While it is connected.
        std::uint64_t highest = 0;
        std::uint64_t known_then = 0;
        core::Duration time_left;  // Runs while it is connected.
        std::optional<core::Instant> prove_by = {};
        bool is_trusted = false;
        bool is_believed = true;
    };

    [[nodiscard]] bool make_room();

    core::Duration patience_;
    std::map<PeerId, Claim> claims_;
};

}  // namespace fabric::documents

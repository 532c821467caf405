// SnapshotReceiver takes the chunks of one snapshot in their order, hashes them, and hands them on
// for keeping (RF35–RF37). A chunk that does not fit is answered with what is wanted instead, so
// that a sender, also another one of the same snapshot, goes on where it was.
#pragma once

#include <optional>

#include "core/base/blake3.h"
#include "core/base/queue.h"
#include "fabric/leadership/events.h"

namespace fabric::leadership {

class SnapshotReceiver {
public:
    enum class Outcome : std::uint8_t { incomplete, complete, corrupt };

    explicit SnapshotReceiver(std::size_t pieces_max) : pieces_(pieces_max) {}

    Outcome receive(const InstallSnapshot& chunk);
    void abandon() { snapshot_.reset(); }

    [[nodiscard]] std::uint64_t received() const { return received_; }
    [[nodiscard]] std::optional<SnapshotPiece> next_piece() { return pieces_.pop(); }

private:
    std::optional<SnapshotMeta> snapshot_;
    std::uint64_t received_ = 0;
    core::Blake3 hash_;
    core::Queue<SnapshotPiece> pieces_;
};

}  // namespace fabric::leadership

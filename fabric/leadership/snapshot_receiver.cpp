// Chunks of a snapshot that comes in.
#include "fabric/leadership/snapshot_receiver.h"

namespace fabric::leadership {

SnapshotReceiver::Outcome SnapshotReceiver::receive(const InstallSnapshot& chunk) {
    if (snapshot_ != chunk.snapshot) {
        snapshot_ = chunk.snapshot;
        received_ = 0;
        hash_ = core::Blake3();
    }
    const bool fits = chunk.offset == received_ &&
                      chunk.data.size() <= snapshot_->size - received_ &&
                      (!chunk.data.empty() || snapshot_->size == received_);
    if (!fits) return Outcome::incomplete;
    SnapshotPiece piece{snapshot_->last.index, received_, {chunk.data.begin(), chunk.data.end()}};
    if (!pieces_.push(std::move(piece))) return Outcome::incomplete;
    hash_.update(chunk.data);
    received_ += chunk.data.size();
    if (received_ < snapshot_->size) return Outcome::incomplete;
    const bool is_whole = hash_.digest() == snapshot_->digest;
    snapshot_.reset();
    received_ = 0;
    return is_whole ? Outcome::complete : Outcome::corrupt;
}

}  // namespace fabric::leadership

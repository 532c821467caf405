// RangeReconciliation finds what differs between two trees by comparing the fingerprints of ranges
// (arXiv 2212.13567), one end of it at each replica. Equal ranges are done with; of those that are
// not, whoever hears of one splits it by its own keys, or says the keys if they are few. It needs
// more rounds than the sketch, and takes nothing on trust but that a key which the peer says it has
// or lacks is one that it has or lacks (rules RG1–RG5, spec/sync.md).
//
//     RangeReconciliation mine(tree, {});
//     send(mine.begin());                             // the other end does not begin
//     … for each frame of theirs: if (const auto answer = TRY(mine.receive(frame))) send(*answer);
//     … until mine.is_settled(): mine.differences()
//
// Frames have a largest size; what does not fit is asked about again. After rounds_max frames of
// the peer's it fails, whatever the peer does: so a lying one can cost that many frames, and as
// many of ours, and nothing else. The tree may change meanwhile; what changes may be told or not.
#pragma once

#include "core/sync/differences.h"
#include "core/sync/merkle_tree.h"
#include "core/sync/range_frame.h"

namespace core::sync {

class RangeReconciliation {
public:
    struct Options {
        std::size_t frame_size_max = std::size_t{63} * 1024;
        // Two thousand keys fit a frame: more than a million in all.
        std::uint32_t rounds_max = 1'024;
    };
    // No less would leave room to get on with. Of the peer's none may be larger than the most.
    static constexpr std::size_t frame_size_min = 1'024;
    static constexpr std::size_t frame_size_max = std::size_t{64} * 1024;

    // The tree outlives this.
    RangeReconciliation(const MerkleTree& tree, const Options& options);

    [[nodiscard]] Buffer begin();
    // Nothing if the frame asked nothing. Error::too_large if there were too many of them or it is
    // too large itself; other errors say that it is not a frame.
    [[nodiscard]] Result<std::optional<Buffer>> receive(Bytes frame);

    // Neither end has anything left to ask.
    [[nodiscard]] bool is_settled() const { return is_settled_; }
    // Each once, in order.
    [[nodiscard]] Differences differences() const;

private:
    // What is left over because a frame is full: asked about again as a whole.
    struct Rest {
        Key from;
        std::optional<Key> to;
    };

    [[nodiscard]] Result<void> take(const RangeItem& item);
    [[nodiscard]] Result<void> take_answer(const RangeItem& item);
    void say(const KeyRange& range);
    void say_keys(const KeyRange& range, std::size_t count);
    void split(const KeyRange& range, std::size_t count);
    void answer(const RangeItem& item);
    // From the writer's position on.
    void leave_for_later(const KeyRange& range);
    [[nodiscard]] Buffer finish();

    const MerkleTree& tree_;
    Options options_;
    std::uint32_t rounds_ = 0;
    bool is_settled_ = false;
    Differences differences_;
    std::vector<Key> said_;  // The keys of our last frame, to which the answers refer.

    // While a frame is being answered.
    RangeFrameWriter writer_;
    std::vector<Key> saying_;
    std::optional<Rest> rest_;
};

}  // namespace core::sync

// Opener is the end of a session that begins it: it says its root, and with it as much as is likely
// to settle the matter in one answer (rules SY2–SY5, spec/sync.md).
#pragma once

#include "core/sync/session.h"

namespace core::sync {

class Opener {
public:
    struct Options {
        Trust trust = Trust::trusted;
        // A guess, by which it chooses how many symbols to send at once. The default makes a first
        // message of 400 bytes.
        std::uint64_t expected_differences = 5;
        // From when it last agreed with this peer.
        std::optional<Index::Mark> remembered{};
        RangeReconciliation::Options ranges{};
    };

    // The index outlives this.
    Opener(const Index& index, const Options& options);

    [[nodiscard]] Message open();
    [[nodiscard]] Step take(const Message& message);

private:
    [[nodiscard]] decltype(Hello::opening) choose();
    [[nodiscard]] Step take_found(const Found& found);
    [[nodiscard]] Step send_more(const More& more);
    [[nodiscard]] Step next_symbols();
    [[nodiscard]] Step begin_ranges();

    const Index& index_;
    Options options_;
    Index::Position position_;  // In which state of the index it said what it said so far.
    bool is_answered_ = false;
    std::uint32_t sent_symbols_ = 0;
    std::vector<Symbol> unsent_symbols_;  // Of those that were asked for.
    std::uint32_t requests_ = 0;
    Found found_;
    std::optional<RangeTalk> ranges_;
};

}  // namespace core::sync

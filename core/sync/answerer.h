// Answerer is the end of a session that was spoken to: it finds out what differs, asks for more
// symbols, or begins with ranges (rules SY2–SY7, spec/sync.md).
#pragma once

#include "core/sync/session.h"

namespace core::sync {

class Answerer {
public:
    struct Options {
        Trust trust = Trust::trusted;
        RangeReconciliation::Options ranges{};
    };

    // The index outlives this.
    Answerer(const Index& index, const Options& options) : index_(index), options_(options) {}

    [[nodiscard]] Step take(const Message& message);

private:
    [[nodiscard]] Step take_hello(const Hello& hello);
    [[nodiscard]] Step take_symbols(const Symbols& symbols);
    [[nodiscard]] Step compare(const WholeSet& theirs);
    [[nodiscard]] std::optional<Step> compare(Index::Position position, const SinceRoot& theirs);
    [[nodiscard]] Step decode();
    [[nodiscard]] Step answer(Way way, std::vector<KeyId> they_lack, std::vector<KeyId> we_lack);
    [[nodiscard]] Step next_part();
    [[nodiscard]] Step begin_ranges();

    const Index& index_;
    Options options_;
    bool is_greeted_ = false;
    std::vector<Symbol> symbols_;     // Theirs.
    std::size_t symbols_wanted_ = 0;  // So many are to be there before the next look at them.
    std::uint32_t requests_ = 0;
    Found untold_;
    std::optional<Told> told_;  // What untold_ is the rest of, to be told here as well.
    std::optional<RangeTalk> ranges_;
};

}  // namespace core::sync

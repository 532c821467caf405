// Every change goes into the tree, some fifteen symbols, one bit of the estimate and the list of
// the latest.
#include "core/sync/index.h"

#include <algorithm>
#include <bit>

#include "core/base/assert.h"

namespace core::sync {
namespace {

// Of small sets: what they take is little, and they grow.
constexpr std::size_t standing_symbols_min = 64;

// What is among the ids more often than among the others, once. Both are in order.
std::vector<KeyId> less(const std::vector<KeyId>& ids, const std::vector<KeyId>& others) {
    std::vector<KeyId> rest;
    std::ranges::set_difference(ids, others, std::back_inserter(rest));
    const auto repeated = std::ranges::unique(rest);
    rest.erase(repeated.begin(), repeated.end());
    return rest;
}

}  // namespace

Index::Index(const SketchKey& key, const Options& options, MerkleTree tree)
    : key_(key),
      hasher_(key),
      options_(options),
      tree_(std::move(tree)),
      recent_(options.recent_changes_max),
      marks_(options.marks_max) {
    ASSERT(options.standing_symbols_max <= symbol_count_max);
    ASSERT(options.recent_changes_max > 0 && options.marks_max > 0);
    keep_more_symbols();
    tree_.visit({}, [this](const Key& entry) {
        estimate_.toggle(hasher_(entry));
        return true;
    });
}

bool Index::insert(const Key& key) {
    if (!tree_.insert(key)) return false;
    change(key, true);
    if (tree_.size() > symbols_.size()) keep_more_symbols();
    return true;
}

bool Index::erase(const Key& key) {
    if (!tree_.erase(key)) return false;
    change(key, false);
    return true;
}

void Index::change(const Key& key, bool is_inserted) {
    const SymbolEntry entry = hasher_(key);
    for (SymbolIndexes in = entry.indexes(); in.current() < symbols_.size(); in.advance())
        symbols_[in.current()].add(entry);
    estimate_.toggle(entry);
    ++position_;
    if (recent_.size() == options_.recent_changes_max) recent_.drop_front();
    static_cast<void>(recent_.push({id_of(key), is_inserted}));
}

// At every doubling of the entries, which makes that two walks past each of them altogether.
void Index::keep_more_symbols() {
    const auto kept = static_cast<std::uint32_t>(symbols_.size());
    const std::size_t entries = std::bit_ceil(std::max<std::size_t>(size(), standing_symbols_min));
    const auto wanted =
        static_cast<std::uint32_t>(std::min<std::size_t>(entries, options_.standing_symbols_max));
    if (wanted <= kept) return;
    std::vector<Symbol> more(wanted - kept);
    sum_up(kept, more);
    symbols_.insert(symbols_.end(), more.begin(), more.end());
}

void Index::sum_up(std::uint32_t first, std::vector<Symbol>& symbols) const {
    const std::size_t end = first + symbols.size();
    tree_.visit({}, [&](const Key& key) {
        const SymbolEntry entry = hasher_(key);
        SymbolIndexes in = entry.indexes();
        while (in.current() < first) in.advance();
        for (; in.current() < end; in.advance()) symbols[in.current() - first].add(entry);
        return true;
    });
}

std::vector<Symbol> Index::symbols(std::uint32_t first, std::uint32_t count) const {
    ASSERT(first <= symbol_count_max && count <= symbol_count_max - first);
    const std::size_t kept_end = std::clamp<std::size_t>(symbols_.size(), first, first + count);
    std::vector<Symbol> wanted;
    wanted.reserve(count);
    for (std::size_t i = first; i < kept_end; ++i) wanted.push_back(symbols_[i]);
    if (wanted.size() == count) return wanted;
    std::vector<Symbol> summed(count - wanted.size());
    sum_up(static_cast<std::uint32_t>(kept_end), summed);
    wanted.insert(wanted.end(), summed.begin(), summed.end());
    return wanted;
}

std::optional<Index::Net> Index::since(Position position) const {
    ASSERT(position.value <= position_);
    const std::uint64_t count = position_ - position.value;
    if (count > recent_.size()) return std::nullopt;
    std::vector<KeyId> inserted;
    std::vector<KeyId> erased;
    for (std::size_t i = recent_.size() - static_cast<std::size_t>(count); i < recent_.size(); ++i)
        (recent_[i].is_inserted ? inserted : erased).push_back(recent_[i].id);
    std::ranges::sort(inserted);
    std::ranges::sort(erased);
    return Net{less(inserted, erased), less(erased, inserted)};
}

Index::Mark Index::mark() {
    const Mark mark{tree_.root(), position()};
    if (!marks_.empty() && marks_[marks_.size() - 1].position == mark.position) return mark;
    if (marks_.size() == options_.marks_max) marks_.drop_front();
    static_cast<void>(marks_.push(mark));
    return mark;
}

std::optional<Index::Position> Index::position_of(const Blake3Digest& root) const {
    if (tree_.root() == root) return position();
    for (std::size_t i = marks_.size(); i-- > 0;)
        if (marks_[i].root == root) return marks_[i].position;
    return std::nullopt;
}

}  // namespace core::sync

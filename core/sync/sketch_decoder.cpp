// Peeling: whatever symbol is of one entry names it; taken out of all its symbols, it leaves others
// of one entry.
#include "core/sync/sketch_decoder.h"

#include <algorithm>

#include "core/base/assert.h"

namespace core::sync {
namespace {

constexpr std::uint8_t one_of_theirs = 1;
constexpr std::uint8_t one_of_ours = 0xff;

KeyId id_from(const WordPair& words) {
    KeyId id;
    std::memcpy(id.bytes.data(), words.data(), sizeof words);
    return id;
}

}  // namespace

void SketchDecoder::add(std::span<const Symbol> theirs, std::span<const Symbol> ours) {
    ASSERT(theirs.size() == ours.size() && theirs.size() <= symbol_count_max - symbols_.size());
    const std::uint32_t begin = symbol_count();
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        symbols_.push_back(theirs[i]);
        symbols_.back().subtract(ours[i]);
    }
    for (std::uint32_t index = begin; index < symbol_count(); ++index)
        if (may_be_one_entry(index)) candidates_.push_back(index);
    for (Peeled& peeled : peeled_) take_out(peeled);
    peel();
}

bool SketchDecoder::may_be_one_entry(std::uint32_t index) const {
    const std::uint8_t count = symbols_[index].count;
    return count == one_of_theirs || count == one_of_ours;
}

// Of all symbols that it has not been taken out of.
void SketchDecoder::take_out(Peeled& peeled) {
    for (; peeled.next.current() < symbol_count(); peeled.next.advance()) {
        const std::uint32_t index = peeled.next.current();
        Symbol& symbol = symbols_[index];
        peeled.is_theirs ? symbol.remove(peeled.entry) : symbol.add(peeled.entry);
        if (may_be_one_entry(index)) candidates_.push_back(index);
    }
}

void SketchDecoder::peel() {
    while (!candidates_.empty()) {
        const std::uint32_t index = candidates_.back();
        candidates_.pop_back();
        if (!may_be_one_entry(index)) continue;
        const Symbol& symbol = symbols_[index];
        const SymbolEntry entry = hasher_(symbol.id);
        if (entry.check != symbol.check) continue;
        if (peeled_.size() == symbols_.size()) {
            is_broken_ = true;
            return;
        }
        peeled_.push_back({entry, symbol.count == one_of_theirs, entry.indexes()});
        take_out(peeled_.back());
    }
}

bool SketchDecoder::is_complete() const {
    return !is_broken_ && !symbols_.empty() && std::ranges::all_of(symbols_, &Symbol::is_zero);
}

std::vector<SketchDecoder::Found> SketchDecoder::found() const {
    std::vector<Found> found;
    found.reserve(peeled_.size());
    for (const Peeled& peeled : peeled_)
        found.push_back({id_from(peeled.entry.id), peeled.is_theirs});
    return found;
}

}  // namespace core::sync

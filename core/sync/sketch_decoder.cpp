// Peeling: whatever symbol is of one entry names it; taken out of all its symbols, it leaves others
// of one entry.
#include "core/sync/sketch_decoder.h"

#include <algorithm>

#include "core/base/assert.h"

namespace core::sync {

void SketchDecoder::add(std::span<const Symbol> theirs, std::span<const Symbol> ours) {
    ASSERT(theirs.size() == ours.size() && theirs.size() <= symbol_count_max - symbols_.size());
    const std::uint32_t begin = symbol_count();
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        symbols_.push_back(theirs[i]);
        symbols_.back().add(ours[i]);
    }
    for (std::uint32_t index = begin; index < symbol_count(); ++index) candidates_.push_back(index);
    for (Peeled& peeled : peeled_) take_out(peeled);
    peel();
}

// Of all symbols that it has not been taken out of.
void SketchDecoder::take_out(Peeled& peeled) {
    for (; peeled.next.current() < symbol_count(); peeled.next.advance()) {
        symbols_[peeled.next.current()].add(peeled.entry);
        candidates_.push_back(peeled.next.current());
    }
}

void SketchDecoder::peel() {
    while (!candidates_.empty()) {
        const Symbol& symbol = symbols_[candidates_.back()];
        candidates_.pop_back();
        if (symbol.is_zero()) continue;
        const SymbolEntry entry = hasher_(symbol.id);
        if (entry.check != symbol.check) continue;
        if (peeled_.size() == symbols_.size()) {
            is_broken_ = true;
            return;
        }
        peeled_.push_back({entry, entry.indexes()});
        take_out(peeled_.back());
    }
}

bool SketchDecoder::is_complete() const {
    return !is_broken_ && !symbols_.empty() && std::ranges::all_of(symbols_, &Symbol::is_zero);
}

std::vector<KeyId> SketchDecoder::found() const {
    std::vector<KeyId> ids;
    ids.reserve(peeled_.size());
    for (const Peeled& peeled : peeled_) {
        KeyId& id = ids.emplace_back();
        std::memcpy(id.bytes.data(), peeled.entry.id.data(), sizeof peeled.entry.id);
    }
    std::ranges::sort(ids);
    // What a row that means nothing gave twice, it gave and took back.
    std::vector<KeyId> odd;
    odd.reserve(ids.size());
    for (const KeyId& id : ids)
        if (!odd.empty() && odd.back() == id)
            odd.pop_back();
        else
            odd.push_back(id);
    return odd;
}

}  // namespace core::sync

// A document's history, and what waits.
#include "fabric/documents/all_records.h"

namespace fabric::documents {

AllRecords::AllRecords(const SharedDocument& document)
    : document_(document), changes_(document.replica().history(), {}) {
    for (const auto& [place, item] : document.replica().history().waiting().items())
        waiting_.push_back(item.bytes);
}

core::Result<std::optional<core::Buffer>> AllRecords::next() {
    const auto change = TRY(changes_.next());
    if (change) return TRY(document_.record_of(change->bytes));
    if (waiting_.empty()) return std::nullopt;
    const core::Buffer bytes = std::move(waiting_.back());
    waiting_.pop_back();
    return TRY(document_.record_of(bytes));
}

}  // namespace fabric::documents

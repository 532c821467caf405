// What is owed, and its records.
#include "fabric/node/promises.h"

#include "core/base/reader.h"
#include "core/codec/message_bytes.h"

namespace fabric::node {

using core::Error;
using core::Result;
using quorum::Policy;

core::Buffer write_promise(const Promise& promise) {
    core::codec::MessageBytes bytes(64);
    bytes.number(promise.writes.document.value);
    bytes.number(promise.writes.sequences.begin);
    bytes.number(promise.writes.sequences.end);
    bytes.writer().u8(static_cast<std::uint8_t>(promise.kind));
    bytes.number(promise.need);
    return bytes.take();
}

Result<Promise> read_promise(core::Bytes bytes) {
    core::Reader reader(bytes);
    Promise promise;
    promise.writes.document = quorum::Document{TRY(core::codec::read_varint(reader))};
    promise.writes.sequences.begin = TRY(core::codec::read_varint(reader));
    promise.writes.sequences.end = TRY(core::codec::read_varint(reader));
    const std::uint8_t kind = TRY(reader.u8());
    const std::uint64_t need = TRY(core::codec::read_varint(reader));
    TRY(reader.expect_end());
    const core::Range& range = promise.writes.sequences;
    const bool is_known = kind <= static_cast<std::uint8_t>(Policy::Kind::strict_quorum);
    if (range.begin == 0 || range.begin >= range.end || !is_known || need > UINT32_MAX)
        return core::fail(Error::malformed);
    promise.kind = Policy::Kind{kind};
    promise.need = static_cast<std::uint32_t>(need);
    return promise;
}

void Promises::remove(const quorum::Writes& writes) {
    for (auto at = open_.begin(); at != open_.end();) {
        if (at->first.document == writes.document) at->second.remove(writes.sequences);
        at = at->second.empty() ? open_.erase(at) : std::next(at);
    }
}

void Promises::take(const Promise& promise) {
    remove(promise.writes);
    if (const auto kept = kept_.find(promise.writes.document); kept != kept_.end()) {
        kept->second.remove(promise.writes.sequences);
        if (kept->second.empty()) kept_.erase(kept);
    }
    if (promise.kind == Policy::Kind::local) return;
    open_[{promise.writes.document, promise.kind, promise.need}].add(promise.writes.sequences);
}

void Promises::note_kept(const quorum::Writes& writes) {
    remove(writes);
    kept_[writes.document].add(writes.sequences);
    kept_count_ += writes.sequences.end - writes.sequences.begin;
}

std::optional<Promise> Promises::next_kept() {
    if (kept_count_ < kept_count_min) return std::nullopt;
    if (kept_.empty()) {
        kept_count_ = 0;
        return std::nullopt;
    }
    auto& [document, sequences] = *kept_.begin();
    const core::Range range = *sequences.begin();
    const Promise kept{{document, range}};
    sequences.remove(range);
    if (sequences.empty()) kept_.erase(kept_.begin());
    return kept;
}

}  // namespace fabric::node

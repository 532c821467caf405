// What all who go through changes of a text ask of them.
#pragma once

#include <algorithm>

#include "core/codec/utf8.h"
#include "core/crdt/text/text.h"

namespace core::crdt {

// In events of its author.
[[nodiscard]] inline std::uint32_t size_of(const TextChange& change) {
    if (const auto* const insertion = get_if<TextInsertion>(&change.what))
        return static_cast<std::uint32_t>(codec::code_point_count(insertion->characters));
    if (const auto* const run = get_if<ErasureRun>(&change.what)) return run->count;
    return 1;
}

// What an erasure deletes, `visit(Deletion)`, as long as that returns true.
template <class Visit>
bool each_deletion(const TextChange& change, Visit visit) {
    if (const auto* const erasure = get_if<TextErasure>(&change.what))
        return std::ranges::all_of(erasure->deletions, visit);
    const auto& run = get<ErasureRun>(change.what);
    const Dot first = run.is_backwards ? run.target_at(run.count - 1) : run.target;
    return visit(sequence::Deletion{first, run.count});
}

}  // namespace core::crdt

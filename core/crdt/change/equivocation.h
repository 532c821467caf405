// Equivocation is two tales of one author: two signed changes that no honest author makes both
// (rule CH5, spec/change.md).
#pragma once

#include "core/crdt/change/change.h"

namespace core::crdt {

// Whoever has the author's key can check it: both signatures, and contradict(). `one` is the
// change that `sequence` numbers; `other` has the same number, or the next one and names another
// hash than that of `one` as `previous`.
struct Equivocation {
    Author author;
    std::uint64_t sequence = 0;
    Buffer one;
    Buffer other;
};

// Whether two changes are one in the sense above, in this order. Says nothing about signatures.
[[nodiscard]] bool contradict(Bytes one, Bytes other);

}  // namespace core::crdt

// Telling two tales from one.
#include "core/crdt/change/equivocation.h"

namespace core::crdt {

bool contradict(Bytes one, Bytes other) {
    const Result<Change> first = read_change(one);
    const Result<Change> second = read_change(other);
    if (!first || !second || first->author != second->author) return false;
    if (first->sequence == second->sequence) return !equal(one, other);
    return second->sequence == first->sequence + 1 && second->previous != hash_of_change(one);
}

}  // namespace core::crdt

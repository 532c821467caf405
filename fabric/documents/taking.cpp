// Changes of others, and the journal.
#include <utility>

#include "core/base/assert.h"
#include "fabric/documents/rules.h"
#include "fabric/documents/shared_document.h"
#include "fabric/documents/vouching.h"

namespace fabric::documents {

using core::Bytes;
using core::Instant;
using core::Result;
using Verdict = core::crdt::History::Verdict;

Result<void> SharedDocument::restore(Bytes bytes) {
    const ChangeRecord record = TRY(read_change_record(bytes));
    TRY(keys_.add(record.author));
    static_cast<void>(TRY(replica_.take(record.signed_change)));
    note_own_count();
    frontiers_.add(record);
    return {};
}

// Our own changes may come from the journal, and from others if that was lost.
void SharedDocument::note_own_count() {
    core::crdt::Version known;
    const std::uint64_t counted = own_last_counters_.empty() ? 0 : own_last_counters_.back();
    for (const auto& [author, counter] : replica_.history().version())
        known.include({author, author == replica_.author() ? counted : counter});
    if (replica_.history().version()[replica_.author()] == counted) return;
    core::crdt::ChangesSince changes(replica_.history(), known);
    for (auto change = changes.next(); change && *change; change = changes.next())
        own_last_counters_.push_back((*change)->last_counter);
}

// Looked at in the order of what it costs.
std::expected<SharedDocument::TakenChange, ChangeRefusal> SharedDocument::take(
    Bytes bytes, const core::sync::Key* claimed) {
    const auto record = read_change_record(bytes);
    if (!record || (claimed && key_of(*record) != *claimed))
        return std::unexpected(ChangeRefusal::malformed);
    return take(*record, bytes, Signature::unchecked);
}

std::expected<SharedDocument::TakenChange, ChangeRefusal> SharedDocument::take(
    const ChangeRecord& record, Bytes bytes, Signature signature) {
    const core::sync::Key key = key_of(record);
    if (frontiers_.contains(record)) return TakenChange{true};
    if (unsafe_.contains(key)) return TakenChange{false};
    const auto counted = writers_.counted(record.author, id());
    if (!counted) return std::unexpected(ChangeRefusal::may_not_write);
    if (unrecorded_size_ + bytes.size() > options_.unrecorded_size_max)
        return std::unexpected(ChangeRefusal::no_room);
    if (!is_genuine(record, signature)) return std::unexpected(ChangeRefusal::signature_wrong);
    if (!keys_.add(record.author)) return std::unexpected(ChangeRefusal::no_room);
    close_own();
    count(record.change.author, *counted);
    auto taken = replica_.take(record.signed_change);
    if (!taken) return std::unexpected(ChangeRefusal::contradiction);
    for (auto& proof : taken->proofs) note_proof(std::move(proof));
    switch (taken->verdict) {
        case Verdict::quarantined: return std::unexpected(ChangeRefusal::author_quarantined);
        case Verdict::known: return TakenChange{false};
        case Verdict::delivered:
        case Verdict::waiting: break;
    }
    note_own_count();
    push({bytes.begin(), bytes.end()}, key);
    return TakenChange{false};
}

bool SharedDocument::is_genuine(const ChangeRecord& record, Signature signature) const {
    if (signature == Signature::right) return true;
    const bool is_signed = signature == Signature::unchecked && rules::is_genuine(record, id());
    return is_signed || is_waited_for(record, replica_.history());
}

// Void changes are kept and handed on as all others: who has them is equal in that too.
void SharedDocument::count(core::crdt::Author author, std::uint64_t changes) {
    if (replica_.cuts()[author] == changes) return;
    core::crdt::Cuts cuts = replica_.cuts();
    cuts.set(author, changes);
    const auto is_anew = replica_.set_cuts(std::move(cuts));
    ASSERT(is_anew);  // Nothing is forgotten here.
    has_changed_ |= *is_anew;
}

void SharedDocument::count_anew(Instant now) {
    close_own();
    core::crdt::Cuts cuts;
    // What is here of somebody who may not write is our own, until we may.
    for (const auto& [author, key] : keys_)
        cuts.set(author, writers_.counted(key, id()).value_or(core::crdt::all_changes));
    const auto is_anew = replica_.set_cuts(std::move(cuts));
    ASSERT(is_anew);
    has_changed_ |= *is_anew;
    // Others may say something else too.
    for (auto& [peer, state] : peers_) {
        state.refused.again_wait = {};
        if (state.refused.again_at) state.refused.again_at = now + options_.refused_again_min;
    }
}

std::expected<void, ChangeRefusal> SharedDocument::take_record(Bytes record) {
    const auto taken = take(record, nullptr);
    if (!taken) return std::unexpected(taken.error());
    return {};
}

Result<core::Buffer> SharedDocument::own_record(std::uint64_t sequence) const {
    ASSERT(sequence > 0 && sequence <= own_count());
    core::crdt::Version known = replica_.history().version();
    const std::uint64_t before =
        sequence == 1 ? 0 : own_last_counters_[static_cast<std::size_t>(sequence - 2)];
    core::crdt::Version without;
    for (const auto& [author, counter] : known)
        without.include({author, author == replica_.author() ? before : counter});
    core::crdt::ChangesSince changes(replica_.history(), without);
    const auto change = TRY(changes.next());
    if (!change) return core::fail(core::Error::value_missing);
    return record_of(change->bytes);
}

void SharedDocument::push(core::Buffer record, const core::sync::Key& key) {
    unrecorded_size_ += record.size();
    ++taken_count_;
    has_changed_ = true;
    unsafe_.insert(key);
    const bool has_room = unrecorded_.push({std::move(record), key});
    ASSERT(has_room);
}

std::optional<Bytes> SharedDocument::next_record() const {
    if (unrecorded_.empty()) return std::nullopt;
    return unrecorded_.front().record;
}

void SharedDocument::recorded() {
    auto pending = unrecorded_.pop();
    ASSERT(pending);
    unrecorded_size_ -= pending->record.size();
    const bool has_room = unsynced_.push(*std::move(pending));
    ASSERT(has_room);
}

void SharedDocument::synced(Instant now) {
    auto pending = unsynced_.pop();
    ASSERT(pending);
    const auto record = read_change_record(pending->record);
    ASSERT(record);
    frontiers_.add(*record);
    unsafe_.erase(pending->key);
    const bool is_own = record->author == own_key_;
    if (is_own && own_unsafe_count_ > 0) --own_unsafe_count_;
    const std::uint64_t sequence = record->change.sequence;
    broadcast_.add({pending->key, std::move(pending->record)}, now);
    if (is_own) tell(OwnJournaled{{sequence, sequence + 1}});
    ++synced_count_;
    answer_bulks();
    hear_broadcast(now);
}

}  // namespace fabric::documents

// What goes into the journal, and snapshots.
#include "core/base/assert.h"
#include "fabric/ordering/ordering.h"

namespace fabric::ordering {

using core::Instant;
using leadership::SnapshotMeta;
using leadership::Ticket;

void Ordering::push(Record record) {
    const bool has_room = unrecorded_.push(std::move(record));
    ASSERT(has_room);
}

std::optional<core::Bytes> Ordering::next_record() const {
    if (unrecorded_.empty()) return std::nullopt;
    return unrecorded_.front().bytes;
}

void Ordering::recorded() {
    auto record = unrecorded_.pop();
    ASSERT(record && kept_.take(record->bytes));
    record->bytes = {};
    const bool has_room = unsynced_.push(*std::move(record));
    ASSERT(has_room);
}

void Ordering::synced(Instant now) {
    now_ = now;
    const auto record = unsynced_.pop();
    ASSERT(record && raft_);
    core::match(record->what,
                core::Cases{[&](const Ticket& ticket) { raft_->persisted(ticket, now); },
                            [&](const SnapshotMeta& snapshot) {
                                is_snapshot_on_its_way_ = false;
                                // One may have come in from who leads.
                                if (snapshot.last.index <= snapshot_.last.index) return;
                                snapshot_ = snapshot;
                                content_ = std::move(next_content_);
                                raft_->snapshot_taken(snapshot, now);
                            },
                            [&](const Place& since) {
                                known_since_ = since;
                                raft_->trust(since, now);
                            }});
    settle();
}

void Ordering::keep(const leadership::PersistOrder& order) {
    core::Buffer installed;
    if (order.install) {
        installed = std::exchange(staged_, {});
        snapshot_ = order.install->snapshot;
        content_ = installed;
        take_content();
        applied_ = snapshot_.last;
        wants_snapshot_ = false;
        end_proposals_in_snapshot();
    }
    push({write_order_record(order, installed), order.ticket});
}

void Ordering::take_piece(leadership::SnapshotPiece piece) {
    if (piece.offset == 0) staged_.clear();
    ASSERT(piece.offset == staged_.size());
    core::append(staged_, piece.bytes);
}

void Ordering::take_snapshot() {
    wants_snapshot_ = false;
    // Where one from who leads waits for its order, what was applied is gone from the log.
    if (applied_.index <= snapshot_.last.index || applied_.index < raft_->log().base().index)
        return;
    SnapshotMeta snapshot = raft_->describe_snapshot(applied_.index);
    next_content_ = write_content({recent_.write(), owner_.applied_state()});
    if (next_content_.size() > content_size_max) return;  // The log goes on without one.
    snapshot.size = next_content_.size();
    snapshot.digest = core::blake3(next_content_);
    is_snapshot_on_its_way_ = true;
    push({write_snapshot_record(snapshot, next_content_), snapshot});
}

// Of what cannot be read nothing is remembered: a command that comes again may stand twice.
void Ordering::take_content() {
    recent_ = {};
    const auto content = read_content(content_);
    if (!content) return;
    recent_ = RecentCommands::read(content->recent).value_or(RecentCommands{});
    if (!content->state.empty()) tell(StateIs{content->state});
}

// They are not handed out any more.
void Ordering::end_proposals_in_snapshot() {
    std::erase_if(own_proposals_,
                  [&](const Place& place) { return place.index <= snapshot_.last.index; });
    std::vector<Place> places;
    for (const auto& [place, proposal] : proposals_)
        if (place.index <= snapshot_.last.index) places.push_back(place);
    for (const Place& place : places) {
        const auto known = recent_.find(proposals_.at(place).key);
        end_proposal(place, known ? Answer(*known) : Answer(NotOrderedReason::later));
    }
}

}  // namespace fabric::ordering

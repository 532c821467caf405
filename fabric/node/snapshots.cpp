// Snapshots of all that a node has, and what is owed to writers.
#include "core/base/assert.h"
#include "fabric/node/node.h"
#include "fabric/node/rules.h"

namespace fabric::node {

using core::Bytes;
using core::Instant;

void Node::note(core::store::StoreEvent event) {
    using namespace core::store;
    if (const auto* const of = core::get_if<SnapshotEvent>(&event)) {
        // What came of one before is worth nothing. One that was written while the node is open may
        // be refused too, which changes nothing.
        const bool is_another = core::holds_alternative<SnapshotBegun>(*of) ||
                                core::holds_alternative<SnapshotRefused>(*of);
        if (is_another && !is_open_) {
            forget_restored();
            restoring_ = {};
            is_unreadable_ = false;
        }
        // Pieces that are left belong to it.
        if (core::holds_alternative<SnapshotFailed>(*of)) snapshot_.reset();
        if (core::holds_alternative<SnapshotRefused>(*of) && !is_open_) has_lost_ = true;
    }
    if (core::holds_alternative<SnapshotWanted>(event)) return begin_snapshot();
    tell(StorageTold{std::move(event)});
}

void Node::take_state(Bytes piece) {
    if (!restoring_.receive(piece)) is_unreadable_ = true;
    while (const auto record = restoring_.next_record()) restore(record->type, record->bytes);
}

void Node::begin_snapshot() {
    if (!store_.begin_snapshot()) return;
    std::vector<StateWriter::DocumentOf> documents;
    for (const auto& [number, document] : documents_)
        documents.push_back({number, document->shared.get()});
    snapshot_.emplace(state_records(), std::move(documents));
}

// All but the changes.
std::vector<StateRecord> Node::state_records() const {
    std::vector<StateRecord> records;
    if (!mesh_) return records;
    records.push_back({record_types::mesh,
                       write_mesh_record({mesh_->log.genesis(), membership::clone(mesh_->secret),
                                          mesh_->is_founded_here})});
    for (const Bytes entry : mesh_->log.lacking({}, SIZE_MAX))
        records.push_back({record_types::member, {entry.begin(), entry.end()}});
    for (const auto& [number, document] : documents_)
        records.push_back(
            {record_types::document, write_document_record({number, document->name})});
    for (const auto& [number, document] : documents_)
        if (document->brought_by)
            records.push_back(
                {record_types::brought, write_brought_record({number, *document->brought_by})});
    if (doubt_ != Doubt::none) records.push_back({record_types::doubt, write_doubt(doubt_)});
    promises_.for_each([&](const Promise& promise) {
        records.push_back({record_types::promise, write_promise(promise)});
    });
    if (ordering_)
        for (core::Buffer& record : ordering_->state_records())
            records.push_back({record_types::ordering, std::move(record)});
    if (working_)
        for (core::Buffer& blob : working_->kept_blobs())
            records.push_back({record_types::blob, std::move(blob)});
    std::erase_if(records,
                  [](const StateRecord& record) { return !rules::is_in_snapshots(record.type); });
    return records;
}

void Node::write_snapshot() {
    while (snapshot_ && store_.snapshot_room() > 0) {
        const auto piece = snapshot_->next_piece(store_.snapshot_room());
        if (!piece) {
            snapshot_.reset();
            return store_.abandon_snapshot();
        }
        if (piece->empty()) {
            snapshot_.reset();
            return store_.finish_snapshot();
        }
        store_.write_snapshot(*piece);
    }
}

// Without room in the journal it is not counted anew after a restart.
void Node::keep_promise(const Promise& promise) {
    promises_.take(promise);
    static_cast<void>(keep(record_types::promise, write_promise(promise)));
}

void Node::hear_quorum(const quorum::Event& event) {
    core::match(event,
                core::Cases{[&](const quorum::Told& told) {
                                if (told.status.state == quorum::State::durable)
                                    promises_.note_kept(quorum::only(told.write));
                                if (told.status.state >= quorum::State::durable)
                                    std::erase_if(ordering_writes_, [&](const auto& entry) {
                                        return entry.second == told.write;
                                    });
                            },
                            [&](const quorum::Upgraded& told) { promises_.note_kept(told.writes); },
                            [&](const quorum::FellBelow& told) {
                                keep_promise({told.writes, told.policy.kind, told.policy.need});
                            },
                            [](const quorum::Warned&) {}});
    while (const auto kept = promises_.next_kept())
        static_cast<void>(keep(record_types::promise, write_promise(*kept)));
}

// What was promised and is not known to be kept (QM17).
void Node::resume_promises(Instant now) {
    promises_.for_each([&](const Promise& promise) {
        const auto at = documents_.find(DocumentNumber{promise.writes.document.value});
        if (at == documents_.end()) return;
        quorum::Writes writes = promise.writes;
        writes.sequences.end = std::min(writes.sequences.end, at->second->shared->own_count() + 1);
        if (writes.sequences.begin >= writes.sequences.end) return;
        // What finds no room is not counted.
        static_cast<void>(quorum_.resume(writes, {promise.kind, promise.need}, now));
    });
}

}  // namespace fabric::node

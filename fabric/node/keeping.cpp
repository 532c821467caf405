// The journal: what is kept, what was kept, and what follows when it is safe.
#include "core/base/assert.h"
#include "fabric/node/node.h"

namespace fabric::node {

using core::Bytes;
using core::Instant;
using core::store::JournalEvent;
using core::store::RecordType;

bool Node::keep(core::store::RecordType type, Bytes bytes) {
    return store_.append(type, bytes).has_value();
}

void Node::hear_store(Instant now) {
    while (true) {
        if (auto event = store_.next_event()) {
            if (const auto* const journal = core::get_if<JournalEvent>(&*event))
                note(*journal, now);
            else
                note(*std::move(event));
        } else if (const auto piece = store_.next_piece()) {
            take_state(*piece);
        } else if (const auto record = store_.next_record()) {
            restore(record->type, record->payload);
        } else {
            return;
        }
    }
}

void Node::note(const JournalEvent& event, Instant now) {
    core::match(event, core::Cases{[&](const core::store::Opened&) {
                                       is_open_ = true;
                                       tell(Opened{mesh_ != nullptr});
                                       if (mesh_) {
                                           tell(MeshIs{mesh_->log.mesh(), Origin::kept});
                                           begin_ordering(now);
                                           resume_promises(now);
                                           note_members(now);
                                       } else if (options_.found_after) {
                                           found_at_ = now + *options_.found_after;
                                       }
                                       knock_everywhere(now);
                                   },
                                   [&](const core::store::Acknowledged&) { note_synced(now); },
                                   [&](const core::store::SpaceBack&) {
                                       for (const auto& [number, document] : documents_)
                                           unsettled_.insert(number);
                                       tell(StorageTold{event});
                                   },
                                   [&](const core::store::Stopped&) {
                                       is_storage_gone_ = true;
                                       if (ordering_) ordering_->storage_failed(now);
                                       tell(StorageTold{event});
                                   },
                                   [&](const auto&) { tell(StorageTold{event}); }});
}

// A record that cannot be read is as one that was lost: others have what it said.
void Node::restore(RecordType type, Bytes bytes) {
    if (type == record_types::mesh) {
        auto mesh = read_mesh_record(bytes);
        if (!mesh) return;
        forget_restored();
        if (mesh->is_founded_here) kept_order_ = ordering::Kept::founding(self_);
        set_mesh(*std::move(mesh));
    } else if (type == record_types::member && mesh_) {
        static_cast<void>(mesh_->log.take(bytes));
    } else if (type == record_types::document && mesh_) {
        const auto document = read_document_record(bytes);
        if (document && !documents_.contains(document->number))
            add_document(document->number, document->name, now_);
    } else if (type == record_types::change && mesh_) {
        const auto change = read_numbered_change(bytes);
        const auto at = change ? documents_.find(change->document) : documents_.end();
        if (at != documents_.end()) static_cast<void>(at->second->shared->restore(change->record));
    } else if (type == record_types::ordering && mesh_) {
        is_order_unreadable_ = !kept_order_.take(bytes);
    } else if (type == record_types::promise && mesh_) {
        if (const auto promise = read_promise(bytes)) promises_.take(*promise);
    }
}

void Node::note_synced(Instant now) {
    while (!syncing_.empty() && syncing_.front().end <= store_.acknowledged()) {
        const Syncing synced = *syncing_.pop();
        core::match(synced.what, core::Cases{[&](const SyncedChange& change) {
                                                 const auto at = documents_.find(change.document);
                                                 if (at == documents_.end()) return;
                                                 at->second->shared->synced(now);
                                                 unsettled_.insert(change.document);
                                             },
                                             [&](const SyncedEntry& entry) {
                                                 if (!mesh_) return;
                                                 mesh_->exchange.tell(entry.hash);
                                                 if (entry.let_in)
                                                     answer_grant(*entry.let_in,
                                                                  membership::LetIn{}, now);
                                             },
                                             [&](const SyncedOrdering&) {
                                                 if (ordering_) ordering_->synced(now);
                                             }});
    }
    // All that there is, is in every snapshot: nothing in front of its end is needed by others.
    store_.note_needs(store_.acknowledged(), store_.acknowledged());
    // Records that the journal had no room for may find some now.
    for (const auto& [number, document] : documents_)
        if (document->shared->next_record()) unsettled_.insert(number);
}

void Node::keep_changes(DocumentNumber number, Document& document) {
    while (const auto record = document.shared->next_record()) {
        const auto kept = store_.append_encoded(
            record_types::change,
            [&](core::BufferWriter& writer) { write_numbered_change(writer, {number, *record}); });
        if (!kept) return;  // It waits, and is tried again when something was synced.
        document.shared->recorded();
        const bool has_room = syncing_.push({store_.end(), SyncedChange{number}});
        ASSERT(has_room);
    }
}

}  // namespace fabric::node

// The journal: what is kept, what was kept, and what follows when it is safe.
#include "core/base/assert.h"
#include "fabric/node/node.h"
#include "fabric/node/rules.h"

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
    core::match(event, core::Cases{[&](const core::store::Opened&) { note_opened(now); },
                                   [&](const core::store::Acknowledged&) { note_synced(now); },
                                   [&](const core::store::Lost&) {
                                       // A vote may have been in it.
                                       if (!is_open_) kept_order_.distrust();
                                       if (!is_open_) has_lost_ = true;
                                       tell(StorageTold{event});
                                   },
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

void Node::note_opened(Instant now) {
    // Whoever founded another mesh in place of one that is there would have lost it.
    if (is_unreadable_) return tell(KeptUnreadable{});
    if (is_invited_elsewhere()) return tell(InviteElsewhere{*invited_to_, *mesh_id()});
    is_open_ = true;
    // An end of doubt that was kept is of a loss before.
    if (doubt_ == Doubt::here || has_lost_ || (!mesh_ && options_.may_have_forgotten))
        begin_doubt(now);
    tell(Opened{mesh_ != nullptr});
    if (mesh_) {
        tell(MeshIs{mesh_->log.mesh(), Origin::kept});
        begin_ordering(now);
        begin_notes(now);
        begin_work(now);
        if (rules::resumes_promises()) resume_promises(now);
        note_members(now);
    } else if (options_.found_after) {
        found_at_ = now + *options_.found_after;
    }
    knock_everywhere(now);
}

// One of a mesh's records that cannot be read is as one that was lost: others have what it said.
void Node::restore(RecordType type, Bytes bytes) {
    if (type == record_types::mesh) {
        auto mesh = read_mesh_record(bytes);
        forget_restored();
        is_unreadable_ = !mesh;
        if (!mesh) return;
        if (mesh->is_founded_here) kept_order_ = ordering::Kept::founding(self_);
        set_mesh(*std::move(mesh));
    } else if (!mesh_) {
        is_unreadable_ = true;  // Whose mesh this is of was lost.
    } else if (type == record_types::blob) {
        kept_blobs_.emplace_back(bytes.begin(), bytes.end());
    } else if (type == record_types::member) {
        static_cast<void>(mesh_->log.take(bytes));
    } else if (type == record_types::document) {
        const auto document = read_document_record(bytes);
        if (document && !documents_.contains(document->number))
            add_document(document->number, document->name, now_);
    } else if (type == record_types::brought) {
        const auto brought = read_brought_record(bytes);
        const auto at = brought ? documents_.find(brought->document) : documents_.end();
        if (at != documents_.end()) at->second->brought_by = brought->by;
    } else if (type == record_types::change) {
        const auto change = read_numbered_change(bytes);
        const auto at = change ? documents_.find(change->document) : documents_.end();
        if (at != documents_.end()) static_cast<void>(at->second->shared->restore(change->record));
    } else if (type == record_types::proof) {
        const auto proof = read_numbered_change(bytes);
        const auto at = proof ? documents_.find(proof->document) : documents_.end();
        if (at != documents_.end())
            static_cast<void>(at->second->shared->restore_proof(proof->record));
    } else if (type == record_types::ordering) {
        static_cast<void>(kept_order_.take(bytes));  // It remembers that it could not.
    } else if (type == record_types::doubt) {
        doubt_ = read_doubt(bytes);
    } else if (type == record_types::promise) {
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
                                                 looks_for_revoked_ = true;
                                                 if (entry.let_in)
                                                     answer_grant(*entry.let_in,
                                                                  membership::LetIn{}, now);
                                             },
                                             [&](const SyncedOrdering& record) {
                                                 if (record.mesh_count == mesh_count_)
                                                     ordering_->synced(now);
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
    while (const auto proof = document.shared->next_proof())
        static_cast<void>(store_.append_encoded(
            record_types::proof,
            [&](core::BufferWriter& writer) { write_numbered_change(writer, {number, *proof}); }));
}

}  // namespace fabric::node

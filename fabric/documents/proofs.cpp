// Two tales in bytes, and what is done about them.
#include "fabric/documents/proofs.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"
#include "fabric/documents/rules.h"
#include "fabric/documents/shared_document.h"

namespace fabric::documents {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::Result;

Buffer write_proof(const ProofRecord& record) {
    Buffer bytes;
    core::BufferWriter writer(bytes, SIZE_MAX);
    writer.bytes(record.author.view());
    core::codec::write_varint(writer, record.proof.one.size());
    writer.bytes(record.proof.one);
    writer.bytes(record.proof.other);
    return bytes;
}

Result<ProofRecord> read_proof(Bytes bytes) {
    core::Reader reader(bytes);
    ProofRecord record;
    record.author = TRY(reader.fixed<AuthorKey>());
    const std::uint64_t size = TRY(core::codec::read_varint(reader));
    const Bytes one = TRY(reader.take(size));
    const Bytes other = reader.rest();
    if (!core::crdt::contradict(one, other)) return core::fail(Error::malformed);
    const core::crdt::Change change = TRY(core::crdt::read_change(one));
    if (core::crdt::author_of(record.author) != change.author)
        return core::fail(Error::key_mismatch);
    record.proof = {change.author, change.sequence, Buffer(one.begin(), one.end()),
                    Buffer(other.begin(), other.end())};
    return record;
}

Result<void> verify_proof(const ProofRecord& record, const core::crdt::DocumentId& document) {
    TRY(core::crdt::verify_change(record.proof.one, document, record.author));
    return core::crdt::verify_change(record.proof.other, document, record.author);
}

// Found here or told: it goes to the journal and to all others.
void SharedDocument::note_proof(core::crdt::Equivocation proof) {
    const AuthorKey* const key = keys_.find(proof.author);
    ASSERT(key);
    const ProofRecord record{*key, proof};
    Buffer bytes = write_proof(record);
    // A change that was vouched for (DM20) may bear no signature, and is nothing to show to others.
    if (verify_proof(record, id()) && proofs_.add(proof.author, bytes)) {
        const bool has_room = unkept_proofs_.push(std::move(bytes));
        ASSERT(has_room);
        for (auto& [peer, state] : peers_)
            if (broadcast_.is_reconciled(peer)) tell_proofs(peer, state);
    }
    tell(EquivocationFound{std::move(proof)});
}

void SharedDocument::tell_proofs(Peer peer, PeerState& state) {
    if (!rules::tells_of_liars()) return;
    for (const auto& [author, bytes] : proofs_) {
        if (!state.proofs_told.insert(author).second) continue;
        BulkMessage message{BulkKind::proof, {}};
        append_record(message.records, bytes);
        put(peer, lanes::Lane::bulk, write_bulk_message(message));
    }
}

// The peer has another one with the same number, and finds both out.
void SharedDocument::show_tale(Peer peer, core::crdt::Author liar, core::Instant now) {
    if (replica_.history().is_quarantined(liar)) return;
    core::crdt::Version known;
    for (const auto& [author, counter] : frontiers_.version())
        if (author != liar || counter > 1)
            known.include({author, author == liar ? counter - 1 : counter});
    core::crdt::ChangesSince changes(replica_.history(), known);
    for (auto change = changes.next(); change && *change; change = changes.next()) {
        if ((*change)->stamp.author != liar) continue;
        auto bytes = record_of((*change)->bytes);
        const auto record = bytes ? read_change_record(*bytes) : core::fail(bytes.error());
        if (!record) return;
        const core::sync::Key key = key_of(*record);
        return broadcast_.lacks(peer, {key, *std::move(bytes)}, now);
    }
}

void SharedDocument::take_proof(Peer peer, PeerState& state, Bytes bytes) {
    auto record = read_proof(bytes);
    if (!record || !verify_proof(*record, id())) return tell(Misbehaved{peer});
    const core::crdt::Author author = record->proof.author;
    state.proofs_told.insert(author);
    // Of a stranger there is nothing here that it could matter to.
    if (proofs_.contains(author) || !writers_.counted(record->author, id())) return;
    if (!keys_.add(record->author)) return;
    close_own();
    if (replica_.convict(record->proof)) note_proof(std::move(record->proof));
}

Result<void> SharedDocument::restore_proof(Bytes bytes) {
    const ProofRecord record = TRY(read_proof(bytes));
    TRY(keys_.add(record.author));
    TRY(replica_.convict(record.proof));
    proofs_.add(record.proof.author, Buffer(bytes.begin(), bytes.end()));
    return {};
}

}  // namespace fabric::documents

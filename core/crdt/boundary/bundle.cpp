// A change is looked at for its author first: only whose key is known is it read any further.
#include "core/crdt/boundary/bundle.h"

#include "core/codec/count.h"
#include "core/codec/varint.h"
#include "core/crdt/boundary/tree_codec.h"
#include "core/crdt/change/changes_since.h"

namespace core::crdt {

namespace {

constexpr std::uint8_t bundle_format_version = 1;

// What checking a signature takes; and bytes of a change that are a step.
constexpr Steps signature_steps = 400;
constexpr std::size_t bundle_step_size = 32;

Result<Author> author_of_change(Bytes change) {
    Reader reader(change);
    static_cast<void>(TRY(reader.u8()));
    return Author{TRY(reader.u64_be())};
}

Result<Replica::Taken> take_change(Replica& replica, const Keyring& keys, Bytes change) {
    const Author author = TRY(author_of_change(change));
    const crypto::Ed25519PublicKey* const key = keys.find(author);
    if (!key) return fail(Error::author_unknown);
    TRY(verify_change(change, replica.id(), *key));
    return replica.take(change);
}

void count(BundleTaken& taken, const Result<Replica::Taken>& change) {
    const auto refuse = [&taken](Error error) {
        ++taken.refused;
        if (!taken.first_refusal) taken.first_refusal = error;
    };
    if (!change) return refuse(change.error());
    switch (change->verdict) {
        case History::Verdict::delivered: ++taken.delivered; break;
        case History::Verdict::waiting: ++taken.waiting; break;
        case History::Verdict::known: ++taken.known; break;
        case History::Verdict::quarantined: refuse(Error::author_quarantined); break;
    }
    for (const History::Refused& one : change->refused) refuse(one.error);
}

}  // namespace

Result<void> Keyring::add(const crypto::Ed25519PublicKey& key) {
    const Author author = author_of(key);
    if (keys_.find(author)) return {};
    if (keys_.size() == authors_max) return fail(Error::too_large);
    keys_.insert(author, key);
    return {};
}

Sliced<Result<void>> write_bundle(Pace& pace, const Replica& replica, const Keyring& keys,
                                  Version since, BufferWriter& writer) {
    ChangesSince changes(replica.history(), since);
    writer.u8(bundle_format_version);
    writer.bytes(replica.id().view());
    codec::write_varint(writer, changes.authors().size());
    for (const Author author : changes.authors()) {
        const crypto::Ed25519PublicKey* const key = keys.find(author);
        if (!key) co_return fail(Error::author_unknown);
        writer.bytes(key->view());
    }
    while (const auto change = CO_TRY(changes.next())) {
        codec::write_varint(writer, change->bytes.size());
        writer.bytes(change->bytes);
        co_await pace.spend(1 + change->bytes.size() / (8 * bundle_step_size));
    }
    co_return Result<void>{};
}

Sliced<Result<BundleTaken>> take_bundle(Pace& pace, Replica& replica, Keyring& keys, Bytes bundle) {
    Reader reader(bundle);
    if (CO_TRY(reader.u8()) != bundle_format_version) co_return fail(Error::protocol_unknown);
    if (CO_TRY(reader.fixed<DocumentId>()) != replica.id())
        co_return fail(Error::document_mismatch);
    const std::uint64_t count_of_keys =
        CO_TRY(codec::read_count(reader, crypto::Ed25519PublicKey::size_bytes));
    for (std::uint64_t i = 0; i < count_of_keys; ++i) {
        const auto key = CO_TRY(reader.fixed<crypto::Ed25519PublicKey>());
        CO_TRY(keys.add(key));
        co_await pace.spend(1);
    }
    BundleTaken taken;
    while (!reader.at_end()) {
        const std::uint64_t size = CO_TRY(codec::read_varint(reader));
        const Bytes change = CO_TRY(reader.take(size));
        count(taken, take_change(replica, keys, change));
        co_await pace.spend(signature_steps + change.size() / bundle_step_size);
    }
    co_return taken;
}

}  // namespace core::crdt

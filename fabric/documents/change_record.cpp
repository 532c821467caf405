// Records in bytes, and the keys by which they are acknowledged.
#include "fabric/documents/change_record.h"

#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/crdt/change/author_key.h"

namespace fabric::documents {

using core::Bytes;
using core::Error;
using core::Result;

namespace {
constexpr std::size_t hash_at = 2 * sizeof(std::uint64_t);
}

Result<ChangeRecord> read_change_record(Bytes bytes) {
    core::Reader reader(bytes);
    const AuthorKey author = TRY(reader.fixed<AuthorKey>());
    const Bytes signed_change = reader.rest();
    core::crdt::Change change = TRY(core::crdt::read_change(signed_change));
    if (core::crdt::author_of(author) != change.author) return core::fail(Error::key_mismatch);
    return ChangeRecord{author, std::move(change), signed_change,
                        core::crdt::hash_of_change(signed_change)};
}

core::Buffer write_change_record(const AuthorKey& author, Bytes signed_change) {
    core::Buffer record(author.view().begin(), author.view().end());
    core::append(record, signed_change);
    return record;
}

core::sync::Key key_of(const ChangeRecord& record) {
    core::sync::Key key;
    core::SpanWriter writer(key.mutable_view());
    writer.u64_be(record.change.author.value);
    writer.u64_be(record.change.sequence);
    writer.bytes(record.hash.view().first(core::sync::Key::size_bytes - hash_at));
    return key;
}

ChangeName name_of(const core::sync::Key& key) {
    core::Reader reader(key.view());
    const std::uint64_t author = reader.u64_be().value();
    return {core::crdt::Author{author}, reader.u64_be().value()};
}

}  // namespace fabric::documents

// Records of the journal in bytes.
#include "fabric/node/records.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"
#include "fabric/node/interest.h"
#include "fabric/node/options.h"

namespace fabric::node {

using core::Buffer;
using core::BufferWriter;
using core::Bytes;
using core::Error;
using core::Reader;
using core::Result;

namespace {
constexpr std::uint8_t secret_flag = 1;
constexpr std::uint8_t founded_flag = 2;
}  // namespace

Buffer write_mesh_record(const MeshRecord& record) {
    Buffer bytes;
    BufferWriter writer(bytes,
                        1 + membership::MeshSecret::size_bytes + membership::genesis_size_max);
    writer.u8(static_cast<std::uint8_t>((record.secret ? secret_flag : 0) |
                                        (record.is_founded_here ? founded_flag : 0)));
    if (record.secret) writer.bytes(record.secret->expose());
    writer.bytes(record.genesis.bytes());
    ASSERT(writer.finish());
    return bytes;
}

Result<MeshRecord> read_mesh_record(Bytes bytes) {
    Reader reader(bytes);
    const std::uint8_t flags = TRY(reader.u8());
    if ((flags & ~(secret_flag | founded_flag)) != 0) return core::fail(Error::malformed);
    membership::OptionalSecret secret;
    if ((flags & secret_flag) != 0) {
        const Bytes taken = TRY(reader.take(membership::MeshSecret::size_bytes));
        secret.emplace(taken.first<membership::MeshSecret::size_bytes>());
    }
    return MeshRecord{TRY(membership::SignedGenesis::from_bytes(reader.rest())), std::move(secret),
                      (flags & founded_flag) != 0};
}

Buffer write_document_record(const DocumentRecord& record) {
    Buffer bytes;
    BufferWriter writer(bytes, 16 + document_name_size_max);
    core::codec::write_varint(writer, record.number.value);
    writer.text(record.name);
    ASSERT(writer.finish());
    return bytes;
}

Result<DocumentRecord> read_document_record(Bytes bytes) {
    Reader reader(bytes);
    const DocumentNumber number{TRY(core::codec::read_varint(reader))};
    const std::string name(core::as_text(reader.rest()));
    TRY(check_document_name(name));
    return DocumentRecord{number, name};
}

Buffer write_brought_record(const BroughtRecord& record) {
    Buffer bytes;
    BufferWriter writer(bytes, 100);
    core::codec::write_varint(writer, record.document.value);
    writer.bytes(record.by.bytes());
    ASSERT(writer.finish());
    return bytes;
}

Result<BroughtRecord> read_brought_record(Bytes bytes) {
    Reader reader(bytes);
    const DocumentNumber document{TRY(core::codec::read_varint(reader))};
    return BroughtRecord{document, TRY(PeerId::from_bytes(reader.rest()))};
}

void write_numbered_change(BufferWriter& writer, const NumberedChange& change) {
    core::codec::write_varint(writer, change.document.value);
    writer.bytes(change.record);
}

Result<NumberedChange> read_numbered_change(Bytes bytes) {
    Reader reader(bytes);
    const DocumentNumber document{TRY(core::codec::read_varint(reader))};
    return NumberedChange{document, reader.rest()};
}

Buffer write_doubt(Doubt doubt) { return {static_cast<std::byte>(doubt)}; }

// What is not known is doubt all the same.
Doubt read_doubt(Bytes bytes) {
    if (bytes.empty() || bytes[0] == static_cast<std::byte>(Doubt::none)) return Doubt::none;
    return bytes[0] == static_cast<std::byte>(Doubt::elsewhere) ? Doubt::elsewhere : Doubt::here;
}

}  // namespace fabric::node

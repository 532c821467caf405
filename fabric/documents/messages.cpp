// Messages about a document in bytes.
#include "fabric/documents/messages.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/message_bytes.h"
#include "core/codec/varint.h"
#include "core/zstd/zstd.h"

namespace fabric::documents {

using core::Buffer;
using core::BufferWriter;
using core::Bytes;
using core::Error;
using core::Reader;
using core::Result;

namespace {

constexpr std::size_t head_size_max = 16;

Buffer head(std::uint8_t kind, std::uint64_t number) {
    core::codec::MessageBytes message(head_size_max);
    message.writer().u8(kind);
    message.number(number);
    return message.take();
}

}  // namespace

Buffer write_talk_message(const TalkMessage& message) {
    Buffer bytes = head(message.is_from_opener ? 0 : 1, message.talk.value);
    core::append(bytes, core::sync::write_message(message.message));
    return bytes;
}

Result<TalkMessage> read_talk_message(Bytes bytes) {
    Reader reader(bytes);
    const std::uint8_t side = TRY(reader.u8());
    if (side > 1) return core::fail(Error::malformed);
    const TalkNumber talk{TRY(core::codec::read_varint(reader))};
    if (TRY(core::codec::read_varint(reader)) != reader.remaining())
        return core::fail(Error::malformed);
    return TalkMessage{side == 0, talk, TRY(core::sync::read_message(reader.rest()))};
}

namespace {

bool has_records(BulkKind kind) { return kind <= BulkKind::last_piece || kind == BulkKind::proof; }

}  // namespace

Buffer write_bulk_message(const BulkMessage& message) {
    Buffer bytes = head(std::to_underlying(message.kind), message.number.value);
    if (!has_records(message.kind)) return bytes;
    const std::size_t size_max = bytes.size() + core::zstd::frame_size_max(message.records.size());
    const auto compressed =
        core::zstd::compress(bytes, message.records, size_max, core::zstd::Effort::quick);
    ASSERT(compressed);
    return bytes;
}

Result<BulkMessage> read_bulk_message(Bytes bytes) {
    Reader reader(bytes);
    const std::uint8_t kind = TRY(reader.u8());
    if (kind > std::to_underlying(BulkKind::proof)) return core::fail(Error::malformed);
    BulkMessage message{BulkKind{kind}, {TRY(core::codec::read_varint(reader))}};
    if (message.kind == BulkKind::proof && message.number.value != 0)
        return core::fail(Error::malformed);
    if (!has_records(message.kind)) {
        TRY(reader.expect_end());
    } else {
        message.records = TRY(core::zstd::decompress(reader.rest(), bulk_piece_size_max));
    }
    return message;
}

void append_record(Buffer& records, Bytes record) {
    BufferWriter writer(records, SIZE_MAX);
    core::codec::write_varint(writer, record.size());
    writer.bytes(record);
}

Result<std::vector<Bytes>> split_records(Bytes records) {
    std::vector<Bytes> split;
    Reader reader(records);
    while (!reader.at_end()) {
        const std::uint64_t size = TRY(core::codec::read_varint(reader));
        if (size < record_size_min) return core::fail(Error::malformed);
        if (!split.empty() && records.size() > bulk_piece_size) return core::fail(Error::too_large);
        split.push_back(TRY(reader.take(size)));
    }
    return split;
}

}  // namespace fabric::documents

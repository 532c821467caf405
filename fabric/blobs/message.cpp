// Messages in bytes: the version, the kind, the hash, and numbers. The bytes of a piece are all
// that is behind them, and as many as its size and index say. Each message has one form only.
#include "fabric/blobs/message.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/codec/message_bytes.h"
#include "core/codec/varint.h"

namespace fabric::blobs {

using core::Bytes;
using core::Error;
using core::Reader;
using core::Result;
using core::codec::MessageBytes;

namespace {

constexpr std::uint8_t message_version = 1;
enum class MessageKind : std::uint8_t { ask, piece, lacks };
// Version, kind, hash, and two numbers of which the largest is the size of a blob.
constexpr std::size_t piece_head_size_max =
    1 + 1 + Hash::size_bytes + 2 * core::codec::varint_size(blob_size_most);
static_assert(piece_head_size_max + piece_size_max <= message_size_max);

void write_fields(MessageBytes& message, const Ask& ask) {
    ASSERT(ask.count > 0 && ask.count <= pieces_most && ask.first <= pieces_most - ask.count);
    message.number(ask.first);
    message.number(ask.count);
}

void write_fields(MessageBytes& message, const Piece& piece) {
    ASSERT(piece.whole_size <= blob_size_most && piece.index < piece_count(piece.whole_size));
    ASSERT(piece.bytes.size() == piece_size(piece.whole_size, piece.index));
    message.number(piece.whole_size);
    message.number(piece.index);
    message.writer().bytes(piece.bytes);
}

void write_fields(MessageBytes& /*message*/, const Lacks& /*lacks*/) {}

MessageKind kind_of(const Message& message) {
    return match(message, core::Cases{
                              [](const Ask&) { return MessageKind::ask; },
                              [](const Piece&) { return MessageKind::piece; },
                              [](const Lacks&) { return MessageKind::lacks; },
                          });
}

Result<Message> read_ask(const Hash& hash, Reader& reader) {
    Ask ask{.hash = hash};
    ask.first = TRY(core::codec::read_varint(reader));
    ask.count = TRY(core::codec::read_varint(reader));
    if (ask.count == 0) return core::fail(Error::malformed);
    if (ask.count > pieces_most || ask.first > pieces_most - ask.count)
        return core::fail(Error::too_large);
    return ask;
}

Result<Message> read_piece(const Hash& hash, Reader& reader) {
    Piece piece{.hash = hash, .bytes = {}};
    piece.whole_size = TRY(core::codec::read_varint(reader));
    piece.index = TRY(core::codec::read_varint(reader));
    if (piece.whole_size > blob_size_most) return core::fail(Error::too_large);
    if (piece.index >= piece_count(piece.whole_size)) return core::fail(Error::malformed);
    piece.bytes = TRY(reader.take(piece_size(piece.whole_size, piece.index)));
    return piece;
}

Result<Message> read_fields(std::uint8_t kind, const Hash& hash, Reader& reader) {
    switch (MessageKind{kind}) {
        case MessageKind::ask: return read_ask(hash, reader);
        case MessageKind::piece: return read_piece(hash, reader);
        case MessageKind::lacks: return Lacks{hash};
    }
    return core::fail(Error::malformed);
}

}  // namespace

core::Buffer write_message(const Message& message) {
    MessageBytes bytes(message_size_max);
    bytes.head(message_version, std::to_underlying(kind_of(message)));
    match(message, [&](const auto& fields) {
        bytes.writer().bytes(fields.hash.view());
        write_fields(bytes, fields);
    });
    return bytes.take();
}

Result<Message> read_message(Bytes bytes) {
    if (bytes.size() > message_size_max) return core::fail(Error::too_large);
    Reader reader(bytes);
    if (TRY(reader.u8()) != message_version) return core::fail(Error::format_unknown);
    const std::uint8_t kind = TRY(reader.u8());
    const Hash hash = TRY(reader.fixed<Hash>());
    const Message message = TRY(read_fields(kind, hash, reader));
    TRY(reader.expect_end());
    return message;
}

}  // namespace fabric::blobs

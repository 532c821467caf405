// A note in bytes, and back.
#include "net/signalling/note.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"

namespace net::signalling {

using core::codec::PeerId;

core::Buffer encode(const Note& note) {
    ASSERT((note.kind == NoteKind::signal) == note.signal.has_value());
    core::Buffer buffer;
    core::BufferWriter writer(buffer, note_size_max);
    writer.u8(static_cast<std::uint8_t>(note.kind));
    const auto sized = [&](core::Bytes bytes) {
        core::codec::write_varint(writer, bytes.size());
        writer.bytes(bytes);
    };
    sized(note.author.bytes());
    sized(note.reader ? note.reader->bytes() : core::Bytes());
    if (note.signal) {
        writer.u64_be(note.meeting);
        writer.bytes(encode(*note.signal));
    }
    ASSERT(writer.finish());
    return buffer;
}

core::Result<Note> decode_note(core::Bytes bytes) {
    if (bytes.size() > note_size_max) return core::fail(core::Error::too_large);
    core::Reader reader(bytes);
    const std::uint8_t kind = TRY(reader.u8());
    if (kind > static_cast<std::uint8_t>(NoteKind::signal))
        return core::fail(core::Error::type_wrong);
    const std::uint64_t author_size = TRY(core::codec::read_varint(reader));
    const core::Bytes author = TRY(reader.take(author_size));
    Note note{static_cast<NoteKind>(kind), TRY(PeerId::from_bytes(author))};
    const std::uint64_t reader_size = TRY(core::codec::read_varint(reader));
    const core::Bytes to = TRY(reader.take(reader_size));
    if (!to.empty()) note.reader = TRY(PeerId::from_bytes(to));
    if (note.kind == NoteKind::signal) {
        if (!note.reader) return core::fail(core::Error::value_missing);
        note.meeting = TRY(reader.u64_be());
        note.signal = TRY(decode(reader.rest()));
        return note;
    }
    TRY(reader.expect_end());
    return note;
}

}  // namespace net::signalling

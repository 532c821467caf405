// Messages in bytes: the version, the kind, how many, and those. Each has one form only. What is
// signed is what travels, behind a domain and the mesh.
#include "fabric/notes/message.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/codec/count.h"
#include "core/codec/message_bytes.h"
#include "core/codec/utf8.h"
#include "core/codec/varint.h"

namespace fabric::notes {

using core::Bytes;
using core::Duration;
using core::Error;
using core::Reader;
using core::Result;
using core::codec::MessageBytes;
using std::chrono::seconds;

namespace {

constexpr std::uint8_t message_version = 1;
constexpr std::uint8_t message_kind = 0;
constexpr std::string_view note_domain = "selvage note 1";
// A flag, key and signature; life, sequence, validity, a topic of one byte and no bytes.
constexpr std::size_t note_in_message_size_min =
    1 + AuthorKey::size_bytes + Signature::size_bytes + 1 + 1 + 1 + 2 + 1;
constexpr std::size_t notes_per_message_max = message_size_max / note_in_message_size_min;
// Three numbers of eight bytes and two of two: varints up to 2^56 take nine.
constexpr std::size_t fields_size_max =
    AuthorKey::size_bytes + 9 + 9 + 2 + 2 + topic_size_max + 2 + note_size_max;
constexpr std::size_t signed_size_max = note_domain.size() + MeshId::size_bytes + fields_size_max;

static_assert(head_size_max + 1 + fields_size_max + Signature::size_bytes <= message_size_max);

std::uint64_t seconds_of(Duration valid_for) {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<seconds>(valid_for).count());
}

void write_fields(MessageBytes& message, const NoteView& note) {
    ASSERT(note.valid_for >= valid_for_min && note.valid_for <= valid_for_max);
    message.writer().bytes(note.author.view());
    message.number(note.version.life.value);
    message.number(note.version.sequence.value);
    message.number(seconds_of(note.valid_for));
    message.sized(core::as_bytes(note.topic));
    message.sized(note.bytes);
}

core::Buffer signed_text(const NoteView& note, const MeshId& mesh) {
    MessageBytes text(signed_size_max);
    text.writer().text(note_domain);
    text.writer().bytes(mesh.view());
    write_fields(text, note);
    return text.take();
}

Result<std::uint64_t> read_up_to(Reader& reader, std::uint64_t most) {
    const std::uint64_t number = TRY(core::codec::read_varint(reader));
    if (number > most) return core::fail(Error::too_large);
    return number;
}

Result<Bytes> read_sized(Reader& reader, std::size_t size_max) {
    return reader.take(TRY(read_up_to(reader, size_max)));
}

Result<NoteView> read_note(Reader& reader) {
    NoteView note{};
    note.is_direct = TRY(read_up_to(reader, 1)) == 1;
    note.author = TRY(reader.fixed<AuthorKey>());
    note.version.life = Life{TRY(read_up_to(reader, number_max))};
    note.version.sequence = Sequence{TRY(read_up_to(reader, number_max))};
    note.valid_for = seconds{TRY(read_up_to(reader, seconds_of(valid_for_max)))};
    if (note.valid_for < valid_for_min) return core::fail(Error::malformed);
    note.topic = core::as_text(TRY(read_sized(reader, topic_size_max)));
    TRY(check_topic(note.topic));
    note.bytes = TRY(read_sized(reader, note_size_max));
    note.signature = TRY(reader.fixed<Signature>());
    return note;
}

}  // namespace

std::size_t size_of(const NoteView& note) {
    using core::codec::varint_size;
    return 1 + AuthorKey::size_bytes + varint_size(note.version.life.value) +
           varint_size(note.version.sequence.value) + varint_size(seconds_of(note.valid_for)) +
           varint_size(note.topic.size()) + note.topic.size() + varint_size(note.bytes.size()) +
           note.bytes.size() + Signature::size_bytes;
}

core::Buffer write_message(std::span<const NoteView> notes) {
    ASSERT(!notes.empty() && notes.size() <= notes_per_message_max);
    MessageBytes message(message_size_max);
    message.head(message_version, message_kind);
    message.number(notes.size());
    for (const NoteView& note : notes) {
        message.number(note.is_direct);
        write_fields(message, note);
        message.writer().bytes(note.signature.view());
    }
    return message.take();
}

Result<std::vector<NoteView>> read_message(Bytes bytes) {
    if (bytes.size() > message_size_max) return core::fail(Error::too_large);
    Reader reader(bytes);
    if (TRY(reader.u8()) != message_version) return core::fail(Error::format_unknown);
    if (TRY(reader.u8()) != message_kind) return core::fail(Error::malformed);
    const std::size_t count =
        TRY(core::codec::read_count(reader, note_in_message_size_min, notes_per_message_max));
    if (count == 0) return core::fail(Error::malformed);
    std::vector<NoteView> notes;
    notes.reserve(count);
    for (std::size_t i = 0; i < count; ++i) notes.push_back(TRY(read_note(reader)));
    TRY(reader.expect_end());
    return notes;
}

Result<void> check_topic(std::string_view topic) {
    if (topic.empty()) return core::fail(Error::value_missing);
    if (topic.size() > topic_size_max) return core::fail(Error::too_large);
    if (!core::codec::is_utf8(topic)) return core::fail(Error::malformed);
    return {};
}

Signature sign(const NoteView& note, const MeshId& mesh, const KeyPair& author) {
    ASSERT(note.author == author.public_key());
    return author.sign(signed_text(note, mesh));
}

Result<void> verify(const NoteView& note, const MeshId& mesh) {
    return core::crypto::ed25519_verify(note.author, signed_text(note, mesh), note.signature);
}

}  // namespace fabric::notes

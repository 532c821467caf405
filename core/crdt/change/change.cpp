// The one form of a change in bytes: version, author, sequence, previous (if there is one),
// counter, events, Lamport number, wall time, news, operations, signature. Nothing says how long
// the operations are: they are what is left in front of the signature.
#include "core/crdt/change/change.h"

#include "core/base/assert.h"
#include "core/codec/varint.h"

namespace core::crdt {
namespace {

constexpr std::uint8_t format_version = 1;

// In front of what is signed, so that no signature for another purpose is taken for one of these.
constexpr std::string_view signing_context = "selvage change v1";

Buffer signed_message(const DocumentId& document, Bytes unsigned_change) {
    Buffer message;
    append(message, as_bytes(signing_context));
    append(message, document.view());
    append(message, blake3(unsigned_change).view());
    return message;
}

// What can be said of numbers without knowing the past: each event has a Lamport number no less
// than its counter, and a larger one than any event that its author had seen.
Result<void> check_numbers(const Change& change) {
    if (change.sequence == 0 || change.events == 0) return fail(Error::malformed);
    if (change.events > change_events_max) return fail(Error::too_large);
    if (change.lamport.value > event_number_max ||
        change.events - 1 > event_number_max - change.lamport.value)
        return fail(Error::too_large);
    if (change.counter < change.sequence || change.lamport.value < change.counter)
        return fail(Error::malformed);
    if ((change.sequence == 1) != (change.counter == 1)) return fail(Error::malformed);
    for (const auto& [author, counter] : change.news) {
        if (author == change.author) return fail(Error::not_canonical);
        if (counter >= change.lamport.value) return fail(Error::malformed);
    }
    return {};
}

}  // namespace

Result<Buffer> write_change(const Change& change, const DocumentId& document,
                            const crypto::Ed25519KeyPair& author_key) {
    const Result<void> checked = check_numbers(change);
    if (!checked && checked.error() == Error::too_large) return fail(Error::too_large);
    ASSERT(checked);
    ASSERT(change.sequence > 1 || change.previous == Blake3Digest{});
    Buffer bytes;
    BufferWriter writer(bytes, change_size_max);
    writer.u8(format_version);
    writer.u64_be(change.author.value);
    codec::write_varint(writer, change.sequence);
    if (change.sequence > 1) writer.bytes(change.previous.view());
    codec::write_varint(writer, change.counter);
    codec::write_varint(writer, change.events);
    codec::write_varint(writer, change.lamport.value);
    writer.u64_be(static_cast<std::uint64_t>(change.wall_time));
    write_version(writer, change.news);
    writer.bytes(change.operations);
    TRY(writer.finish());
    writer.bytes(author_key.sign(signed_message(document, bytes)).view());
    TRY(writer.finish());
    return bytes;
}

Result<Change> read_change(Bytes signed_change) {
    if (signed_change.size() > change_size_max) return fail(Error::too_large);
    Reader reader(signed_change);
    if (TRY(reader.u8()) != format_version) return fail(Error::format_unknown);
    Change change;
    change.author = Author{TRY(reader.u64_be())};
    change.sequence = TRY(codec::read_varint(reader));
    if (change.sequence > 1) change.previous = TRY(reader.fixed<Blake3Digest>());
    change.counter = TRY(codec::read_varint(reader));
    change.events = TRY(codec::read_varint(reader));
    change.lamport = Lamport{TRY(codec::read_varint(reader))};
    change.wall_time = static_cast<std::int64_t>(TRY(reader.u64_be()));
    change.news = TRY(read_version(reader));
    TRY(check_numbers(change));
    if (reader.remaining() < crypto::Ed25519Signature::size_bytes) return fail(Error::truncated);
    const Bytes operations =
        TRY(reader.take(reader.remaining() - crypto::Ed25519Signature::size_bytes));
    change.operations.assign(operations.begin(), operations.end());
    return change;
}

Result<void> verify_change(Bytes signed_change, const DocumentId& document,
                           const crypto::Ed25519PublicKey& author_key) {
    if (signed_change.size() > change_size_max) return fail(Error::too_large);
    if (signed_change.size() < crypto::Ed25519Signature::size_bytes) return fail(Error::truncated);
    const std::size_t unsigned_size = signed_change.size() - crypto::Ed25519Signature::size_bytes;
    crypto::Ed25519Signature signature;
    copy(signature.mutable_view(), signed_change.subspan(unsigned_size));
    return crypto::ed25519_verify(
        author_key, signed_message(document, signed_change.first(unsigned_size)), signature);
}

Blake3Digest hash_of_change(Bytes signed_change) { return blake3(signed_change); }

}  // namespace core::crdt

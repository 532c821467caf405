// Messages in bytes: the version, the kind, and the fields in their order. Each has one form only.
#include "fabric/leadership/message.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/variant.h"
#include "core/codec/count.h"
#include "core/codec/message_bytes.h"
#include "core/codec/varint.h"

namespace fabric::leadership {

using core::Bytes;
using core::Error;
using core::Reader;
using core::Result;

namespace {

constexpr std::uint8_t version = 1;
// Beside entries or a chunk: numbers, a configuration, a digest.
constexpr std::size_t frame_size_max = std::size_t{4} << 10;
// An entry's term, kind and the size of its bytes.
constexpr std::size_t entry_size_min = 3;

class MessageWriter {
public:
    void operator()(const VoteRequest& request) {
        number(request.term.value);
        place(request.last);
        flags(request.is_pre_vote, request.disrupts_leader);
    }
    void operator()(const VoteResult& result) {
        number(result.term.value);
        flags(result.is_granted, result.is_pre_vote);
    }
    void operator()(const Append& append) {
        ASSERT(append.entries.size() <= entries_per_message_max);
        number(append.term.value);
        place(append.previous);
        number(append.commit.value);
        number(append.round.value);
        number(append.entries.size());
        for (const EntryView& entry : append.entries) {
            number(entry.term.value);
            message_.writer().u8(static_cast<std::uint8_t>(entry.kind));
            number(entry.bytes.size());
            message_.writer().bytes(entry.bytes);
        }
    }
    void operator()(const AppendResult& result) {
        number(result.term.value);
        number(result.rejected.value);
        number(result.last.value);
        number(result.round.value);
        flags(result.hint.has_value(), false);
        if (result.hint) place(*result.hint);
    }
    void operator()(const InstallSnapshot& install) {
        ASSERT(install.data.size() == install.length);
        number(install.term.value);
        place(install.snapshot.last);
        number(install.snapshot.configuration_index.value);
        message_.writer().bytes(install.snapshot.configuration.write());
        number(install.snapshot.size);
        message_.writer().bytes(install.snapshot.digest.view());
        number(install.offset);
        message_.writer().bytes(install.data);
    }
    void operator()(const SnapshotResult& result) {
        number(result.term.value);
        number(result.index.value);
        number(result.received);
    }
    void operator()(const TimeoutNow& now) {
        number(now.term.value);
        place(now.last);
    }

    void head(std::size_t kind) { message_.head(version, kind); }
    [[nodiscard]] core::Buffer take() { return message_.take(); }

private:
    void number(std::uint64_t value) { message_.number(value); }
    void place(const Place& place) {
        number(place.index.value);
        number(place.term.value);
    }
    void flags(bool first, bool second) {
        message_.writer().u8(static_cast<std::uint8_t>((first ? 1 : 0) | (second ? 2 : 0)));
    }

    core::codec::MessageBytes message_{message_size_max + frame_size_max};
};

Result<std::uint64_t> read_number(Reader& reader) {
    const std::uint64_t number = TRY(core::codec::read_varint(reader));
    if (number > number_max) return core::fail(Error::too_large);
    return number;
}

Result<Place> read_place(Reader& reader) {
    const Index index{TRY(read_number(reader))};
    const Term term{TRY(read_number(reader))};
    return Place{term, index};
}

// As many as there may be.
Result<std::uint8_t> read_flags(Reader& reader, std::uint8_t all) {
    const std::uint8_t flags = TRY(reader.u8());
    if ((flags & ~all) != 0) return core::fail(Error::malformed);
    return flags;
}

Result<Message> read_vote_request(Reader& reader, Term term) {
    const Place last = TRY(read_place(reader));
    const std::uint8_t flags = TRY(read_flags(reader, 3));
    return VoteRequest{term, last, (flags & 1) != 0, (flags & 2) != 0};
}

Result<Message> read_vote_result(Reader& reader, Term term) {
    const std::uint8_t flags = TRY(read_flags(reader, 3));
    return VoteResult{term, (flags & 1) != 0, (flags & 2) != 0};
}

Result<Message> read_append(Reader& reader, Term term) {
    Append append{term, TRY(read_place(reader)), {}, {}};
    append.commit = Index{TRY(read_number(reader))};
    append.round = Round{TRY(read_number(reader))};
    const std::size_t count =
        TRY(core::codec::read_count(reader, entry_size_min, entries_per_message_max));
    append.entries.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        EntryView entry{{TRY(read_number(reader))}, {}, {}};
        const std::uint8_t kind = TRY(reader.u8());
        if (kind > static_cast<std::uint8_t>(EntryKind::barrier))
            return core::fail(Error::malformed);
        entry.kind = static_cast<EntryKind>(kind);
        const std::uint64_t size = TRY(read_number(reader));
        if (size > entry_size_max) return core::fail(Error::too_large);
        entry.bytes = TRY(reader.take(size));
        append.entries.push_back(entry);
    }
    return append;
}

Result<Message> read_append_result(Reader& reader, Term term) {
    AppendResult result{term, {TRY(read_number(reader))}, {}};
    result.last = Index{TRY(read_number(reader))};
    result.round = Round{TRY(read_number(reader))};
    if ((TRY(read_flags(reader, 1)) & 1) != 0) result.hint = TRY(read_place(reader));
    return result;
}

Result<Message> read_install(Reader& reader, Term term) {
    InstallSnapshot install{term, {TRY(read_place(reader)), {}, {}}};
    install.snapshot.configuration_index = Index{TRY(read_number(reader))};
    install.snapshot.configuration = TRY(Configuration::read(reader));
    install.snapshot.size = TRY(read_number(reader));
    install.snapshot.digest = TRY(reader.fixed<core::Blake3Digest>());
    install.offset = TRY(read_number(reader));
    install.length = reader.remaining();
    if (install.length > chunk_size_max) return core::fail(Error::too_large);
    install.data = TRY(reader.take(install.length));
    return install;
}

Result<Message> read_snapshot_result(Reader& reader, Term term) {
    const Index index{TRY(read_number(reader))};
    return SnapshotResult{term, index, TRY(read_number(reader))};
}

Result<Message> read_timeout_now(Reader& reader, Term term) {
    return TimeoutNow{term, TRY(read_place(reader))};
}

using ReadBody = Result<Message> (*)(Reader&, Term);
// In the order of the variant.
constexpr std::array<ReadBody, Message::type_count> read_bodies{
    read_vote_request, read_vote_result,     read_append,     read_append_result,
    read_install,      read_snapshot_result, read_timeout_now};

}  // namespace

core::Buffer write_message(const Message& message) {
    MessageWriter writer;
    writer.head(message.index());
    match(message, writer);
    return writer.take();
}

Result<Message> read_message(Bytes bytes) {
    if (bytes.size() > message_size_max + frame_size_max) return core::fail(Error::too_large);
    Reader reader(bytes);
    if (TRY(reader.u8()) != version) return core::fail(Error::format_unknown);
    const std::uint8_t kind = TRY(reader.u8());
    if (kind >= read_bodies.size()) return core::fail(Error::malformed);
    const Term term{TRY(read_number(reader))};
    Message message = TRY(read_bodies[kind](reader, term));
    TRY(reader.expect_end());
    return message;
}

}  // namespace fabric::leadership

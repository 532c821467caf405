// Messages about the log in bytes: the version, the kind, how many, and those. Each has one form.
#include "fabric/membership/exchange_message.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/codec/count.h"
#include "core/codec/message_bytes.h"
#include "core/codec/varint.h"

namespace fabric::membership {
namespace {

constexpr std::uint8_t exchange_version = 1;
enum class ExchangeKind : std::uint8_t { heads = 0, wanted = 1, entries = 2, entries_and_more = 3 };

class ExchangeWriter {
public:
    void operator()(const HeadsAre& message) { hashes(ExchangeKind::heads, message.hashes); }
    void operator()(const Wanted& message) { hashes(ExchangeKind::wanted, message.hashes); }
    void operator()(const Entries& message) {
        ASSERT(message.entries.size() <= entries_per_message_max);
        head(message.may_have_more ? ExchangeKind::entries_and_more : ExchangeKind::entries,
             message.entries.size());
        for (const core::Bytes entry : message.entries) message_.sized(entry);
    }
    [[nodiscard]] core::Buffer take() { return message_.take(); }

private:
    void head(ExchangeKind kind, std::size_t count) {
        message_.head(exchange_version, std::to_underlying(kind));
        message_.number(count);
    }
    void hashes(ExchangeKind kind, const std::vector<EntryHash>& all) {
        ASSERT(all.size() <= hashes_per_message_max);
        head(kind, all.size());
        for (const EntryHash& hash : all) message_.writer().bytes(hash.view());
    }

    core::codec::MessageBytes message_{exchange_message_size_max};
};

core::Result<std::vector<EntryHash>> read_hashes(core::Reader& reader) {
    const std::size_t count =
        TRY(core::codec::read_count(reader, EntryHash::size_bytes, hashes_per_message_max));
    std::vector<EntryHash> hashes;
    hashes.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        hashes.push_back(TRY(reader.fixed<EntryHash>()));
        if (i > 0 && hashes[i] <= hashes[i - 1]) return core::fail(core::Error::not_canonical);
    }
    return hashes;
}

core::Result<Entries> read_entries(core::Reader& reader, bool may_have_more) {
    const std::size_t count = TRY(core::codec::read_count(reader, 1, entries_per_message_max));
    Entries message{{}, may_have_more};
    message.entries.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t size = TRY(core::codec::read_varint(reader));
        if (size > entry_size_max) return core::fail(core::Error::too_large);
        message.entries.push_back(TRY(reader.take(size)));
    }
    return message;
}

core::Result<ExchangeMessage> read_body(ExchangeKind kind, core::Reader& reader) {
    switch (kind) {
        case ExchangeKind::heads: return HeadsAre{TRY(read_hashes(reader))};
        case ExchangeKind::wanted: return Wanted{TRY(read_hashes(reader))};
        case ExchangeKind::entries: return TRY(read_entries(reader, false));
        case ExchangeKind::entries_and_more: return TRY(read_entries(reader, true));
    }
    return core::fail(core::Error::malformed);
}

}  // namespace

core::Buffer write_message(const ExchangeMessage& message) {
    ExchangeWriter writer;
    match(message, writer);
    return writer.take();
}

core::Result<ExchangeMessage> read_exchange_message(core::Bytes bytes) {
    if (bytes.size() > exchange_message_size_max) return core::fail(core::Error::too_large);
    core::Reader reader(bytes);
    if (TRY(reader.u8()) != exchange_version) return core::fail(core::Error::format_unknown);
    const auto kind = ExchangeKind{TRY(reader.u8())};
    ExchangeMessage message = TRY(read_body(kind, reader));
    TRY(reader.expect_end());
    return message;
}

}  // namespace fabric::membership

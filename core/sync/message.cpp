// Messages in bytes. Lists are in order, so that nothing is said twice.
#include "core/sync/message.h"

#include "core/base/assert.h"
#include "core/codec/count.h"
#include "core/codec/varint.h"

namespace core::sync {
namespace {

enum class Kind : std::uint8_t {
    hello_symbols = 0,
    hello_whole = 1,
    hello_since = 2,
    hello_ranges = 3,
    equal = 4,
    found = 5,
    found_in_part = 6,
    go_on = 7,
    more = 8,
    symbols = 9,
    ranges = 10,
};
constexpr std::uint8_t kind_last = static_cast<std::uint8_t>(Kind::ranges);

class MessageWriter {
public:
    void operator()(const Hello& hello) {
        kind(static_cast<Kind>(hello.opening.index()));
        writer_.bytes(hello.root.view());
        codec::write_varint(writer_, hello.count);
        match(hello.opening, [this](const auto& opening) { write(opening); });
    }
    void operator()(const Equal&) { kind(Kind::equal); }
    void operator()(const Found& found) {
        kind(found.is_last ? Kind::found : Kind::found_in_part);
        writer_.u8(static_cast<std::uint8_t>(found.way));
        write(found.you_lack);
        write(found.i_lack);
    }
    void operator()(const GoOn&) { kind(Kind::go_on); }
    void operator()(const More& more) {
        kind(Kind::more);
        codec::write_varint(writer_, more.from);
        more.estimate.write(writer_);
    }
    void operator()(const Symbols& symbols) {
        kind(Kind::symbols);
        codec::write_varint(writer_, symbols.first);
        codec::write_varint(writer_, symbols.end);
        write(symbols.symbols);
    }
    void operator()(const Ranges& ranges) {
        kind(Kind::ranges);
        write(ranges);
    }

    [[nodiscard]] Buffer take() {
        ASSERT(writer_.finish());
        return std::move(bytes_);
    }

private:
    void kind(Kind kind) { writer_.u8(static_cast<std::uint8_t>(kind)); }
    void write(const FirstSymbols& opening) { write(opening.symbols); }
    void write(const WholeSet& opening) { write(opening.ids); }
    void write(const SinceRoot& opening) {
        writer_.bytes(opening.root.view());
        write(opening.inserted);
        write(opening.erased);
    }
    void write(const Ranges& ranges) { writer_.bytes(ranges.frame); }
    void write(const std::vector<KeyId>& ids) {
        codec::write_varint(writer_, ids.size());
        for (const KeyId& id : ids) writer_.bytes(id.view());
    }
    void write(const std::vector<Symbol>& symbols) {
        for (const Symbol& symbol : symbols) write_symbol(writer_, symbol);
    }

    Buffer bytes_;
    BufferWriter writer_{bytes_, message_size_max};
};

Result<std::vector<KeyId>> read_ids(Reader& reader) {
    const std::uint64_t count = TRY(codec::read_count(reader, KeyId::size_bytes));
    std::vector<KeyId> ids;
    ids.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count; ++i) {
        const KeyId id = TRY(reader.fixed<KeyId>());
        if (i > 0 && id <= ids.back()) return fail(Error::not_canonical);
        ids.push_back(id);
    }
    return ids;
}

// Up to the end of the message.
Result<std::vector<Symbol>> read_symbols(Reader& reader) {
    std::vector<Symbol> symbols;
    symbols.reserve(reader.remaining() / Symbol::encoded_size);
    while (!reader.at_end()) symbols.push_back(TRY(read_symbol(reader)));
    return symbols;
}

Buffer rest_of(Reader& reader) {
    const Bytes rest = *reader.take(reader.remaining());
    return {rest.begin(), rest.end()};
}

Result<decltype(Hello::opening)> read_opening(Reader& reader, Kind kind) {
    if (kind == Kind::hello_symbols) return FirstSymbols{TRY(read_symbols(reader))};
    if (kind == Kind::hello_whole) return WholeSet{TRY(read_ids(reader))};
    if (kind == Kind::hello_ranges) return Ranges{rest_of(reader)};
    SinceRoot since{TRY(reader.fixed<Blake3Digest>()), {}, {}};
    since.inserted = TRY(read_ids(reader));
    since.erased = TRY(read_ids(reader));
    return since;
}

Result<Message> read_hello(Reader& reader, Kind kind) {
    Hello hello;
    hello.root = TRY(reader.fixed<Blake3Digest>());
    hello.count = TRY(codec::read_varint(reader));
    hello.opening = TRY(read_opening(reader, kind));
    return hello;
}

Result<Message> read_found(Reader& reader, bool is_last) {
    const std::uint8_t way = TRY(reader.u8());
    if (way > static_cast<std::uint8_t>(Way::ranges)) return fail(Error::malformed);
    Found found{static_cast<Way>(way), TRY(read_ids(reader)), {}, is_last};
    found.i_lack = TRY(read_ids(reader));
    return found;
}

Result<std::uint32_t> read_index(Reader& reader) {
    const std::uint64_t index = TRY(codec::read_varint(reader));
    if (index > symbol_count_max) return fail(Error::too_large);
    return static_cast<std::uint32_t>(index);
}

Result<Message> read_more(Reader& reader) {
    const std::uint32_t from = TRY(read_index(reader));
    return More{from, TRY(DifferenceEstimate::read(reader))};
}

Result<Message> read_symbols_from(Reader& reader) {
    Symbols symbols{TRY(read_index(reader)), 0, {}};
    symbols.end = TRY(read_index(reader));
    symbols.symbols = TRY(read_symbols(reader));
    const std::size_t end = symbols.first + symbols.symbols.size();
    if (symbols.symbols.empty() || end > symbols.end) return fail(Error::malformed);
    return symbols;
}

Result<Message> read_kind(Reader& reader, Kind kind) {
    switch (kind) {
        case Kind::hello_symbols:
        case Kind::hello_whole:
        case Kind::hello_since:
        case Kind::hello_ranges: return read_hello(reader, kind);
        case Kind::equal: return Equal{};
        case Kind::found: return read_found(reader, true);
        case Kind::found_in_part: return read_found(reader, false);
        case Kind::go_on: return GoOn{};
        case Kind::more: return read_more(reader);
        case Kind::symbols: return read_symbols_from(reader);
        case Kind::ranges: return Ranges{rest_of(reader)};
    }
    std::unreachable();
}

}  // namespace

Buffer write_message(const Message& message) {
    MessageWriter writer;
    match(message, writer);
    const Buffer body = writer.take();
    Buffer framed;
    BufferWriter frame(framed, message_size_max + codec::varint_size_max);
    codec::write_varint(frame, body.size());
    frame.bytes(body);
    ASSERT(frame.finish());
    return framed;
}

Result<Message> read_message(Bytes bytes) {
    if (bytes.size() > message_size_max) return fail(Error::too_large);
    Reader reader(bytes);
    const std::uint8_t kind = TRY(reader.u8());
    if (kind > kind_last) return fail(Error::malformed);
    Message message = TRY(read_kind(reader, static_cast<Kind>(kind)));
    TRY(reader.expect_end());
    return message;
}

}  // namespace core::sync

// Messages in bytes: the version, the kind, how many, and those. Each has one form only.
#include "fabric/broadcast/message.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/codec/count.h"
#include "core/codec/message_bytes.h"
#include "core/codec/varint.h"

namespace fabric::broadcast {

using core::Error;
using core::Reader;
using core::Result;

namespace {

constexpr std::uint8_t version = 1;
enum class Kind : std::uint8_t { deltas = 0, acknowledgements = 1 };

class MessageWriter {
public:
    void operator()(const Deltas& message) {
        head(Kind::deltas, message.deltas.size(), deltas_per_message_max);
        for (const auto& [key, bytes] : message.deltas) {
            ASSERT(!bytes.empty());
            message_.writer().bytes(key.view());
            message_.sized(bytes);
        }
    }
    void operator()(const Acknowledgements& message) {
        head(Kind::acknowledgements, message.keys.size(), acknowledgements_per_message_max);
        for (const Key& key : message.keys) message_.writer().bytes(key.view());
    }
    [[nodiscard]] core::Buffer take() { return message_.take(); }

private:
    void head(Kind kind, std::size_t count, std::size_t count_max) {
        ASSERT(count > 0 && count <= count_max);
        message_.head(version, std::to_underlying(kind));
        message_.number(count);
    }

    core::codec::MessageBytes message_{message_size_max};
};

Result<std::size_t> read_some(Reader& reader, std::size_t size_min, std::size_t count_max) {
    const std::size_t count = TRY(core::codec::read_count(reader, size_min, count_max));
    if (count == 0) return core::fail(Error::malformed);
    return count;
}

Result<Message> read_deltas(Reader& reader) {
    const std::size_t count = TRY(read_some(reader, Key::size_bytes + 2, deltas_per_message_max));
    Deltas message;
    message.deltas.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Key key = TRY(reader.fixed<Key>());
        const std::uint64_t size = TRY(core::codec::read_varint(reader));
        if (size == 0) return core::fail(Error::malformed);
        if (size > delta_size_max) return core::fail(Error::too_large);
        message.deltas.push_back({key, TRY(reader.take(size))});
    }
    return message;
}

Result<Message> read_acknowledgements(Reader& reader) {
    const std::size_t count =
        TRY(read_some(reader, Key::size_bytes, acknowledgements_per_message_max));
    Acknowledgements message;
    message.keys.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Key key = TRY(reader.fixed<Key>());
        if (i > 0 && !core::sync::comes_before(message.keys.back(), key))
            return core::fail(Error::not_canonical);
        message.keys.push_back(key);
    }
    return message;
}

}  // namespace

core::Buffer write_message(const Message& message) {
    MessageWriter writer;
    match(message, writer);
    return writer.take();
}

Result<Message> read_message(core::Bytes bytes) {
    if (bytes.size() > message_size_max) return core::fail(Error::too_large);
    Reader reader(bytes);
    if (TRY(reader.u8()) != version) return core::fail(Error::format_unknown);
    const std::uint8_t kind = TRY(reader.u8());
    if (kind > static_cast<std::uint8_t>(Kind::acknowledgements))
        return core::fail(Error::malformed);
    Message message =
        TRY(kind == static_cast<std::uint8_t>(Kind::deltas) ? read_deltas(reader)
                                                            : read_acknowledgements(reader));
    TRY(reader.expect_end());
    return message;
}

}  // namespace fabric::broadcast

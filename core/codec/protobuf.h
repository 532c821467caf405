// The part of protobuf that libp2p's messages use (rules PB1–PB8, spec/codec.md). A message is read
// field by field, so that its reader is a table of its numbers, and unknown numbers fall through:
//
//     ProtobufReader fields(bytes);
//     while (const auto field = TRY(fields.next())) {
//         if (field->number == 1) request.type = TRY(field->u32());
//         if (field->number == 2) request.key = TRY(field->bytes());
//     }
//
// and written in the same order by a ProtobufWriter. What was read is a view of the message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/base/writer.h"

namespace core::codec {

// The most fields of one message, known or not: a peer may not buy a long loop with two-byte
// fields. The largest message we speak, a gossipsub RPC, is far below it.
inline constexpr std::size_t protobuf_fields_max = 16'384;

inline constexpr std::uint32_t protobuf_number_max = (1u << 29) - 1;

enum class WireType : std::uint8_t { varint = 0, fixed64 = 1, sized = 2, fixed32 = 5 };

// One field. Asking for its value as another kind than the wire has is Error::malformed.
struct ProtobufField {
    std::uint32_t number;
    WireType type;
    std::uint64_t value;  // The number; of `sized` the size.
    Bytes content;        // Of `sized` alone.

    [[nodiscard]] Result<std::uint64_t> u64() const;
    [[nodiscard]] Result<std::uint32_t> u32() const;
    [[nodiscard]] Result<std::int64_t> i64() const;
    [[nodiscard]] Result<bool> boolean() const;
    [[nodiscard]] Result<std::uint64_t> fixed64() const;
    [[nodiscard]] Result<std::uint32_t> fixed32() const;
    // Bytes, and the encoding of a nested message.
    [[nodiscard]] Result<Bytes> bytes() const;
    // Only what is UTF-8.
    [[nodiscard]] Result<std::string_view> text() const;
};

class ProtobufReader {
public:
    explicit ProtobufReader(Bytes message) : reader_(message) {}

    // Nothing at the end. After an error the message is to be dropped.
    [[nodiscard]] Result<std::optional<ProtobufField>> next();

private:
    Reader reader_;
    std::size_t fields_left_ = protobuf_fields_max;
};

// Appends to a buffer up to a limit. Every call writes its field, also when the value is 0, false
// or empty: presence is the caller's decision. As with all writers, ask once, with finish().
class ProtobufWriter {
public:
    ProtobufWriter(Buffer& buffer, std::size_t size_max)
        : buffer_(buffer), writer_(buffer, size_max) {}

    void u64(std::uint32_t number, std::uint64_t value);
    void i64(std::uint32_t number, std::int64_t value);
    void boolean(std::uint32_t number, bool value);
    void fixed64(std::uint32_t number, std::uint64_t value);
    void fixed32(std::uint32_t number, std::uint32_t value);
    void bytes(std::uint32_t number, Bytes value);
    void text(std::uint32_t number, std::string_view value);

    // A nested message: `write(*this)` writes its fields.
    template <class Write>
    void message(std::uint32_t number, Write write) {
        const std::size_t begin = begin_message(number);
        write(*this);
        end_message(begin);
    }

    [[nodiscard]] Result<void> finish() const { return writer_.finish(); }

private:
    void tag(std::uint32_t number, WireType type);
    [[nodiscard]] std::size_t begin_message(std::uint32_t number);
    void end_message(std::size_t begin);

    Buffer& buffer_;
    BufferWriter writer_;
};

}  // namespace core::codec

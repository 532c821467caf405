// Protobuf's fields: a tag (number and wire type), then the value.
#include "core/codec/protobuf.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/codec/utf8.h"
#include "core/codec/varint.h"

namespace core::codec {
namespace {

Result<std::uint64_t> value_of(const ProtobufField& field, WireType wanted) {
    if (field.type != wanted) return fail(Error::malformed);
    return field.value;
}

}  // namespace

Result<std::uint64_t> ProtobufField::u64() const { return value_of(*this, WireType::varint); }

Result<std::uint32_t> ProtobufField::u32() const {
    if (TRY(u64()) > UINT32_MAX) return fail(Error::too_large);
    return static_cast<std::uint32_t>(value);
}

Result<std::int64_t> ProtobufField::i64() const { return static_cast<std::int64_t>(TRY(u64())); }

Result<bool> ProtobufField::boolean() const { return TRY(u64()) != 0; }

Result<std::uint64_t> ProtobufField::fixed64() const { return value_of(*this, WireType::fixed64); }

Result<std::uint32_t> ProtobufField::fixed32() const {
    return static_cast<std::uint32_t>(TRY(value_of(*this, WireType::fixed32)));
}

Result<Bytes> ProtobufField::bytes() const {
    if (type != WireType::sized) return fail(Error::malformed);
    return content;
}

Result<std::string_view> ProtobufField::text() const {
    const std::string_view characters = as_text(TRY(bytes()));
    if (!is_utf8(characters)) return fail(Error::malformed);
    return characters;
}

Result<std::optional<ProtobufField>> ProtobufReader::next() {
    if (reader_.at_end()) return std::nullopt;
    if (fields_left_-- == 0) return fail(Error::too_large);
    const std::uint64_t tag = TRY(read_protobuf_varint(reader_));
    const std::uint64_t number = tag >> 3;
    if (number == 0 || number > protobuf_number_max) return fail(Error::malformed);
    ProtobufField field{static_cast<std::uint32_t>(number), WireType::varint, 0, {}};
    switch (tag & 7) {
        case 0: field.value = TRY(read_protobuf_varint(reader_)); break;
        case 1:
            field.type = WireType::fixed64;
            field.value = TRY(reader_.u64_le());
            break;
        case 2:
            field.type = WireType::sized;
            field.value = TRY(read_protobuf_varint(reader_));
            field.content = TRY(reader_.take(field.value));
            break;
        case 5:
            field.type = WireType::fixed32;
            field.value = TRY(reader_.u32_le());
            break;
        default: return fail(Error::malformed);  // Groups, and what protobuf never had.
    }
    return field;
}

void ProtobufWriter::tag(std::uint32_t number, WireType type) {
    ASSERT(number > 0 && number <= protobuf_number_max);
    write_varint(writer_, std::uint64_t{number} << 3 | static_cast<std::uint64_t>(type));
}

void ProtobufWriter::u64(std::uint32_t number, std::uint64_t value) {
    tag(number, WireType::varint);
    write_varint(writer_, value);
}

void ProtobufWriter::i64(std::uint32_t number, std::int64_t value) {
    u64(number, static_cast<std::uint64_t>(value));
}

void ProtobufWriter::boolean(std::uint32_t number, bool value) { u64(number, value ? 1 : 0); }

void ProtobufWriter::fixed64(std::uint32_t number, std::uint64_t value) {
    tag(number, WireType::fixed64);
    writer_.u64_le(value);
}

void ProtobufWriter::fixed32(std::uint32_t number, std::uint32_t value) {
    tag(number, WireType::fixed32);
    writer_.u32_le(value);
}

void ProtobufWriter::bytes(std::uint32_t number, Bytes value) {
    tag(number, WireType::sized);
    write_varint(writer_, value.size());
    writer_.bytes(value);
}

void ProtobufWriter::text(std::uint32_t number, std::string_view value) {
    bytes(number, as_bytes(value));
}

std::size_t ProtobufWriter::begin_message(std::uint32_t number) {
    tag(number, WireType::sized);
    return buffer_.size();
}

// The length is known only now: it is written behind the message and turned to its front.
void ProtobufWriter::end_message(std::size_t begin) {
    const std::size_t end = buffer_.size();
    write_varint(writer_, end - begin);
    const auto at = [&](std::size_t index) {
        return buffer_.begin() + static_cast<std::ptrdiff_t>(index);
    };
    std::rotate(at(begin), at(end), buffer_.end());
}

}  // namespace core::codec

// value := kind, then by kind
//   null            nothing
//   false, true     nothing
//   integer         the number, zigzag as a varint
//   real            8 bytes, the sign's first
//   text, bytes     size, bytes
#include "core/crdt/document/value.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace core::crdt {

namespace {

enum class Tag : std::uint8_t { null, no, yes, integer, real, text, bytes };

// The integers that a double holds without gaps.
constexpr double whole_max = 9'007'199'254'740'992.0;

bool is_integer(double value) {
    const bool is_negative_zero = value == 0 && std::signbit(value);
    return std::trunc(value) == value && std::abs(value) <= whole_max && !is_negative_zero;
}

}  // namespace

Value Value::of(double value) {
    if (std::isnan(value)) return Value(std::numeric_limits<double>::quiet_NaN());
    if (is_integer(value)) return Value(static_cast<std::int64_t>(value));
    return Value(value);
}

std::strong_ordering operator<=>(const Value& left, const Value& right) {
    if (left.kind() != right.kind()) return left.kind() <=> right.kind();
    switch (left.kind()) {
        case Value::Kind::null: return std::strong_ordering::equal;
        case Value::Kind::boolean: return *left.as_bool() <=> *right.as_bool();
        case Value::Kind::integer: return *left.as_integer() <=> *right.as_integer();
        case Value::Kind::real: return std::strong_order(*left.as_real(), *right.as_real());
        case Value::Kind::text: return *left.as_text() <=> *right.as_text();
        case Value::Kind::bytes: {
            const Bytes one(*left.as_bytes());
            const Bytes other(*right.as_bytes());
            return as_text(one) <=> as_text(other);
        }
    }
    std::unreachable();
}

void Coder<Value>::write(BufferWriter& writer, const Value& value) {
    const auto tag = [&writer](Tag tag) { writer.u8(static_cast<std::uint8_t>(tag)); };
    if (const bool* const truth = value.as_bool()) return tag(*truth ? Tag::yes : Tag::no);
    if (const std::int64_t* const integer = value.as_integer()) {
        tag(Tag::integer);
        return codec::write_varint(writer, codec::zigzag(*integer));
    }
    if (const double* const real = value.as_real()) {
        tag(Tag::real);
        return writer.u64_be(std::bit_cast<std::uint64_t>(*real));
    }
    if (const std::string* const text = value.as_text()) {
        tag(Tag::text);
        return Coder<std::string>::write(writer, *text);
    }
    if (const Buffer* const bytes = value.as_bytes()) {
        tag(Tag::bytes);
        codec::write_varint(writer, bytes->size());
        return writer.bytes(*bytes);
    }
    tag(Tag::null);
}

Result<Value> Coder<Value>::read(Reader& reader) {
    switch (static_cast<Tag>(TRY(reader.u8()))) {
        case Tag::null: return Value();
        case Tag::no: return Value::of(false);
        case Tag::yes: return Value::of(true);
        case Tag::integer:
            return Value::of(codec::unzigzag(TRY(Coder<std::uint64_t>::read(reader))));
        case Tag::real: {
            const std::uint64_t bits = TRY(reader.u64_be());
            Value value = Value::of(std::bit_cast<double>(bits));
            const double* const real = value.as_real();
            if (!real || std::bit_cast<std::uint64_t>(*real) != bits)
                return fail(Error::not_canonical);
            return value;
        }
        case Tag::text: return Value::of(TRY(Coder<std::string>::read(reader)));
        case Tag::bytes: {
            const std::uint64_t size = TRY(codec::read_varint(reader));
            const Bytes bytes = TRY(reader.take(size));
            return Value::of(Buffer(bytes.begin(), bytes.end()));
        }
    }
    return fail(Error::malformed);
}

}  // namespace core::crdt

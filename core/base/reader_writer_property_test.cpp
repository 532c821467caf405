// Whatever list of values is written is read back, by value and by place, and both writers agree on
// how much of it has room.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "core/base/reader.h"
#include "core/base/writer.h"

namespace core {
namespace {

struct Field {
    unsigned kind;
    std::uint64_t number;
    std::string text;
};

std::vector<Field> any_fields() {
    return *rc::gen::container<std::vector<Field>>(
        rc::gen::construct<Field>(rc::gen::resize(100, rc::gen::inRange(0u, 8u)),
                                  rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>()),
                                  rc::gen::arbitrary<std::string>()));
}

template <class Writer>
void write(Writer& writer, const Field& field) {
    const std::uint64_t number = field.number;
    switch (field.kind) {
        case 0: return writer.u8(static_cast<std::uint8_t>(number));
        case 1: return writer.u16_be(static_cast<std::uint16_t>(number));
        case 2: return writer.u16_le(static_cast<std::uint16_t>(number));
        case 3: return writer.u32_be(static_cast<std::uint32_t>(number));
        case 4: return writer.u32_le(static_cast<std::uint32_t>(number));
        case 5: return writer.u64_be(number);
        case 6: return writer.u64_le(number);
        default: return writer.text(field.text);
    }
}

bool reads_back(Reader& reader, const Field& field) {
    const std::uint64_t number = field.number;
    switch (field.kind) {
        case 0: return reader.u8() == static_cast<std::uint8_t>(number);
        case 1: return reader.u16_be() == static_cast<std::uint16_t>(number);
        case 2: return reader.u16_le() == static_cast<std::uint16_t>(number);
        case 3: return reader.u32_be() == static_cast<std::uint32_t>(number);
        case 4: return reader.u32_le() == static_cast<std::uint32_t>(number);
        case 5: return reader.u64_be() == number;
        case 6: return reader.u64_le() == number;
        default: {
            const auto taken = reader.take(field.text.size());
            return taken && as_text(*taken) == field.text;
        }
    }
}

RC_GTEST_PROP(ReaderWriterProperty, WR1_what_is_written_is_read_back, ()) {
    const std::vector<Field> fields = any_fields();
    Buffer buffer(3, std::byte{0xee});
    BufferWriter writer(buffer, 1'000'000);
    for (const Field& field : fields) write(writer, field);
    RC_ASSERT(writer.finish().has_value());
    Reader reader(buffer);
    RC_ASSERT(as_text(*reader.take(3)) == "\xee\xee\xee");
    for (const Field& field : fields) RC_ASSERT(reads_back(reader, field));
    RC_ASSERT(reader.expect_end().has_value());
}

// [WR2] The fields in front of the first that has no room, and nothing else.
RC_GTEST_PROP(ReaderWriterProperty, WR2_whole_values_up_to_the_limit, ()) {
    const std::vector<Field> fields = any_fields();
    const auto limit = *rc::gen::inRange<std::size_t>(0, 1 + 8 * fields.size());
    Buffer buffer;
    BufferWriter growing(buffer, limit);
    Buffer memory(limit, std::byte{0xee});
    SpanWriter lent{memory};
    Buffer expected;
    bool had_room = true;
    for (const Field& field : fields) {
        write(growing, field);
        write(lent, field);
        Buffer one;
        BufferWriter alone(one, 1'000'000);
        write(alone, field);
        had_room = had_room && (one.empty() || expected.size() + one.size() <= limit);
        if (had_room) append(expected, one);
    }
    RC_ASSERT(growing.finish().has_value() == had_room);
    RC_ASSERT(lent.finish().has_value() == had_room);
    RC_ASSERT(buffer == expected);
    expected.resize(limit, std::byte{0xee});
    RC_ASSERT(memory == expected);
}

}  // namespace
}  // namespace core

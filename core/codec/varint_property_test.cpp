// Whatever number is written is read back, by both readers.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/base/writer.h"
#include "core/codec/varint.h"

namespace core::codec {
namespace {

RC_GTEST_PROP(VarintProperty, VI6_numbers_round_trip, ()) {
    // Evenly over the lengths, since most random numbers are long.
    const auto number = *rc::gen::arbitrary<std::uint64_t>() >> *rc::gen::inRange(0, 64);
    Buffer buffer;
    BufferWriter writer(buffer, 100);
    write_varint(writer, number);
    writer.u8(0xff);
    RC_ASSERT(buffer.size() == varint_size(number) + 1);
    Reader lenient(buffer);
    RC_ASSERT(*read_protobuf_varint(lenient) == number);
    Reader strict(buffer);
    RC_ASSERT(read_varint(strict).has_value() == (number <= varint_max));
}

}  // namespace
}  // namespace core::codec

// Any message that can be read is written again, field by field, and must read the same. If it was
// in the shortest form, it must be the same bytes.
#include "core/base/assert.h"
#include "core/codec/protobuf.h"
#include "core/codec/varint.h"
#include "core/testing/fuzz.h"

namespace core::codec {
namespace {

void write_field(ProtobufWriter& writer, const ProtobufField& field) {
    switch (field.type) {
        case WireType::varint: return writer.u64(field.number, field.value);
        case WireType::fixed64: return writer.fixed64(field.number, *field.fixed64());
        case WireType::fixed32: return writer.fixed32(field.number, *field.fixed32());
        case WireType::sized: return writer.bytes(field.number, *field.bytes());
    }
}

Result<Buffer> rewrite(Bytes message) {
    Buffer again;
    ProtobufWriter writer(again, message.size());
    ProtobufReader fields(message);
    while (const auto field = TRY(fields.next())) write_field(writer, *field);
    ASSERT(writer.finish());  // The shortest form is never longer.
    return again;
}

}  // namespace
}  // namespace core::codec

FUZZ(protobuf) {
    using namespace core::codec;
    const auto again = rewrite(input);
    if (!again) return;
    if (again->size() == input.size()) ASSERT(core::equal(*again, input));
    const auto third = rewrite(*again);
    ASSERT(third && *third == *again);
}

// Messages of random fields, some of them nested, read as they were written.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/codec/protobuf.h"

namespace core::codec {
namespace {

RC_GTEST_PROP(ProtobufProperty, PB8_messages_round_trip,
              (const std::vector<std::pair<std::uint64_t, std::string>>& entries)) {
    Buffer message;
    ProtobufWriter writer(message, SIZE_MAX);
    for (const auto& [number, bytes] : entries)
        writer.message(1, [&](ProtobufWriter& nested) {
            nested.u64(1, number);
            nested.bytes(2, as_bytes(bytes));
            nested.fixed64(3, number);
        });
    RC_ASSERT(writer.finish().has_value());
    ProtobufReader fields(message);
    for (const auto& [number, bytes] : entries) {
        const auto entry = *fields.next();
        ProtobufReader nested(*entry->bytes());
        RC_ASSERT(*(*nested.next())->u64() == number);
        RC_ASSERT(as_text(*(*nested.next())->bytes()) == bytes);
        RC_ASSERT(*(*nested.next())->fixed64() == number);
        RC_ASSERT(!nested.next()->has_value());
    }
    RC_ASSERT(!fields.next()->has_value());
}

}  // namespace
}  // namespace core::codec

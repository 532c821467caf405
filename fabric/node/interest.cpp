// Interest in bytes.
#include "fabric/node/interest.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/count.h"
#include "core/codec/utf8.h"
#include "core/codec/varint.h"
#include "fabric/node/options.h"

namespace fabric::node {

using core::Error;
using core::Result;

namespace {
constexpr std::uint8_t version = 1;
constexpr std::uint8_t keeps_everything_flag = 1;
}  // namespace

Result<void> check_document_name(std::string_view name) {
    if (name.empty()) return core::fail(Error::value_missing);
    if (name.size() > document_name_size_max) return core::fail(Error::too_large);
    if (!core::codec::is_utf8(name)) return core::fail(Error::malformed);
    return {};
}

core::Buffer write_interest(const Interest& interest) {
    core::Buffer bytes;
    core::BufferWriter writer(bytes, 2 * interest_size_max);
    writer.u8(version);
    writer.u8(interest.keeps_everything ? keeps_everything_flag : 0);
    core::codec::write_varint(writer, interest.names.size());
    for (const std::string& name : interest.names) {
        core::codec::write_varint(writer, name.size());
        writer.text(name);
    }
    const auto written = writer.finish();
    ASSERT(written);
    return bytes;
}

Result<Interest> read_interest(core::Bytes bytes) {
    core::Reader reader(bytes);
    if (TRY(reader.u8()) != version) return core::fail(Error::protocol_unknown);
    const std::uint8_t flags = TRY(reader.u8());
    if ((flags & ~keeps_everything_flag) != 0) return core::fail(Error::malformed);
    Interest interest{flags != 0, {}};
    const std::uint64_t count = TRY(core::codec::read_count(reader, 2));
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t size = TRY(core::codec::read_varint(reader));
        const std::string_view name = core::as_text(TRY(reader.take(size)));
        TRY(check_document_name(name));
        interest.names.emplace_back(name);
    }
    TRY(reader.expect_end());
    return interest;
}

}  // namespace fabric::node

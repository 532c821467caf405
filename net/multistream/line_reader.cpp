// Sizes and texts in pieces of any length.
#include "net/multistream/line_reader.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"

namespace net::multistream {

using core::Error;
using core::fail;
using core::Result;

namespace {
constexpr auto newline = static_cast<std::byte>('\n');
}  // namespace

void append_line(core::Buffer& buffer, std::string_view text) {
    const std::size_t size = text.size() + 1;
    ASSERT(size <= line_size_max);
    core::BufferWriter writer(buffer, buffer.size() + core::codec::varint_size(size) + size);
    core::codec::write_varint(writer, size);
    writer.bytes(core::as_bytes(text));
    writer.u8('\n');
    ASSERT(writer.finish());
}

Result<std::optional<std::string_view>> LineReader::take_line(core::Bytes& bytes) {
    if (std::exchange(is_told_, false)) line_.clear();
    if (line_size_ == 0) {
        const auto size = TRY(take_size(bytes));
        if (!size) return std::nullopt;
        line_size_ = *size;
        line_.clear();
    }
    const std::size_t taken = std::min(line_size_ - line_.size(), bytes.size());
    core::append(line_, bytes.first(taken));
    bytes = bytes.subspan(taken);
    if (line_.size() < line_size_) return std::nullopt;
    line_size_ = 0;
    is_told_ = true;
    if (line_.back() != newline) return fail(Error::malformed);
    return core::as_text(core::Bytes(line_).first(line_.size() - 1));
}

Result<std::optional<std::size_t>> LineReader::take_size(core::Bytes& bytes) {
    while (!bytes.empty()) {
        line_.push_back(bytes.front());
        bytes = bytes.subspan(1);
        core::Reader reader(line_);
        const auto size = core::codec::read_varint(reader);
        if (!size && size.error() == Error::truncated) continue;
        if (!size) return fail(size.error());
        if (*size == 0) return fail(Error::malformed);
        if (*size > line_size_max) return fail(Error::too_large);
        return static_cast<std::size_t>(*size);
    }
    return std::nullopt;
}

}  // namespace net::multistream

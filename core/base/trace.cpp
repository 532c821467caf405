// Records of a trace, each framed by its lengths.
#include "core/base/trace.h"

#include <array>

namespace core {

namespace {

constexpr std::size_t gathered_size_min = std::size_t{16} << 10;

}  // namespace

void Trace::record(std::string_view kind, Bytes bytes) {
    std::array<std::byte, 2 * sizeof(std::uint64_t)> lengths;
    SpanWriter writer{lengths};
    writer.u64_le(kind.size());
    writer.u64_le(bytes.size());
    append(gathered_, lengths);
    append(gathered_, as_bytes(kind));
    append(gathered_, bytes);
    if (gathered_.size() < gathered_size_min) return;
    hasher_.update(gathered_);
    gathered_.clear();
}

Blake3Digest Trace::digest() const {
    Blake3 hasher = hasher_;
    hasher.update(gathered_);
    return hasher.digest();
}

void Trace::record(std::string_view kind, std::uint64_t number) {
    std::array<std::byte, sizeof number> bytes;
    SpanWriter writer{bytes};
    writer.u64_le(number);
    record(kind, bytes);
}

}  // namespace core

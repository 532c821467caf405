// Records of a trace, each framed by its lengths.
#include "core/base/trace.h"

#include <array>

namespace core {

void Trace::record(std::string_view kind, Bytes bytes) {
    std::array<std::byte, 2 * sizeof(std::uint64_t)> lengths;
    SpanWriter writer{lengths};
    writer.u64_le(kind.size());
    writer.u64_le(bytes.size());
    hasher_.update(lengths);
    hasher_.update(as_bytes(kind));
    hasher_.update(bytes);
}

void Trace::record(std::string_view kind, std::uint64_t number) {
    std::array<std::byte, sizeof number> bytes;
    SpanWriter writer{bytes};
    writer.u64_le(number);
    record(kind, bytes);
}

}  // namespace core

// Headers and names of segments.
#include "core/store/journal/segment_header.h"

#include "core/base/crc32c.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/store/numbered_name.h"

namespace core::store {
namespace {

// Version 1: magic, version, mesh, node, number, salt, previous, its salt, checksum of all that.
constexpr std::string_view magic = "SELVJRNL";
constexpr std::size_t header_size = 8 + 4 + 32 + 32 + 4 * 8 + 4;
constexpr std::string_view name_prefix = "journal-";
constexpr std::string_view rotten_prefix = "rotten-";

void write_copy(MutableBytes room, const SegmentHeader& header) {
    SpanWriter writer(room.first(header_size));
    writer.text(magic);
    writer.u32_le(journal_format_version);
    writer.bytes(header.owner.mesh.view());
    writer.bytes(header.owner.node.view());
    writer.u64_le(header.number.value);
    writer.u64_le(header.salt.value);
    writer.u64_le(header.previous.value);
    writer.u64_le(header.previous_salt.value);
    writer.u32_le(crc32c(room.first(header_size - sizeof(std::uint32_t))));
}

Result<SegmentHeader> read_version_1(Bytes bytes) {
    const Bytes checked = bytes.first(header_size - sizeof(std::uint32_t));
    Reader reader(bytes.subspan(magic.size() + sizeof journal_format_version));
    SegmentHeader header;
    header.owner.mesh = TRY(reader.fixed<MeshId>());
    header.owner.node = TRY(reader.fixed<NodeId>());
    header.number.value = TRY(reader.u64_le());
    header.salt.value = TRY(reader.u64_le());
    header.previous.value = TRY(reader.u64_le());
    header.previous_salt.value = TRY(reader.u64_le());
    if (TRY(reader.u32_le()) != crc32c(checked)) return fail(Error::checksum_wrong);
    return header;
}

// Magic and version stand where they stand in every version; what follows belongs to the version.
Result<SegmentHeader> read_copy(Bytes bytes) {
    if (bytes.size() < header_size) return fail(Error::truncated);
    Reader reader(bytes);
    if (!equal(TRY(reader.take(magic.size())), as_bytes(magic))) return fail(Error::malformed);
    switch (TRY(reader.u32_le())) {
        case 1: return read_version_1(bytes);
        default: return fail(Error::format_unknown);
    }
}

}  // namespace

Buffer write_segment_header(const SegmentHeader& header) {
    Buffer bytes(segment_data_begin);
    write_copy(bytes, header);
    write_copy(MutableBytes(bytes).subspan(header_copy_distance), header);
    return bytes;
}

Result<SegmentHeader> read_segment_header(Bytes bytes) {
    const auto first = read_copy(bytes);
    if (first || bytes.size() < header_copy_distance) return first;
    const auto second = read_copy(bytes.subspan(header_copy_distance));
    if (second) return second;
    // Rot could look like a later version in one copy, not in both.
    const bool is_later =
        first.error() == Error::format_unknown && second.error() == Error::format_unknown;
    return fail(is_later ? Error::format_unknown : Error::malformed);
}

std::string segment_name(SegmentNumber number) { return numbered_name(name_prefix, number.value); }
std::string rotten_segment_name(SegmentNumber number) {
    return numbered_name(rotten_prefix, number.value);
}

std::optional<SegmentName> read_segment_name(std::string_view name) {
    if (const auto number = read_numbered_name(name_prefix, name))
        return SegmentName{SegmentNumber{*number}, false};
    if (const auto number = read_numbered_name(rotten_prefix, name))
        return SegmentName{SegmentNumber{*number}, true};
    return std::nullopt;
}

}  // namespace core::store

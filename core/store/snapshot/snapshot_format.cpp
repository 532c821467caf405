// Header, blocks, footer and names of snapshots.
#include "core/store/snapshot/snapshot_format.h"

#include "core/base/assert.h"
#include "core/base/crc32c.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/store/numbered_name.h"
#include "core/zstd/zstd.h"

namespace core::store {
namespace {

// Version 1: magic, version, its complement, mesh, node, number, salt, position, checksum of all
// that, zeros.
constexpr std::string_view snapshot_magic = "SELVSNAP";
constexpr std::size_t version_end = 8 + 4 + 4;
constexpr std::size_t checked_size = version_end + 32 + 32 + 3 * 8;
constexpr std::string_view snapshot_name_prefix = "snapshot-";
constexpr std::string_view unfinished_suffix = ".new";
constexpr std::string_view refused_prefix = "rotten-snapshot-";

Result<SnapshotHeader> read_snapshot_version_1(Bytes bytes) {
    Reader reader(bytes.subspan(version_end));
    SnapshotHeader header;
    header.owner.mesh = TRY(reader.fixed<MeshId>());
    header.owner.node = TRY(reader.fixed<NodeId>());
    header.number.value = TRY(reader.u64_le());
    header.salt.value = TRY(reader.u64_le());
    header.position.value = TRY(reader.u64_le());
    if (TRY(reader.u32_le()) != crc32c(bytes.first(checked_size)))
        return fail(Error::checksum_wrong);
    return header;
}

Buffer sealed(Bytes payload, RecordType type, FramePlace place) {
    Buffer frame(static_cast<std::size_t>(frame_size(payload.size())));
    copy(MutableBytes(frame).subspan(frame_header_size), payload);
    complete_frame(frame, type, payload.size());
    seal_frame(frame, place);
    return frame;
}

}  // namespace

Buffer write_snapshot_header(const SnapshotHeader& header) {
    Buffer bytes(snapshot_header_size);
    SpanWriter writer(bytes);
    writer.text(snapshot_magic);
    writer.u32_le(snapshot_format_version);
    writer.u32_le(~snapshot_format_version);
    writer.bytes(header.owner.mesh.view());
    writer.bytes(header.owner.node.view());
    writer.u64_le(header.number.value);
    writer.u64_le(header.salt.value);
    writer.u64_le(header.position.value);
    writer.u32_le(crc32c(Bytes(bytes).first(checked_size)));
    return bytes;
}

// Magic and version stand where they stand in every version; what follows belongs to the version.
// The complement keeps rot from looking like a later version.
Result<SnapshotHeader> read_snapshot_header(Bytes bytes) {
    Reader reader(bytes);
    if (!equal(TRY(reader.take(snapshot_magic.size())), as_bytes(snapshot_magic)))
        return fail(Error::malformed);
    const std::uint32_t version = TRY(reader.u32_le());
    if (TRY(reader.u32_le()) != ~version) return fail(Error::malformed);
    if (bytes.size() < snapshot_header_size) return fail(Error::truncated);
    switch (version) {
        case 1: return read_snapshot_version_1(bytes);
        default: return fail(Error::format_unknown);
    }
}

Buffer write_block(Bytes content, FramePlace place) {
    ASSERT(!content.empty() && content.size() <= block_size_max);
    Buffer compressed;
    const auto done = zstd::compress(compressed, content, zstd::frame_size_max(content.size()),
                                     zstd::Effort::quick);
    ASSERT(done);
    return sealed(compressed, block_type, place);
}

Result<Buffer> read_block(Bytes payload) {
    Buffer content = TRY(zstd::decompress(payload, block_size_max));
    if (content.empty()) return fail(Error::malformed);
    return content;
}

Buffer write_footer(const SnapshotFooter& footer, FramePlace place) {
    Buffer payload(2 * sizeof(std::uint64_t) + Blake3Digest::size_bytes);
    SpanWriter writer(payload);
    writer.u64_le(footer.blocks);
    writer.u64_le(footer.size);
    writer.bytes(footer.digest.view());
    return sealed(payload, footer_type, place);
}

Result<SnapshotFooter> read_footer(Bytes payload) {
    Reader reader(payload);
    SnapshotFooter footer;
    footer.blocks = TRY(reader.u64_le());
    footer.size = TRY(reader.u64_le());
    footer.digest = TRY(reader.fixed<Blake3Digest>());
    TRY(reader.expect_end());
    return footer;
}

std::string snapshot_name(const SnapshotName& name) {
    switch (name.state) {
        case SnapshotState::whole: return numbered_name(snapshot_name_prefix, name.number.value);
        case SnapshotState::unfinished:
            return numbered_name(snapshot_name_prefix, name.number.value, unfinished_suffix);
        case SnapshotState::refused: return numbered_name(refused_prefix, name.number.value);
    }
    std::unreachable();
}

std::optional<SnapshotName> read_snapshot_name(std::string_view text) {
    if (const auto number = read_numbered_name(snapshot_name_prefix, text))
        return SnapshotName{SnapshotNumber{*number}, SnapshotState::whole};
    if (const auto number = read_numbered_name(snapshot_name_prefix, text, unfinished_suffix))
        return SnapshotName{SnapshotNumber{*number}, SnapshotState::unfinished};
    if (const auto number = read_numbered_name(refused_prefix, text))
        return SnapshotName{SnapshotNumber{*number}, SnapshotState::refused};
    return std::nullopt;
}

}  // namespace core::store

// A snapshot is one file: a header, blocks of content, and a footer that proves that all is there
// (rules SN1–SN4, spec/snapshot.md). Blocks and footer are frames, with the snapshot's own salt; a
// block is compressed by itself, so that no step takes long and a torn file is found out early.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/blake3.h"
#include "core/base/result.h"
#include "core/store/frame.h"
#include "core/store/owner.h"

namespace core::store {

// From 1, rising; a number is not used again.
using SnapshotNumber = Id<struct SnapshotNumberTag, std::uint64_t>;

inline constexpr std::uint32_t snapshot_format_version = 1;

struct SnapshotHeader {
    Owner owner;
    SnapshotNumber number;
    Salt salt;
    Position position;  // Everything in front of it is in the snapshot.

    friend bool operator==(const SnapshotHeader&, const SnapshotHeader&) = default;
};
inline constexpr std::size_t snapshot_header_size = 128;

[[nodiscard]] Buffer write_snapshot_header(const SnapshotHeader& header);
// Error::truncated, malformed, checksum_wrong, or format_unknown if a later version wrote it.
[[nodiscard]] Result<SnapshotHeader> read_snapshot_header(Bytes bytes);

inline constexpr RecordType block_type{2};
inline constexpr RecordType footer_type{3};
// Of a block before it is compressed.
inline constexpr std::size_t block_size_max = std::size_t{1} << 20;

// A whole frame.
[[nodiscard]] Buffer write_block(Bytes content, FramePlace place);
[[nodiscard]] Result<Buffer> read_block(Bytes payload);

struct SnapshotFooter {
    std::uint64_t blocks = 0;
    std::uint64_t size = 0;  // Of all content.
    Blake3Digest digest{};   // Of all content.

    friend bool operator==(const SnapshotFooter&, const SnapshotFooter&) = default;
};
[[nodiscard]] Buffer write_footer(const SnapshotFooter& footer, FramePlace place);
[[nodiscard]] Result<SnapshotFooter> read_footer(Bytes payload);

// snapshot-<number>, with .new behind it while it is written, or rotten- in front of it once it was
// refused. The number has 16 hexadecimal digits.
enum class SnapshotState : std::uint8_t { whole, unfinished, refused };
struct SnapshotName {
    SnapshotNumber number;
    SnapshotState state = SnapshotState::whole;
};
[[nodiscard]] std::string snapshot_name(const SnapshotName& name);
// Nothing for the names of other files.
[[nodiscard]] std::optional<SnapshotName> read_snapshot_name(std::string_view text);

}  // namespace core::store

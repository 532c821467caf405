// A segment is one file of a journal. It begins with its header, twice, in two pages, so that no
// single rotten sector takes it away; frames follow (rules JN5–JN7, spec/journal.md).
//
// The header names the segment before it and its salt: with these the frames of that one can still
// be read should both its headers be lost. Where the one before ends, and this one begins, is said
// by every head of a batch in it, since positions go on without a gap.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/store/frame.h"
#include "core/store/owner.h"

namespace core::store {

inline constexpr std::uint32_t journal_format_version = 1;

struct SegmentHeader {
    Owner owner;
    SegmentNumber number;
    Salt salt;
    // Zeros in the first of all.
    SegmentNumber previous{};
    Salt previous_salt{};

    friend bool operator==(const SegmentHeader&, const SegmentHeader&) = default;
};

inline constexpr std::size_t header_copy_distance = 4096;
inline constexpr std::uint64_t segment_data_begin = 2 * header_copy_distance;

// Everything in front of the frames.
[[nodiscard]] Buffer write_segment_header(const SegmentHeader& header);
// From the first bytes of a file, which may be fewer. Error::format_unknown if a later version
// wrote it, malformed if neither copy is whole.
[[nodiscard]] Result<SegmentHeader> read_segment_header(Bytes bytes);

// journal-<number>, or rotten-<number> once rot was found in it; the number has 16 hexadecimal
// digits, so that names are in the order of the numbers.
[[nodiscard]] std::string segment_name(SegmentNumber number);
[[nodiscard]] std::string rotten_segment_name(SegmentNumber number);

struct SegmentName {
    SegmentNumber number;
    bool is_rotten = false;
};
// Nothing for the names of other files.
[[nodiscard]] std::optional<SegmentName> read_segment_name(std::string_view name);

}  // namespace core::store

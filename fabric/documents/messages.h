// What is said about one document, in front of it all its id: on the lane of sync a message of
// core/sync with the talk it belongs to, on that of changes one of fabric/broadcast, and on that of
// bulk a piece of what somebody lacks who lacks much (rules DM8–DM10, spec/documents.md).
//
//   sync := who says it (1: 0 opener, 1 answerer), number of the talk (varint), message
//   bulk := kind (1), number (varint), of a piece: its records in Zstandard
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/sync/message.h"
#include "fabric/documents/talk.h"

namespace fabric::documents {

struct TalkMessage {
    bool is_from_opener = false;
    TalkNumber talk;
    core::sync::Message message;
};
[[nodiscard]] core::Buffer write_talk_message(const TalkMessage& message);
[[nodiscard]] core::Result<TalkMessage> read_talk_message(core::Bytes bytes);

using BulkNumber = core::Id<struct BulkNumberTag, std::uint64_t>;
// Those that a receiver sends are done and failed. A proof is of no bulk, and has the number 0.
enum class BulkKind : std::uint8_t { piece, last_piece, done, failed, proof };

// The author's key and a signature take as much.
inline constexpr std::size_t record_size_min = 96;
// Before they are compressed; a larger record goes alone.
inline constexpr std::size_t bulk_piece_size = std::size_t{256} << 10;
inline constexpr std::size_t bulk_piece_size_max = (std::size_t{16} << 20) + 256;

// In front of each.
inline constexpr std::size_t record_head_size_max = 5;

struct BulkMessage {
    BulkKind kind = BulkKind::piece;
    BulkNumber number;
    // Each its length and itself, one behind the other.
    core::Buffer records = {};
};
[[nodiscard]] core::Buffer write_bulk_message(const BulkMessage& message);
[[nodiscard]] core::Result<BulkMessage> read_bulk_message(core::Bytes bytes);

void append_record(core::Buffer& records, core::Bytes record);
// Views of the bytes. Many together are no more than a piece holds.
[[nodiscard]] core::Result<std::vector<core::Bytes>> split_records(core::Bytes records);

}  // namespace fabric::documents

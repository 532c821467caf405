// Requests to a disk and its answers as bytes, for a disk that is in another language: the page's,
// which JavaScript keeps (web/selvage/src/disk/codec.ts is the other side). Numbers are
// little-endian.
//
//   request   ticket (64 bits), kind (8; the place in DiskAction), then its fields in their order
//   answer    ticket (64), fault (8), size, used, quota (64 each), number of files (32), each a
//   name and a size
//             (64), number of bytes (32), bytes
//
// A name has its length in front (8 bits); what is written has it too (32 bits).
#pragma once

#include "core/base/result.h"
#include "core/store/disk.h"

namespace core::store {

// Of everything but the bytes that are written.
inline constexpr std::size_t request_fields_size_max = 9 + 2 * (1 + file_name_size_max);

[[nodiscard]] Buffer write_request(const DiskRequest& request);

// A disk that answers nonsense is refused: Error::truncated, trailing_bytes, malformed, too_large.
[[nodiscard]] Result<DiskAnswer> read_answer(Bytes bytes);

}  // namespace core::store

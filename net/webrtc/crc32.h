// CRC-32 of ISO 3309, which STUN's FINGERPRINT uses (RFC 8489, section 14.7). Of a few hundred
// bytes at a time, hence bit by bit over a small table.
#pragma once

#include <cstdint>

#include "core/base/bytes.h"

namespace net::webrtc {

std::uint32_t crc32(core::Bytes bytes);

}  // namespace net::webrtc

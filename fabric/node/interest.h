// Interest is what one end of a session says of the documents that it has: their names, and whether
// it keeps all there are (rule ND8, spec/node.md).
//
//   interest := version (1), flags (1: 1 keeps everything), count, names, each with its size
#pragma once

#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace fabric::node {

inline constexpr std::size_t interest_size_max = std::size_t{64} << 10;

struct Interest {
    bool keeps_everything = false;
    std::vector<std::string> names;
};

[[nodiscard]] core::Buffer write_interest(const Interest& interest);
[[nodiscard]] core::Result<Interest> read_interest(core::Bytes bytes);
// 1 to 1,024 bytes of UTF-8.
[[nodiscard]] core::Result<void> check_document_name(std::string_view name);

}  // namespace fabric::node

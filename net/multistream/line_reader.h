// LineReader takes the messages of multistream-select off a byte stream: a varint with the size of
// what follows, a text, a newline. Rules MS1, MS2, spec/multistream.md.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace net::multistream {

// With its newline. Names of protocols are far shorter.
inline constexpr std::size_t line_size_max = 1024;

// Appends a message.
void append_line(core::Buffer& buffer, std::string_view text);

class LineReader {
public:
    // Takes bytes off the front until a line is whole, and not one more. The text is valid until
    // the next call. After an error the reader is to be dropped.
    [[nodiscard]] core::Result<std::optional<std::string_view>> take_line(core::Bytes& bytes);

private:
    [[nodiscard]] core::Result<std::optional<std::size_t>> take_size(core::Bytes& bytes);

    core::Buffer line_;          // What has come of the size, or of the line behind it.
    std::size_t line_size_ = 0;  // 0 while the size is read.
    bool is_told_ = false;
};

}  // namespace net::multistream

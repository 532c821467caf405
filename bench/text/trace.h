// A trace: who typed and erased what, and when they heard of one another. In the form in which
// bench/text/trace.mjs writes it, 32-bit words first:
//
//   trace  := count of authors, of edits, of all takes, size of all texts, size of the end content,
//             edits, takes, texts, end content
//   edit   := author, position and erased in code points, the same in UTF-16 units,
//             count of takes, size of the text
//   take   := the edit of another author, by number, that the author hears of before this one
//
// An edit that erases and inserts nothing is there for its takes: at the end everybody hears of
// everything.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"

namespace bench {

struct Edit {
    std::uint32_t author = 0;
    std::uint32_t position = 0;
    std::uint32_t erased = 0;
    std::uint32_t position_units = 0;
    std::uint32_t erased_units = 0;
    std::span<const std::uint32_t> takes;
    std::string_view inserted;
};

class Trace {
public:
    explicit Trace(core::Buffer bytes);
    Trace(const Trace&) = delete;
    Trace& operator=(const Trace&) = delete;

    [[nodiscard]] std::uint32_t authors() const { return authors_; }
    [[nodiscard]] const std::vector<Edit>& edits() const { return edits_; }
    [[nodiscard]] std::string_view end() const { return end_; }

private:
    core::Buffer bytes_;
    std::vector<std::uint32_t> words_;
    std::uint32_t authors_ = 0;
    std::vector<Edit> edits_;
    std::string_view end_;
};

}  // namespace bench

// What is wrong with a program, for whoever wrote it: where, what, and what may have been meant.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "logos/syntax/tree.h"

namespace logos {

inline constexpr std::size_t diagnostic_count_max = 50;

struct Diagnostic {
    Span span;
    std::string text;        // What is wrong, one sentence.
    std::string suggestion;  // What to write instead, or empty.

    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

}  // namespace logos

// A diagnostic as somebody reads it: the place, the sentence, the line with the piece underlined,
// and what to write instead.
#pragma once

#include <string>
#include <string_view>

#include "logos/syntax/diagnostic.h"

namespace logos {

// `file` is what the source is called.
std::string explain(std::string_view source, std::string_view file, const Diagnostic& diagnostic);

}  // namespace logos

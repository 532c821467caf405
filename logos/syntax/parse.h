// From the text of a program to its tree, or to what is wrong with it: several things at once, each
// with a place. It reads any bytes.
#pragma once

#include <string_view>
#include <vector>

#include "logos/syntax/diagnostic.h"
#include "logos/syntax/tree.h"

namespace logos {

struct Parsed {
    Tree tree;  // Whole only if nothing is wrong.
    std::vector<Diagnostic> wrong;
};

Parsed parse(std::string_view source);

}  // namespace logos

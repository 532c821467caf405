// From the tree of a program to what a machine runs. What only running can show (a name that nobody
// gave a value, a function that does not exist) becomes a failure at that place, so that what comes
// before it runs.
#pragma once

#include <vector>

#include "logos/machine/code.h"
#include "logos/syntax/diagnostic.h"
#include "logos/syntax/tree.h"

namespace logos {

struct Compiled {
    Program program;
    std::vector<Diagnostic> wrong;
};

Compiled compile(const Tree& tree);

}  // namespace logos

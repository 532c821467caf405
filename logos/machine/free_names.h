// Which names a part of a program uses, and to which it gives values: what a closure captures, and
// what a branch of a block that runs at the same time gives back.
#pragma once

#include <string>
#include <vector>

#include "logos/syntax/tree.h"

namespace logos {

std::vector<std::string> names_used(const Tree& tree, NodeId node);
std::vector<std::string> names_given(const Tree& tree, NodeId node);

// Whether what stands there may wait for something, or calls what may.
bool may_wait(const Tree& tree, NodeId node);

}  // namespace logos

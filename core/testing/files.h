// read_file gives tests the neutral vector files of spec/vectors, by their path from the project's
// root.
#pragma once

#include <string>
#include <string_view>

namespace core::testing {

// Ends the program with a message if the file cannot be read: a test without its vectors proves
// nothing.
std::string read_file(std::string_view path);

}  // namespace core::testing

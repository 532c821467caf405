// LOGOS programs from files: checked, or run until they end.
#pragma once

#include <span>
#include <string>

namespace native {

// How it ended.
enum class LogosEnd { done, failed, wrong, unreadable };

// What is wrong goes to standard error, each with its place in the file; what the program shows to
// standard output.
[[nodiscard]] LogosEnd check_logos(const std::string& path);
[[nodiscard]] LogosEnd run_logos(const std::string& path, std::span<const std::string> arguments);

}  // namespace native

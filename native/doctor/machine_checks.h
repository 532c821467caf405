// The machine itself: its clock, its disk, its limits, its browsers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "native/doctor/finding.h"

namespace native::doctor {

inline constexpr std::uint64_t room_needed = std::uint64_t{64} << 20;
inline constexpr std::uint64_t room_wanted = std::uint64_t{1} << 30;
// Each peer is a socket, and each document has files.
inline constexpr std::uint64_t descriptors_needed = 256;
inline constexpr std::uint64_t descriptors_wanted = 1'024;

[[nodiscard]] Finding check_clock(std::uint64_t unix_seconds);
// That something can be written there and made to last. What is not there yet is not made.
[[nodiscard]] Finding check_folder(const std::string& path);
// The disk below it.
[[nodiscard]] Finding check_disk(const std::string& path);
[[nodiscard]] Finding check_descriptors();
// The Studio is a page. `path` is where programs are looked for, with colons between.
[[nodiscard]] Finding check_browser(std::string_view path);

// What these make of what they see.
[[nodiscard]] Finding judge_disk(std::string_view path, std::uint64_t kind, std::uint64_t room);
[[nodiscard]] Finding judge_descriptors(std::uint64_t count_max);

}  // namespace native::doctor

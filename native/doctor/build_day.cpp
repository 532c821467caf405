// The day comes from CMake, as 2026-01-31.
#include "native/doctor/build_day.h"

#include <chrono>

namespace native::doctor {

namespace {

constexpr std::string_view built_on = SELVAGE_BUILD_DAY;
static_assert(built_on.size() == 10);

constexpr int number_at(std::size_t position, std::size_t size) {
    int number = 0;
    for (const char digit : built_on.substr(position, size)) number = number * 10 + (digit - '0');
    return number;
}

}  // namespace

std::string_view build_day() { return built_on; }

std::uint64_t build_day_begins() {
    using namespace std::chrono;
    const sys_days day = year{number_at(0, 4)} / month{static_cast<unsigned>(number_at(5, 2))} /
                         std::chrono::day{static_cast<unsigned>(number_at(8, 2))};
    return static_cast<std::uint64_t>(sys_seconds(day).time_since_epoch().count());
}

}  // namespace native::doctor

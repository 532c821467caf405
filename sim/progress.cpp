// How far a sweep is, in a line.
#include "sim/progress.h"

#include <unistd.h>

#include <cstdio>

#include "core/base/format.h"

namespace sim {
namespace {

constexpr std::chrono::milliseconds terminal_pause{200};
constexpr std::chrono::seconds log_pause{10};

}  // namespace

Progress::Progress(const Scenario& scenario, core::Seed first, std::uint64_t runs)
    : sum_(scenario, first), runs_(runs), is_terminal_(isatty(STDERR_FILENO) == 1) {}

void Progress::take(core::Seed seed, const Run& run) {
    sum_.add(seed, run);
    const auto now = Clock::now();
    if (now - said_ < (is_terminal_ ? Clock::duration(terminal_pause) : log_pause)) return;
    said_ = now;
    say();
}

void Progress::say() {
    has_said_ = true;
    const Sweep& sweep = sum_.so_far();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(said_ - begun_).count();
    const std::string text = core::formatted(
        "{}{}: {} of {}, {} failed, {} s{}", is_terminal_ ? "\r" : "", sweep.scenario, sweep.runs,
        runs_, sweep.failed_runs, seconds, is_terminal_ ? "\033[K" : "\n");
    std::fputs(text.c_str(), stderr);
}

Sweep Progress::finish() {
    if (is_terminal_ && has_said_) std::fputs("\r\033[K", stderr);
    return sum_.finish();
}

}  // namespace sim

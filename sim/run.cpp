// What a run remembers.
#include "sim/run.h"

#include <algorithm>

#include "core/base/format.h"

namespace sim {

void Figure::add(const Figure& other) {
    count += other.count;
    sum += other.sum;
    greatest = std::max(greatest, other.greatest);
}

void Run::step(core::Instant now, std::string_view who, std::string_view what, core::Bytes bytes) {
    ++steps_;
    const auto microseconds = static_cast<std::uint64_t>(now.time_since_epoch().count());
    trace_.record("time", microseconds);
    trace_.record(who, core::as_bytes(what));
    trace_.record("bytes", bytes);
    if (!keeps_log_) return;
    constexpr std::size_t shown_max = 16;
    log_ += core::formatted("{} us  {}  {}", microseconds, who, what);
    if (!bytes.empty())
        log_ += core::formatted("  {} bytes {}{}", bytes.size(),
                                bytes.first(std::min(bytes.size(), shown_max)),
                                bytes.size() > shown_max ? "…" : "");
    log_ += '\n';
}

void Run::check(std::string_view invariant, bool holds, std::string_view otherwise) {
    ++checks_.ensure(invariant);
    if (!holds && failure_.empty()) failure_ = core::formatted("{}: {}", invariant, otherwise);
}

}  // namespace sim

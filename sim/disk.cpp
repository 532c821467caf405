// Time and faults of a simulated disk.
#include "sim/disk.h"

#include <algorithm>
#include <set>

#include "core/base/small_vector.h"

namespace sim {
namespace {

using core::Duration;
using core::Instant;
using core::store::DiskAction;
using core::store::DiskAnswer;
using core::store::DiskFault;
using core::store::DiskRequest;
using core::store::SyncFile;
using core::store::WriteFile;
using std::chrono::milliseconds;

// Of a request that is slow, besides what all take.
constexpr milliseconds slow_min{100};
constexpr milliseconds slow_max{3000};

using Lines = core::SmallVector<std::uint64_t, 2>;
constexpr std::uint64_t names_line = 0;  // No file has this number.

struct LinesOf {
    Lines operator()(const core::store::OpenFile& open) const {
        return {names_line, open.file.value};
    }
    Lines operator()(const core::store::CloseFile& close) const {
        return {names_line, close.file.value};
    }
    Lines operator()(const WriteFile& write) const { return {write.file.value}; }
    Lines operator()(const core::store::ReadFile& read) const { return {read.file.value}; }
    Lines operator()(const SyncFile& sync) const { return {sync.file.value}; }
    Lines operator()(const core::store::ResizeFile& resize) const { return {resize.file.value}; }
    Lines operator()(const auto&) const { return {names_line}; }
};

}  // namespace

DiskOptions DiskOptions::drawn_from(core::Prng& prng) {
    DiskOptions options;
    options.delay_max = core::Duration(prng.between(1, 20'000));
    if (prng.chance(1, 2)) options.slow_permille = static_cast<std::uint32_t>(prng.between(1, 30));
    if (prng.chance(1, 3))
        options.write_failed_permille = static_cast<std::uint32_t>(prng.between(1, 20));
    if (prng.chance(1, 3))
        options.sync_failed_permille = static_cast<std::uint32_t>(prng.between(1, 60));
    if (prng.chance(1, 6))
        options.misdirected_permille = static_cast<std::uint32_t>(prng.between(1, 30));
    return options;
}

Duration DiskOptions::longest() const {
    return delay_max + (slow_permille > 0 ? Duration(slow_max) : Duration{});
}

Disk::Disk(const DiskOptions& options, core::Prng prng, FaultCounts& faults)
    : options_(options), prng_(prng), faults_(faults), storage_(options.size_max) {}

void Disk::put(DiskRequest request, Instant now) {
    const Lines lines = core::match(request.action, LinesOf{});
    Instant begins = now;
    for (const Line line : lines) begins = std::max(begins, busy_until_[line]);
    const Instant done = begins + draw_delay();
    for (const Line line : lines) busy_until_[line] = done;
    waiting_.push_back({std::move(request), done});
}

Duration Disk::draw_delay() {
    Duration delay =
        Duration(1 + prng_.below(static_cast<std::uint64_t>(options_.delay_max.count())));
    if (prng_.chance(options_.slow_permille, 1000)) {
        delay += milliseconds(prng_.between(slow_min.count(), slow_max.count()));
        count(faults_, Fault::slow);
    }
    return delay;
}

std::optional<Instant> Disk::next_answer() const {
    if (waiting_.empty()) return std::nullopt;
    return std::ranges::min_element(waiting_, {}, &Waiting::done)->done;
}

std::optional<DiskAnswer> Disk::answer(Instant now) {
    // Of two that are done at once the one that was put first goes first.
    const auto next = std::ranges::min_element(waiting_, {}, &Waiting::done);
    if (next == waiting_.end() || next->done > now) return std::nullopt;
    DiskRequest request = std::move(next->request);
    waiting_.erase(next);
    return carry_out(std::move(request));
}

DiskAnswer Disk::carry_out(DiskRequest request) {
    const auto fault = draw_fault(request.action);
    if (!fault) {
        DiskAnswer answer = storage_.carry_out(std::move(request));
        if (answer.fault == DiskFault::full) count(faults_, Fault::full);
        return answer;
    }
    DiskAnswer answer{.ticket = request.ticket, .fault = *fault};
    if (auto* const write = core::get_if<WriteFile>(&request.action)) {
        if (!is_gone_ && *fault != DiskFault::none) storage_.write_partly(*write, prng_);
        answer.bytes = std::move(write->bytes);
    }
    if (const auto* const sync = core::get_if<SyncFile>(&request.action))
        storage_.fail_sync(sync->file, prng_);
    return answer;
}

// `none` is a write that went elsewhere.
std::optional<DiskFault> Disk::draw_fault(const DiskAction& action) {
    if (is_gone_) return DiskFault::gone;
    if (const auto* const write = core::get_if<WriteFile>(&action)) {
        if (prng_.chance(options_.write_failed_permille, 1000)) {
            count(faults_, Fault::write_failed);
            return DiskFault::failed;
        }
        if (prng_.chance(options_.misdirected_permille, 1000) &&
            storage_.misdirect(*write, prng_)) {
            count(faults_, Fault::misdirected);
            return DiskFault::none;
        }
    }
    if (core::holds_alternative<SyncFile>(action) &&
        prng_.chance(options_.sync_failed_permille, 1000)) {
        count(faults_, Fault::sync_failed);
        return DiskFault::failed;
    }
    return std::nullopt;
}

void Disk::crash() {
    count(faults_, Fault::crashed);
    carry_out_some();
    storage_.close_all();
    busy_until_.clear();
    is_gone_ = false;
}

void Disk::lose_power() {
    count(faults_, Fault::power_lost);
    carry_out_some();
    busy_until_.clear();
    is_gone_ = false;
    // Sometimes all or nothing.
    const std::uint64_t kept_percent = prng_.chance(1, 3) ? 100 * prng_.below(2) : prng_.below(101);
    storage_.lose_power(kept_percent, prng_, faults_);
}

void Disk::take_away() {
    count(faults_, Fault::gone);
    is_gone_ = true;
}

void Disk::fail_sometimes(const DiskOptions& rates) {
    options_.write_failed_permille = rates.write_failed_permille;
    options_.sync_failed_permille = rates.sync_failed_permille;
    options_.misdirected_permille = rates.misdirected_permille;
}

void Disk::heal() {
    options_.slow_permille = options_.write_failed_permille = 0;
    options_.sync_failed_permille = options_.misdirected_permille = 0;
    storage_.set_size_max(UINT64_MAX / 2);
}

// A line stands still behind the first of its requests that was not carried out.
void Disk::carry_out_some() {
    std::set<Line> standing;
    for (Waiting& waiting : waiting_) {
        const Lines lines = core::match(waiting.request.action, LinesOf{});
        const bool is_behind =
            std::ranges::any_of(lines, [&](const Line line) { return standing.contains(line); });
        if (!is_behind && prng_.chance(1, 2)) {
            static_cast<void>(carry_out(std::move(waiting.request)));
            continue;
        }
        const auto* const write = core::get_if<WriteFile>(&waiting.request.action);
        if (!is_behind && write) storage_.write_partly(*write, prng_);
        standing.insert(lines.begin(), lines.end());
    }
    waiting_.clear();
}

}  // namespace sim

// Who runs what, and what becomes of workers. Where one is in its life decides what it may say;
// whatever else it says ends it.
#include "native/units/unit_pool.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>

#include "core/base/assert.h"

namespace native::units {
namespace {

using namespace fabric::units;

constexpr auto memory_look_every = std::chrono::milliseconds(50);
// What a worker may take besides the memory that its unit was given: compilers and what they made,
// the input and the code as they came, the output as it is put together and sent.
constexpr std::size_t engine_size_max = 192 * mebibyte;
constexpr std::size_t input_copies = 2;
constexpr std::size_t code_copies = 4;
// A worker that has grown by more than that, once it has tidied, makes room for another.
constexpr std::size_t kept_growth_max = 64 * mebibyte;
constexpr core::Duration tidy_time_max = std::chrono::seconds(10);
// After so many workers in a row that were never ready, there is no use in another.
constexpr std::size_t failed_starts_max = 3;

// By what a worker knows again what it has in a slot: a module is compiled for a size of memory.
struct Code {
    core::Blake3Digest name;
    Engine engine;
    std::uint64_t memory_max;

    friend bool operator==(const Code&, const Code&) = default;
};

}  // namespace

struct UnitPool::Job {
    RunId id;
    UnitRun run;
    UnitEvents events;
    Code code;
};

struct UnitPool::Seat {
    // Ready is said at the end of `starting` and of `tidying`.
    enum class State : std::uint8_t { starting, idle, running, tidying, dying };

    explicit Seat(boost::asio::io_context& context) : timer(context) {}

    std::shared_ptr<WorkerProcess> worker;
    State state = State::starting;
    std::shared_ptr<Job> job;  // While it runs.
    boost::asio::steady_timer timer;
    std::size_t size_at_start = 0;
    std::size_t runs = 0;
    Clock::time_point began{};
    std::size_t lines = 0;
    std::size_t words_of_progress = 0;
    struct Slot {
        std::optional<Code> code;
        std::uint64_t used = 0;  // The number of the run that used it last.
    };
    std::array<Slot, slot_count> slots;

    // What failed may not even have been compiled.
    void forget(const Code& code) {
        for (Slot& slot : slots)
            if (slot.code == code) slot = {};
    }
    [[nodiscard]] bool has(const Code& code) const {
        return std::ranges::any_of(slots, [&](const Slot& slot) { return slot.code == code; });
    }
};

UnitPool::UnitPool(boost::asio::io_context& context, UnitPoolOptions options)
    : context_(context), options_(std::move(options)), memory_timer_(context) {
    ASSERT(options_.workers_max > 0);
}

UnitPool::~UnitPool() {
    for (const auto& seat : seats_) seat->worker->abandon();
}

std::expected<void, std::string> UnitPool::start() {
    auto path = find_worker(options_.worker);
    if (!path) return std::unexpected(std::move(path).error());
    worker_path_ = std::move(*path);
    pump();
    return {};
}

RunId UnitPool::run(UnitRun run, UnitEvents events) {
    const RunId id{next_id_++};
    const Code code{core::blake3(run.code), run.engine, run.memory_max};
    auto job = std::make_shared<Job>(id, std::move(run), std::move(events), code);
    if (const auto objection = objection_to(job->run)) {
        tell_end(std::move(job), *objection);
    } else if (job->run.engine == Engine::wgsl) {
        tell_end(std::move(job), Failed{FailureKind::no_engine, "Nothing here runs shaders."});
    } else if (worker_path_.empty()) {
        tell_end(std::move(job),
                 Failed{FailureKind::no_engine, "There is no selvage-worker here."});
    } else if (waiting_.size() >= options_.waiting_max) {
        tell_end(std::move(job), Failed{FailureKind::no_engine, "Too many runs wait already."});
    } else {
        waiting_.push_back(std::move(job));
        pump();
    }
    return id;
}

void UnitPool::stop(RunId id) {
    const auto seat = std::ranges::find_if(
        seats_, [&](const auto& one) { return one->job && one->job->id == id; });
    if (seat != seats_.end()) return cut_short(**seat, FailureKind::stopped, "It was stopped.");
    const auto job = std::ranges::find_if(waiting_, [&](const auto& one) { return one->id == id; });
    if (job == waiting_.end()) return;
    tell_end(std::move(*job), Failed{FailureKind::stopped, "It was stopped before it began."});
    waiting_.erase(job);
}

std::vector<int> UnitPool::process_ids() const {
    std::vector<int> ids;
    for (const auto& seat : seats_) ids.push_back(seat->worker->process_id());
    return ids;
}

void UnitPool::tell_end(std::shared_ptr<Job> job, Outcome outcome) {
    boost::asio::post(context_, [job = std::move(job), outcome = std::move(outcome),
                                 alive = std::weak_ptr<bool>(alive_)]() mutable {
        if (!alive.expired() && job->events.ended) job->events.ended(std::move(outcome));
    });
}

// The run ends now; the worker as soon as the system has ended it.
void UnitPool::cut_short(Seat& seat, FailureKind kind, std::string text) {
    seat.state = Seat::State::dying;
    seat.timer.cancel();
    seat.worker->kill();
    if (seat.job) tell_end(std::move(seat.job), Failed{kind, std::move(text)});
}

void UnitPool::fail_waiting(const std::string& why) {
    for (auto& job : waiting_) tell_end(std::move(job), Failed{FailureKind::no_engine, why});
    waiting_.clear();
}

void UnitPool::heard(WorkerProcess& worker, FromWorker message) {
    const auto seat = seat_of(worker);
    switch (seat->state) {
        case Seat::State::starting:
        case Seat::State::tidying:
            if (core::holds_alternative<Ready>(message)) return become_ready(seat);
            return worker.kill();
        case Seat::State::running: return tell(seat, std::move(message));
        case Seat::State::idle: return worker.kill();
        case Seat::State::dying: return;
    }
}

void UnitPool::become_ready(const std::shared_ptr<Seat>& seat) {
    seat->timer.cancel();
    const std::size_t size = seat->worker->resident_size();
    if (size == 0) return seat->worker->kill("How much memory the worker takes cannot be seen.");
    if (seat->state == Seat::State::starting) {
        seat->size_at_start = size;
        failed_starts_ = 0;
    }
    const bool has_grown = size > seat->size_at_start + kept_growth_max;
    if (has_grown || seat->runs >= options_.runs_per_worker_max) {
        seat->state = Seat::State::dying;
        return seat->worker->kill();
    }
    seat->state = Seat::State::idle;
    pump();
}

void UnitPool::tell(const std::shared_ptr<Seat>& seat, FromWorker message) {
    const std::shared_ptr<Job> job = seat->job;  // What is told may end it.
    if (const auto* progress = core::get_if<Progress>(&message)) {
        const auto seconds =
            std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - seat->began).count();
        // The worker's seconds began elsewhere: so two of them may fall into one of ours.
        const auto most = static_cast<std::size_t>(seconds + 2) * progress_per_second_max;
        if (++seat->words_of_progress > most) return seat->worker->kill();
        if (job->events.progress) job->events.progress(progress->part);
    } else if (const auto* line = core::get_if<LogLine>(&message)) {
        if (++seat->lines > log_count_max) return seat->worker->kill();
        if (job->events.log) job->events.log(line->text);
    } else if (core::holds_alternative<Ready>(message)) {
        seat->worker->kill();
    } else {
        seat->state = Seat::State::tidying;
        limit(seat, tidy_time_max);
        if (core::holds_alternative<Failed>(message)) seat->forget(seat->job->code);
        if (auto* done = core::get_if<Done>(&message))
            tell_end(std::move(seat->job), std::move(*done));
        else
            tell_end(std::move(seat->job), core::get<Failed>(std::move(message)));
    }
}

void UnitPool::ended(WorkerProcess& worker, const std::string& how) {
    const auto found =
        std::ranges::find_if(seats_, [&](const auto& one) { return one->worker.get() == &worker; });
    ASSERT(found != seats_.end());
    const auto seat = std::move(*found);
    seats_.erase(found);
    seat->timer.cancel();
    if (seat->job) tell_end(std::move(seat->job), Failed{FailureKind::crashed, how});
    if (seat->size_at_start == 0 && ++failed_starts_ >= failed_starts_max) {
        fail_waiting("The worker " + worker_path_ + " does not start. " + how);
        failed_starts_ = 0;
        return;  // The next run tries again.
    }
    pump();
}

void UnitPool::pump() {
    while (!waiting_.empty()) {
        const auto seat = idle_seat_for(*waiting_.front());
        if (seat == nullptr) break;
        auto job = std::move(waiting_.front());
        waiting_.pop_front();
        begin(seat, std::move(job));
    }
    const auto is_free = [](const auto& seat) {
        return seat->state == Seat::State::idle || seat->state == Seat::State::starting;
    };
    auto free = static_cast<std::size_t>(std::ranges::count_if(seats_, is_free));
    while (seats_.size() < options_.workers_max && free < waiting_.size() + options_.spare_max) {
        if (!add_seat()) return;
        ++free;
    }
}

// One that has the code, or else any.
std::shared_ptr<UnitPool::Seat> UnitPool::idle_seat_for(const Job& job) {
    std::shared_ptr<Seat> best;
    for (const auto& seat : seats_) {
        if (seat->state != Seat::State::idle) continue;
        if (seat->has(job.code)) return seat;
        if (best == nullptr) best = seat;
    }
    return best;
}

void UnitPool::begin(const std::shared_ptr<Seat>& seat, std::shared_ptr<Job> job) {
    const bool is_kept = seat->has(job->code);
    const auto slot = is_kept ? std::ranges::find(seat->slots, job->code, &Seat::Slot::code)
                              : std::ranges::min_element(seat->slots, {}, &Seat::Slot::used);
    slot->code = job->code;
    slot->used = job->id.value;
    seat->state = Seat::State::running;
    ++seat->runs;
    seat->began = Clock::now();
    seat->lines = 0;
    seat->words_of_progress = 0;
    const auto number = static_cast<std::uint8_t>(slot - seat->slots.begin());
    seat->worker->send(write_run(job->run, number, is_kept ? CodeIs::kept : CodeIs::sent));
    seat->job = std::move(job);
    limit(seat, seat->job->run.time_max);
    watch_memory();
}

bool UnitPool::add_seat() {
    auto worker = WorkerProcess::start(context_, worker_path_, *this);
    if (!worker) {
        if (seats_.empty()) fail_waiting(worker.error());
        return false;
    }
    auto seat = std::make_shared<Seat>(context_);
    seat->worker = std::move(*worker);
    limit(seat, options_.start_time_max);
    seats_.push_back(std::move(seat));
    return true;
}

// What it does now it may do for so long.
void UnitPool::limit(const std::shared_ptr<Seat>& seat, core::Duration time) {
    seat->timer.expires_after(std::chrono::duration_cast<Clock::duration>(time));
    seat->timer.async_wait(
        [this, limited = std::weak_ptr<Seat>(seat)](const boost::system::error_code& error) {
            const auto still = limited.lock();  // Seats end with the pool.
            if (error || !still || still->timer.expiry() > Clock::now()) return;
            cut_short(*still, FailureKind::too_long, "It took longer than it may.");
        });
}

void UnitPool::watch_memory() {
    if (std::exchange(is_watching_, true)) return;
    memory_timer_.expires_after(memory_look_every);
    memory_timer_.async_wait(
        [this, alive = std::weak_ptr<bool>(alive_)](const boost::system::error_code& error) {
            if (error || alive.expired()) return;
            is_watching_ = false;
            look_at_memory();
        });
}

void UnitPool::look_at_memory() {
    bool runs_any = false;
    for (const auto& seat : seats_) {
        if (seat->state != Seat::State::running) continue;
        const UnitRun& run = seat->job->run;
        const std::size_t most = seat->size_at_start + kept_growth_max + engine_size_max +
                                 static_cast<std::size_t>(run.memory_max) +
                                 input_copies * run.input.size() + code_copies * run.code.size();
        if (seat->worker->resident_size() > most)
            cut_short(*seat, FailureKind::too_much, "It took more memory than it was given.");
        else
            runs_any = true;
    }
    if (runs_any) watch_memory();
}

std::shared_ptr<UnitPool::Seat> UnitPool::seat_of(const WorkerProcess& worker) const {
    const auto found =
        std::ranges::find_if(seats_, [&](const auto& one) { return one->worker.get() == &worker; });
    ASSERT(found != seats_.end());
    return *found;
}

}  // namespace native::units

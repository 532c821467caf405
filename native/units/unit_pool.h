// UnitPool runs units in processes of their own (rules WU1–WU11, spec/units.md): a few workers,
// some of them started before they are needed, each running one unit at a time, many one behind the
// other.
//
//     UnitPool pool(context, {.workers_max = 2});
//     if (auto problem = pool.start(); !problem) complain(problem.error());
//     RunId id = pool.run(std::move(run), {.ended = [](Outcome outcome) { … }});
//     pool.stop(id);
//
// Events come from the context, never while a method is called: progress and lines in order, and
// the end once. A run that takes too long or too much, or is stopped, has its worker killed. Memory
// is bounded twice: a WebAssembly module's own by the engine, exactly; everything else by looking
// every 50 ms how much of the machine's memory the worker has, so that a unit may be found a little
// late. (Control groups would be exact for both, but most who run a node have none that they may
// change.)
//
// Workers end with the thread that made them start: the one in which the context runs. Of a pool
// that is gone, nothing is told. An event may start and stop runs, but not end the pool.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/blake3.h"
#include "core/base/id.h"
#include "fabric/units/unit.h"
#include "native/units/worker_process.h"

namespace native::units {

using RunId = core::Id<struct RunIdTag, std::uint64_t>;

struct UnitEvents {
    std::function<void(double part)> progress = {};    // Need not be there.
    std::function<void(const std::string&)> log = {};  // Neither.
    std::function<void(fabric::units::Outcome)> ended = {};
};

struct UnitPoolOptions {
    std::size_t workers_max = 2;
    // Started and waiting while there is room.
    std::size_t spare_max = 1;
    std::size_t waiting_max = 1024;
    // Then another takes its place. With 1, who breaks the engine has broken it for itself alone.
    std::size_t runs_per_worker_max = 1024;
    // Until a worker is ready: it is loaded from a disk, perhaps while the machine is busy.
    core::Duration start_time_max = std::chrono::seconds(30);
    // The executable; one beside this program or in ../libexec/selvage if none is named.
    std::string worker = {};
};

class UnitPool final : private WorkerProcess::Owner {
public:
    UnitPool(boost::asio::io_context& context, UnitPoolOptions options);
    ~UnitPool();

    // Starts what is to be ready before the first run; or why nothing can run here, for people.
    std::expected<void, std::string> start();

    RunId run(fabric::units::UnitRun run, UnitEvents events);
    // It has ended as `stopped`, unless it ended before.
    void stop(RunId id);

    // Of all workers, those that start among them.
    [[nodiscard]] std::vector<int> process_ids() const;

private:
    struct Job;
    struct Seat;
    using Clock = std::chrono::steady_clock;

    void heard(WorkerProcess& worker, fabric::units::FromWorker message) override;
    void ended(WorkerProcess& worker, const std::string& how) override;

    void become_ready(const std::shared_ptr<Seat>& seat);
    void tell(const std::shared_ptr<Seat>& seat, fabric::units::FromWorker message);
    void tell_end(std::shared_ptr<Job> job, fabric::units::Outcome outcome);
    void cut_short(Seat& seat, fabric::units::FailureKind kind, std::string text);
    void fail_waiting(const std::string& why);

    void pump();
    [[nodiscard]] std::shared_ptr<Seat> idle_seat_for(const Job& job);
    void begin(const std::shared_ptr<Seat>& seat, std::shared_ptr<Job> job);
    [[nodiscard]] bool add_seat();
    void limit(const std::shared_ptr<Seat>& seat, core::Duration time);
    void watch_memory();
    void look_at_memory();
    [[nodiscard]] std::shared_ptr<Seat> seat_of(const WorkerProcess& worker) const;

    boost::asio::io_context& context_;
    UnitPoolOptions options_;
    boost::asio::steady_timer memory_timer_;
    bool is_watching_ = false;
    std::string worker_path_;
    std::vector<std::shared_ptr<Seat>> seats_;
    std::deque<std::shared_ptr<Job>> waiting_;
    std::uint64_t next_id_ = 1;
    std::size_t failed_starts_ = 0;  // One behind the other.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace native::units

// A thread for each core: each takes the next seed, and whoever has played the one whose turn it is
// hands on all that are ready.
#include <algorithm>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "sim/crew.h"

namespace sim {
namespace {

// One that takes long holds the others up when so many are behind it, and not their memory.
constexpr std::uint64_t ahead_max = 256;

class Crew {
public:
    Crew(const Scenario& scenario, core::Seed first, std::uint64_t runs, RunTaker& taker)
        : scenario_(scenario), first_(first), runs_(runs), taker_(taker) {}

    void work() {
        while (const auto number = next()) {
            const core::Seed seed{first_.value + *number};
            auto run = std::make_unique<Run>(seed);
            play(scenario_, seed, *run);
            hand_on(*number, std::move(run));
        }
    }

private:
    std::optional<std::uint64_t> next() {
        std::unique_lock lock(mutex_);
        has_room_.wait(lock, [&] { return begun_ == runs_ || begun_ < handed_on_ + ahead_max; });
        if (begun_ == runs_) return std::nullopt;
        return begun_++;
    }

    void hand_on(std::uint64_t number, std::unique_ptr<Run> run) {
        const std::lock_guard lock(mutex_);
        ready_.emplace(number, std::move(run));
        for (auto at = ready_.find(handed_on_); at != ready_.end(); at = ready_.find(handed_on_)) {
            taker_.take(core::Seed{first_.value + handed_on_}, *at->second);
            ready_.erase(at);
            ++handed_on_;
        }
        has_room_.notify_all();
    }

    const Scenario& scenario_;
    core::Seed first_;
    std::uint64_t runs_;
    RunTaker& taker_;
    std::mutex mutex_;
    std::condition_variable has_room_;
    std::uint64_t begun_ = 0;
    std::uint64_t handed_on_ = 0;
    std::map<std::uint64_t, std::unique_ptr<Run>> ready_;
};

}  // namespace

void play_all(const Scenario& scenario, core::Seed first, std::uint64_t runs, RunTaker& taker) {
    Crew crew(scenario, first, runs, taker);
    const std::uint64_t cores = std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::jthread> threads;
    for (std::uint64_t i = 1; i < std::min(cores, runs); ++i)
        threads.emplace_back([&crew] { crew.work(); });
    crew.work();
}

}  // namespace sim

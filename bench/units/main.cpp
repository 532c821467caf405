// How long it takes until a unit runs: a pool from nothing, its first run, and runs of units that
// do nothing, one behind the other and with a pause before each, in which the worker has tidied.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <string>
#include <thread>
#include <vector>

#include "bench/frame/measure.h"
#include "core/base/assert.h"
#include "native/units/unit_pool.h"

namespace {

using namespace native::units;
using namespace fabric::units;

constexpr const char* ours = "selvage native";
constexpr auto pause_before_each = std::chrono::milliseconds(5);

// A memory, and a function that returns.
constexpr unsigned char empty_module[] = {0,   'a', 's', 'm', 1,   0,   0,   0,   1,   4, 1, 0x60,
                                          0,   0,   3,   2,   1,   0,   5,   3,   1,   0, 1, 7,
                                          17,  2,   6,   'm', 'e', 'm', 'o', 'r', 'y', 2, 0, 4,
                                          'm', 'a', 'i', 'n', 0,   0,   10,  4,   1,   2, 0, 11};
constexpr std::string_view empty_script = "function main() {}";

UnitRun unit_of(Engine engine, core::Bytes code) {
    UnitRun run;
    run.engine = engine;
    run.code.assign(code.begin(), code.end());
    run.entry = "main";
    run.time_max = std::chrono::seconds(60);
    return run;
}

double milliseconds_since(std::chrono::steady_clock::time_point begin) {
    using Milliseconds = std::chrono::duration<double, std::milli>;
    return Milliseconds(std::chrono::steady_clock::now() - begin).count();
}

class Runner {
public:
    Runner() : pool_(context_, {.workers_max = 1, .worker = SELVAGE_WORKER}) {
        ASSERT(pool_.start());
    }

    void run(const UnitRun& unit) {
        bool has_ended = false;
        pool_.run(unit, {.ended = [&](Outcome outcome) {
                      ASSERT(core::holds_alternative<Done>(outcome));
                      has_ended = true;
                  }});
        while (!has_ended) context_.run_one();
    }
    void pause() {
        context_.restart();
        context_.run_for(pause_before_each);
    }

private:
    boost::asio::io_context context_;
    UnitPool pool_;
};

double at(std::vector<double>& times, double part) {
    std::ranges::sort(times);
    return times[static_cast<std::size_t>(static_cast<double>(times.size() - 1) * part)];
}

void measure_start(std::size_t count, const UnitRun& unit) {
    std::vector<double> firsts;
    for (std::size_t i = 0; i < count; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        Runner().run(unit);
        firsts.push_back(milliseconds_since(begin));
    }
    bench::Measure::figure("a pool from nothing, and its first run, p50", ours, "ms",
                           at(firsts, 0.5));
}

void measure_runs(const std::string& what, std::size_t count, const UnitRun& unit) {
    Runner runner;
    runner.pause();
    std::vector<double> times;
    for (std::size_t i = 0; i < count; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        runner.run(unit);
        times.push_back(milliseconds_since(begin));
    }
    bench::Measure::figure(what + ", the first", ours, "ms", times.front());
    bench::Measure::figure(what + ", p50", ours, "ms", at(times, 0.5));
    bench::Measure::figure(what + ", p99", ours, "ms", at(times, 0.99));
    times.clear();
    for (std::size_t i = 0; i < count / 10; ++i) {
        runner.pause();
        const auto begin = std::chrono::steady_clock::now();
        runner.run(unit);
        times.push_back(milliseconds_since(begin));
    }
    bench::Measure::figure(what + ", with pauses, p50", ours, "ms", at(times, 0.5));
}

}  // namespace

int main(int count, char** words) {
    const bench::Measure measure(count, words);
    const std::size_t runs = measure.is_smoke() ? 50 : measure.is_quick() ? 1000 : 5000;
    const UnitRun module = unit_of(Engine::wasm, std::as_bytes(std::span(empty_module)));
    const UnitRun script = unit_of(Engine::js, core::as_bytes(empty_script));
    measure_start(measure.is_smoke() ? 2 : 20, module);
    measure_runs("an empty module", runs, module);
    measure_runs("an empty script", runs, script);
    return 0;
}

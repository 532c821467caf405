// The pool itself: who is started, where the worker is found, what is left when the process is
// gone.
#include "native/units/unit_pool.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "core/base/prng.h"
#include "native/units/units_test.h"

namespace native::units {
namespace {

class TwoWorkers : public UnitTest {
protected:
    TwoWorkers() : UnitTest({.workers_max = 2}) {}
};

// Gone, or a corpse that whoever should does not bury.
bool is_gone(int process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    return text.empty() || text.find(") Z") != std::string::npos;
}

TEST_F(TwoWorkers, WU11_runs_side_by_side_know_nothing_of_one_another) {
    UnitRun spinning = test_unit("spins");
    spinning.time_max = std::chrono::seconds(2);
    const auto endless = begin(std::move(spinning));
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(run(test_unit("echo", std::to_string(i))).output(), std::to_string(i));
    wait_until([&] { return endless->has_value(); });
    EXPECT_EQ((*endless)->kind(), "too-long");
}

TEST_F(TwoWorkers, NU7_more_runs_than_workers_wait_for_their_turn) {
    std::vector<std::shared_ptr<std::optional<Ended>>> all;
    for (int i = 0; i < 40; ++i)
        all.push_back(begin(i % 2 ? test_unit("echo", std::to_string(i))
                                  : script("function main(i) { return i; }", std::to_string(i))));
    wait_until(
        [&] { return std::ranges::all_of(all, [](auto& one) { return one->has_value(); }); });
    for (int i = 0; i < 40; ++i)
        EXPECT_EQ((*all[static_cast<std::size_t>(i)])->output(), std::to_string(i));
    EXPECT_LE(pool_.process_ids().size(), 2U);
}

TEST_F(TwoWorkers, WU9_WU11_in_any_mixture_each_run_ends_once_and_as_it_should) {
    core::Prng chance(core::Seed{7});
    std::vector<int> ends(150);
    std::vector<RunId> ids;
    std::size_t ended = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const auto kind = chance.below(6);
        UnitRun unit = kind == 0   ? test_unit("spins")
                       : kind == 1 ? test_unit("traps")
                       : kind == 2 ? script("function main(i) { return i; }", std::to_string(i))
                       : kind == 3
                           ? script("function main(i, host) { for (;;) host.progress(0.5); }")
                           : test_unit("echo", std::to_string(i));
        if (kind == 0 || kind == 3) unit.time_max = std::chrono::milliseconds(20);
        const auto judge = [&, i, kind](Outcome outcome) {
            const Ended end{std::move(outcome), {}, {}};
            ++ends[i];
            ++ended;
            if (end.kind() == "stopped") return;
            if (kind == 0 || kind == 3)
                EXPECT_EQ(end.kind(), "too-long");
            else if (kind == 1)
                EXPECT_EQ(end.kind(), "unit-failed");
            else
                EXPECT_EQ(end.output(), std::to_string(i));
        };
        // Some are stopped by what they say themselves.
        const auto heard = [this, &ids, i](double) {
            if (i % 2 == 0) pool_.stop(ids[i]);
        };
        ids.push_back(pool_.run(std::move(unit), {.progress = heard, .ended = judge}));
        context_.restart();
        context_.run_for(std::chrono::microseconds(chance.below(3000)));
        if (chance.below(4) == 0) pool_.stop(ids[chance.below(ids.size())]);
    }
    wait_until([&] { return ended == ends.size(); });
    EXPECT_EQ(ends, std::vector<int>(ends.size(), 1));
}

TEST_F(TwoWorkers, WU8_WU9_shaders_have_no_engine_here) {
    UnitRun shader = test_unit("nothing");
    shader.engine = Engine::wgsl;
    EXPECT_EQ(run(std::move(shader)).kind(), "no-engine");
}

TEST_F(TwoWorkers, WU1_WU3_what_is_larger_than_a_unit_may_be_is_not_begun) {
    UnitRun unit = test_unit("nothing");
    unit.memory_max = memory_size_max + 1;
    EXPECT_EQ(run(std::move(unit)).kind(), "unit-invalid");
}

TEST(UnitPool, NU6_WU9_where_there_is_no_worker_the_error_says_where_it_was_looked_for) {
    boost::asio::io_context context;
    UnitPool pool(context, {.worker = "/nowhere/selvage-worker"});
    const auto started = pool.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error(),
              "There is no selvage-worker, which runs units: looked for /nowhere/selvage-worker.");
    std::optional<Outcome> ended;
    pool.run(test_unit("nothing"), {.ended = [&](Outcome outcome) { ended = std::move(outcome); }});
    EXPECT_FALSE(ended);
    context.run();
    ASSERT_TRUE(ended);
    EXPECT_EQ(core::get<Failed>(*ended).kind, FailureKind::no_engine);
}

TEST(UnitPool, NU6_the_worker_is_found_beside_the_program) {
    const auto own = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    EXPECT_EQ(find_worker().value_or(""), (own / "selvage-worker").string());
}

TEST(UnitPool, NU6_a_program_that_is_no_worker_is_given_up) {
    for (const char* program : {"/bin/true", "/bin/cat"}) {
        boost::asio::io_context context;
        UnitPool pool(context, {.workers_max = 1,
                                .start_time_max = std::chrono::milliseconds(200),
                                .worker = program});
        ASSERT_TRUE(pool.start());
        std::optional<Outcome> ended;
        pool.run(test_unit("nothing"),
                 {.ended = [&](Outcome outcome) { ended = std::move(outcome); }});
        while (!ended) context.run_one();
        EXPECT_EQ(core::get<Failed>(*ended).kind, FailureKind::no_engine);
        EXPECT_NE(core::get<Failed>(*ended).text.find("does not start"), std::string::npos);
    }
}

TEST(UnitPool, NU7_more_runs_than_may_wait_are_refused) {
    boost::asio::io_context context;
    UnitPool pool(context, {.workers_max = 1, .waiting_max = 2});
    ASSERT_TRUE(pool.start());
    std::vector<std::string> kinds;
    for (int i = 0; i < 3; ++i)
        pool.run(test_unit("nothing"), {.ended = [&](Outcome outcome) {
                     const auto* failed = core::get_if<Failed>(&outcome);
                     kinds.emplace_back(failed ? name_of(failed->kind) : "done");
                 }});
    while (kinds.size() < 3) context.run_one();
    EXPECT_EQ(kinds, (std::vector<std::string>{"no-engine", "done", "done"}));
}

TEST(UnitPool, NU7_a_worker_is_started_ahead_of_its_use) {
    boost::asio::io_context context;
    UnitPool pool(context, {.workers_max = 3, .spare_max = 1});
    ASSERT_TRUE(pool.start());
    EXPECT_EQ(pool.process_ids().size(), 1U);
    pool.run(test_unit("spins"), {});
    context.run_for(std::chrono::milliseconds(300));
    EXPECT_EQ(pool.process_ids().size(), 2U);
}

class OneRunEach : public UnitTest {
protected:
    OneRunEach() : UnitTest({.workers_max = 2, .runs_per_worker_max = 1}) {}
};

TEST_F(OneRunEach, NU4_a_worker_that_has_run_as_often_as_it_may_is_replaced) {
    std::vector<int> seen;
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(run(test_unit("echo", "fresh")).output(), "fresh");
        for (const int process : pool_.process_ids()) seen.push_back(process);
    }
    std::ranges::sort(seen);
    const auto repeated = std::ranges::unique(seen);
    EXPECT_GE(seen.size() - repeated.size(), 5U);
}

TEST(UnitPool, NU3_nothing_is_left_of_a_pool_that_is_gone) {
    std::vector<int> processes;
    {
        boost::asio::io_context context;
        UnitPool pool(context, {.workers_max = 2, .spare_max = 2});
        ASSERT_TRUE(pool.start());
        pool.run(test_unit("spins"), {});
        context.run_for(std::chrono::milliseconds(300));
        processes = pool.process_ids();
    }
    ASSERT_EQ(processes.size(), 2U);
    for (const int process : processes) EXPECT_TRUE(is_gone(process));
}

// In a process of its own: starts two workers, gives one an endless loop, and writes who they are.
[[noreturn]] void be_a_parent(int to) {
    boost::asio::io_context context;
    UnitPool pool(context, {.workers_max = 2, .spare_max = 2});
    if (!pool.start()) ::_exit(1);
    bool runs = false;
    UnitRun unit = script("function main(i, host) { host.log('runs'); for (;;); }");
    pool.run(std::move(unit), {.log = [&](const std::string&) { runs = true; }});
    while (!runs) context.run_one();
    const std::vector<int> processes = pool.process_ids();
    if (::write(to, processes.data(), 2 * sizeof(int)) < 0) ::_exit(1);
    for (;;) context.run_one_for(std::chrono::seconds(1));
}

TEST(UnitPool, NU3_workers_end_with_the_process_that_started_them) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t parent = ::fork();
    if (parent == 0) be_a_parent(ends[1]);
    int workers[2]{};
    ASSERT_EQ(::read(ends[0], workers, sizeof workers), static_cast<ssize_t>(sizeof workers));
    for (const int worker : workers) EXPECT_FALSE(is_gone(worker));
    ::kill(parent, SIGKILL);
    ::waitpid(parent, nullptr, 0);
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!(is_gone(workers[0]) && is_gone(workers[1])) && std::chrono::steady_clock::now() < end)
        ::usleep(1000);
    for (const int worker : workers) EXPECT_TRUE(is_gone(worker));
    ::close(ends[0]);
    ::close(ends[1]);
}

}  // namespace
}  // namespace native::units

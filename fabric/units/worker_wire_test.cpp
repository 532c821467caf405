// Each message there and back, and what neither side takes.
#include "fabric/units/worker_wire.h"

#include <gtest/gtest.h>

#include <limits>

namespace fabric::units {
namespace {

Bytes body_of(const Buffer& frame) { return Bytes(frame).subspan(frame_head_size); }

FromWorker read(const Buffer& frame) { return read_from_worker(body_of(frame)).value(); }

UnitRun some_run() {
    UnitRun run;
    run.engine = Engine::js;
    run.code = {std::byte{1}, std::byte{2}};
    run.entry = "main";
    run.input = {std::byte{3}};
    run.state = {{"a", "1"}, {"b", "\"ü\""}};
    run.may_draw = true;
    run.memory_max = mebibyte;
    return run;
}

TEST(WorkerWire, WU1_a_run_is_read_as_it_was_written) {
    const UnitRun run = some_run();
    const Buffer frame = write_run(run, 5, CodeIs::sent);
    const RunOrder order = read_run(body_of(frame)).value();
    EXPECT_EQ(order.engine, Engine::js);
    EXPECT_FALSE(order.may_know_time);
    EXPECT_TRUE(order.may_draw);
    EXPECT_EQ(order.slot, 5);
    EXPECT_EQ(order.memory_max, mebibyte);
    EXPECT_EQ(order.entry, "main");
    EXPECT_TRUE(core::equal(order.input, run.input));
    ASSERT_EQ(order.state.size(), 2U);
    EXPECT_EQ(order.state[1].first, "b");
    EXPECT_EQ(order.state[1].second, "\"ü\"");
    EXPECT_TRUE(core::equal(order.code.value(), run.code));
}

TEST(WorkerWire, WU1_code_that_a_worker_has_is_not_sent_again) {
    EXPECT_FALSE(read_run(body_of(write_run(some_run(), 0, CodeIs::kept))).value().code);
    UnitRun empty = some_run();
    empty.code.clear();
    EXPECT_TRUE(read_run(body_of(write_run(empty, 0, CodeIs::sent))).value().code);
}

TEST(WorkerWire, WU9_what_a_worker_says_is_read_as_it_was_written) {
    EXPECT_EQ(read(write_ready()), FromWorker(Ready{}));
    EXPECT_EQ(read(write_progress(0.25)), FromWorker(Progress{0.25}));
    EXPECT_EQ(read(write_log("grüß")), FromWorker(LogLine{"grüß"}));
    EXPECT_EQ(read(write_failed(FailureKind::too_much, "Too much.")),
              FromWorker(Failed{FailureKind::too_much, "Too much."}));
    const std::string edits[] = {"1", "{}"};
    EXPECT_EQ(read(write_done(core::as_bytes("out"), edits)),
              FromWorker(Done{{std::byte{'o'}, std::byte{'u'}, std::byte{'t'}}, {"1", "{}"}}));
}

TEST(WorkerWire, NU8_a_worker_of_another_version_is_none) {
    Buffer frame = write_ready();
    frame.back() = std::byte{wire_version + 1};
    EXPECT_EQ(read_from_worker(body_of(frame)).error(), core::Error::format_unknown);
}

TEST(WorkerWire, WU9_a_long_reason_is_cut) {
    const auto failed =
        core::get<Failed>(read(write_failed(FailureKind::unit_failed, std::string(10000, 'x'))));
    EXPECT_EQ(failed.text.size(), failure_size_max);
}

TEST(WorkerWire, WU3_WU9_what_a_worker_may_not_say_is_refused) {
    for (const double part : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()})
        EXPECT_FALSE(read_from_worker(body_of(write_progress(part))));
    for (const FailureKind kind :
         {FailureKind::stopped, FailureKind::too_long, FailureKind::crashed})
        EXPECT_FALSE(read_from_worker(body_of(write_failed(kind, "No."))));
    EXPECT_FALSE(read_from_worker(body_of(write_log(std::string(log_size_max + 1, 'x')))));
    EXPECT_FALSE(read_from_worker(body_of(write_log("\xff"))));
    const std::vector<std::string> edits(edit_count_max + 1, "1");
    EXPECT_FALSE(read_from_worker(body_of(write_done({}, edits))));
    const std::string large[] = {std::string(edits_size_max, '1'), "1"};
    EXPECT_FALSE(read_from_worker(body_of(write_done({}, large))));
    EXPECT_FALSE(read_from_worker(body_of(write_done(Buffer(output_size_max + 1), {}))));
    EXPECT_FALSE(read_from_worker(body_of(write_run(some_run(), 0, CodeIs::kept))));
    EXPECT_FALSE(read_from_worker({}));
}

TEST(WorkerWire, WU3_WU9_orders_and_answers_that_are_cut_or_longer_are_refused) {
    const std::string edits[] = {"1"};
    for (const Buffer& frame :
         {write_ready(), write_progress(1), write_log("line"), write_done({}, edits),
          write_failed(FailureKind::unit_failed, "why")}) {
        for (std::size_t size = 0; size < body_of(frame).size(); ++size)
            EXPECT_FALSE(read_from_worker(body_of(frame).first(size)));
        Buffer longer = frame;
        longer.push_back({});
        EXPECT_FALSE(read_from_worker(body_of(longer)));
    }
    const Buffer order = write_run(some_run(), 0, CodeIs::sent);
    const std::size_t without_code = body_of(order).size() - 6;
    for (std::size_t size = 0; size < body_of(order).size(); ++size)
        EXPECT_EQ(read_run(body_of(order).first(size)).has_value(), size == without_code);
}

TEST(WorkerWire, WU3_an_order_is_within_its_limits) {
    EXPECT_FALSE(read_run(body_of(write_run(some_run(), slot_count, CodeIs::kept))));
    UnitRun run = some_run();
    run.memory_max = memory_size_max + 1;
    EXPECT_FALSE(read_run(body_of(write_run(run, 0, CodeIs::kept))));
    run = some_run();
    run.entry = std::string(entry_size_max + 1, 'x');
    EXPECT_FALSE(read_run(body_of(write_run(run, 0, CodeIs::kept))));
}

}  // namespace
}  // namespace fabric::units

// Two sessions under any schedule and any cutting of the bytes: what joined_sessions.h checks.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "net/yamux/joined_sessions.h"

namespace net::yamux {
namespace {

void play(const Options& options, int step_count) {
    JoinedSessions joined(options);
    for (int step = 0; step < step_count; ++step) {
        const auto end = static_cast<std::size_t>(*rc::gen::inRange(0, 2));
        const auto stream = static_cast<std::size_t>(*rc::gen::inRange(0, 8));
        const auto size =
            static_cast<std::size_t>(*rc::gen::inRange(0, 1 << *rc::gen::inRange(1, 18)));
        switch (*rc::gen::inRange(0, 16)) {
            case 0:
            case 1: joined.open(end); break;
            case 2: joined.finish(end, stream); break;
            case 3: joined.reset(end, stream); break;
            case 4: joined.wait(core::Duration{size}); break;
            case 5: joined.carry(end, size, 1 + stream); break;
            case 6:
            case 7:
            case 8: joined.credit(end, stream, size); break;
            case 9:
            case 10:
            case 11:
            case 12: joined.write(end, stream, size); break;
            default: joined.carry(end, size); break;
        }
    }
    joined.settle();
}

RC_GTEST_PROP(YamuxProperty,
              YM3_YM7_YM8_YM13_YM16_YM19_what_is_written_arrives_in_order_once_and_nothing_is_left,
              ()) {
    play({}, 200);
}

RC_GTEST_PROP(YamuxProperty, YM10_YM11_YM19_YM20_also_when_every_limit_is_met, ()) {
    play({.sent_size_max = 5'000,
          .payload_size_max = 1'000,
          .inbound_count_max = 4,
          .stream_count_max = 6,
          .backlog_count_max = 3},
         200);
}

}  // namespace
}  // namespace net::yamux

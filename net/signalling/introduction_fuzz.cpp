// Two ends and the peer in the middle, in which the input decides how streams are cut, who gives up
// and when, and says things of its own; what is carried is bounded, and all ends.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/signalling/introduction_test.h"

FUZZ(introduction) {
    using namespace net::signalling;
    static_cast<void>(decode_introduction(input));
    testing::Trio trio;
    for (std::size_t i = 0; i < input.size() && i < 64; ++i) {
        const auto action = std::to_integer<std::uint8_t>(input[i]);
        IntroducedEnd& end = action % 2 == 0 ? trio.asking : trio.asked;
        const Side side = action % 2 == 0 ? Side::asking : Side::asked;
        const core::Bytes rest =
            input.subspan(i + 1, std::min<std::size_t>(input.size() - i - 1, 16));
        switch (action / 2 % 8) {
            case 0: trio.piece_size = action / 16 + 1u; break;
            case 1: trio.accepts = !trio.accepts; break;
            case 2: trio.middle.receive(side, rest); break;
            case 3: end.receive(rest, trio.now); break;
            case 4: end.finish(); break;
            case 5: end.add_candidate("another"); break;
            case 6: trio.middle.end(side); break;
            case 7: trio.step(); break;
        }
        trio.step();
    }
    trio.run();
    trio.now += std::chrono::seconds{30};
    for (IntroducedEnd* end : {&trio.asking, &trio.asked}) end->expire(trio.now);
    trio.middle.expire(trio.now);
    ASSERT(trio.asking.ended() && trio.asked.ended() && trio.middle.ended());
}

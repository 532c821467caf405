// Two sessions that keep the rules, joined by a wire that the input cuts anywhere, while it opens,
// writes, credits, finishes, resets and waits. What the model checks stands in joined_sessions.h;
// at the end everything has arrived and nothing is left.
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/yamux/joined_sessions.h"

FUZZ(yamux_pair) {
    using namespace net::yamux;
    core::Reader reader(input);
    const std::uint8_t kind = reader.u8().value_or(0);
    Options options;
    if (kind & 1) {  // Small enough that each limit is met.
        options.sent_size_max = 200;
        options.payload_size_max = 64;
        options.inbound_count_max = 3;
        options.stream_count_max = 6;
        options.backlog_count_max = 2;
    }
    options.window_size_max = kind & 2 ? initial_window_size : options.window_size_max;
    // Windows are used up by much data only, which takes long: in few inputs.
    const std::size_t unit = kind % 16 == 15 ? 256 : 4;
    JoinedSessions joined(options);
    for (int step = 0; step < 48 && !reader.at_end(); ++step) {
        const std::uint8_t choice = *reader.u8();
        const std::size_t argument = reader.u8().value_or(0);
        const std::size_t end = choice & 1;
        const std::size_t stream = choice / 16;
        switch (choice / 2 % 8) {
            case 0: joined.open(end); break;
            case 1: joined.write(end, stream, argument); break;
            case 2: joined.write(end, stream, argument * unit); break;
            case 3: joined.credit(end, stream, argument * unit); break;
            case 4: joined.finish(end, stream); break;
            case 5: joined.reset(end, stream); break;
            case 6: joined.carry(end, argument < 250 ? argument : SIZE_MAX, stream); break;
            // Less than a silence in all.
            case 7: joined.wait(std::chrono::milliseconds{argument / 2}); break;
        }
    }
    joined.settle();
}

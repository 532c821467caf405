// Two swarms that keep the rules and dial one another, while the input decides what their users do,
// how the wires between them deliver, and when they break.
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/noise/toy_crypto_fuzz.h"
#include "net/swarm/joined_swarms.h"

FUZZ(swarm_pair) {
    using namespace net::swarm;
    core::Reader reader(input);
    const std::uint8_t kind = reader.u8().value_or(0);
    Swarm::Options options;
    if (kind % 4 != 0) options.stack.security = Security::plaintext;
    static const net::gossipsub::Options gossip;
    if (kind & 16) options.gossip = gossip;
    if (kind & 32) {  // Small enough that each limit is met.
        options.stack.yamux.inbound_count_max = 4;
        options.stack.yamux.stream_count_max = 8;
        options.connections.links_per_peer_max = 1;
        options.connections.high_mark = options.connections.low_mark = 0;
        options.connections.grace = {};
    }
    joined::JoinedSwarms swarms(options);
    swarms.dial(0);
    if (kind & 64) swarms.dial(1);
    if (kind & 128) swarms.deliver();
    for (int step = 0; step < 40 && !reader.at_end(); ++step) {
        const std::uint8_t choice = *reader.u8();
        const std::size_t argument = reader.u8().value_or(0);
        const std::size_t end = choice & 1;
        const std::size_t which = choice / 32;
        switch (choice / 2 % 16) {
            case 0: swarms.dial(end); break;
            case 1: swarms.cancel(end); break;
            case 2: swarms.open(end, {std::string(joined::user_protocol)}); break;
            case 3: swarms.open(end, {"/other", std::string(joined::user_protocol)}); break;
            case 4: swarms.open(end, {"/other"}); break;
            case 5: swarms.write(end, which, argument); break;
            case 6: swarms.write(end, which, argument * 64); break;
            case 7: swarms.credit(end, which); break;
            case 8: swarms.finish(end, which); break;
            case 9: swarms.reset(end, which); break;
            case 10: swarms.ping(end); break;
            case 11: swarms.close(end); break;
            case 12: swarms.carry(end, which, argument < 250 ? argument : SIZE_MAX); break;
            case 13: swarms.deliver(); break;
            case 14: swarms.cut(which); break;
            case 15: swarms.wait(std::chrono::milliseconds{argument * argument}); break;
        }
    }
    swarms.finish_all();
}

// A router and three peers that do whatever the input says. What it sends must be well-formed, what
// it holds must stay within its limits, and when the peers have gone nothing of them may be left.
#include <array>
#include <memory>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/gossipsub/test_router.h"
#include "net/gossipsub/toy_crypto.h"

namespace {

using namespace net::gossipsub;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t peers = 3;
constexpr std::array<const char*, 4> topics{"a", "b", "c", "dd"};

// Of everything a little, so that limits are reached.
Options small_options() {
    Options options;
    options.mesh.backoff_max = seconds{2};
    options.mesh.prune_backoff = seconds{2};
    options.mesh.fanout_life = seconds{2};
    options.mesh.degree_low = 1;
    options.mesh.degree = 1;
    options.mesh.degree_high = 2;
    options.mesh.outbound_min = 0;
    options.mesh.best_kept = 1;
    options.mesh.peer_exchange = true;
    options.score.retention = seconds{2};
    options.score.thresholds.accept_exchange = -5;
    LimitOptions& limits = options.limits;
    limits.rpc_size_max = 4096;
    limits.topics_per_peer_max = 3;
    limits.topics_max = 5;
    limits.seen_life = seconds{2};
    limits.seen_max = 4;
    limits.asked_max = 4;
    limits.queued_max = 3;
    limits.queued_ids_max = 4;
    limits.unvalidated_max = 2;
    limits.retained_scores_max = 1;
    limits.backoffs_per_topic_max = 2;
    return options;
}

struct World {
    Options options = small_options();
    core::crypto::Ed25519KeyPair key_pair = test_key_pair(0);
    std::array<core::codec::PeerId, peers> ids{test_peer_id(1), test_peer_id(2), test_peer_id(3)};
    std::array<MessageRef, 6> messages{message_of(1, 1, "a"), message_of(1, 2, "a", 600),
                                       message_of(2, 1, "b"), message_of(3, 1, "c"),
                                       message_of(4, 1, "a"), message_of(0, 9, "a")};
};

// Made once.
const World& world() {
    static const World made;
    return made;
}

void check_limits(Router& router) {
    const auto held = router.holdings();
    const LimitOptions& limits = world().options.limits;
    ASSERT(held.topics <= limits.topics_max + topics.size());
    ASSERT(held.seen <= limits.seen_max && held.wanted <= limits.asked_max);
    ASSERT(held.unvalidated <= limits.unvalidated_max);
    ASSERT(held.retained <= limits.retained_scores_max && held.promises <= 2 * limits.asked_max);
    for (const char* const topic : topics)
        for (const auto& peer : router.mesh(topic)) ASSERT(router.score(peer).has_value());
}

// What is sent must read without an error and keep to the size.
void drain(Router& router, const core::codec::PeerId& peer, std::size_t size) {
    core::Buffer bytes;
    for (core::Bytes out = router.outgoing(peer); !out.empty() && bytes.size() < size;
         out = router.outgoing(peer)) {
        core::append(bytes, out);
        router.consume(peer, out.size());
    }
    core::Reader reader(bytes);
    while (!reader.at_end()) {
        const auto rpc_size = core::codec::read_varint(reader);
        ASSERT(rpc_size && *rpc_size <= world().options.limits.rpc_size_max);
        const auto rpc = reader.take(*rpc_size);
        if (!rpc) return;  // The rest comes with the next piece.
        RpcReader items(*rpc);
        for (;;) {
            const auto item = items.next();
            ASSERT(item.has_value());
            if (!*item) break;
        }
    }
}

core::Buffer control(unsigned kind, std::size_t which, unsigned number) {
    core::Buffer rpc;
    RpcWriter writer(rpc, 4096);
    const char* const topic = topics[number % topics.size()];
    const std::array<MessageId, 1> id{world().messages[which % 6]->id()};
    switch (kind % 8) {
        case 0: writer.subscription(number % 8 < 6, topic); break;
        case 1: writer.graft(topic); break;
        case 2: writer.prune(topic, number, world().ids); break;
        case 3: writer.ihave(topic, id); break;
        case 4: writer.iwant(id); break;
        case 5: writer.idontwant(id); break;
        case 6: writer.knows_choke(); break;
        case 7: writer.choke(number % 2 == 0, "a", id[0].author_group()); break;
    }
    return framed(rpc);
}

}  // namespace

FUZZ(gossipsub_hostile) {
    core::Reader reader(input);
    core::Instant now{};
    auto router =
        std::make_unique<Router>(world().options, world().key_pair, 1, core::Seed{1}, now);
    router->subscribe("a", now);
    while (!reader.at_end()) {
        const unsigned step = *reader.u8();
        const unsigned argument = reader.u8().value_or(0);
        const core::codec::PeerId& peer = world().ids[argument % peers];
        const char* const topic = topics[argument % topics.size()];
        switch (step % 12) {
            case 0:
                router->add_peer(peer, static_cast<Version>(argument / 4 % 4),
                                 static_cast<Direction>(argument / 16 % 2),
                                 core::as_bytes(argument < 128 ? "1" : ""), now);
                break;
            case 1: router->remove_peer(peer, now); break;
            case 2:
            case 3:
            case 4:
                router->receive(peer, control(step / 12, argument / 8, argument / 4), now);
                break;
            case 5: {
                const auto size = std::min<std::size_t>(argument, reader.remaining());
                router->receive(peer, *reader.take(size), now);
                break;
            }
            case 6: router->receive(peer, frame_of(world().messages[argument / 4 % 6]), now); break;
            case 7:
                router->validate(world().messages[argument / 4 % 6]->id(),
                                 static_cast<Verdict>(argument % 3), now);
                break;
            case 8:
                now += milliseconds{argument * 8};
                router->expire(now);
                break;
            case 9:
                argument < 192 ? (void)router->subscribe(topic, now)
                               : router->unsubscribe(topic, now);
                break;
            case 10: drain(*router, peer, SIZE_MAX); break;
            case 11: router->stream_ended(peer); break;
        }
        while (router->next_event()) {
        }
        while (router->next_dirty_peer()) {
        }
    }
    check_limits(*router);
    for (const auto& peer : world().ids) {
        drain(*router, peer, SIZE_MAX);
        router->remove_peer(peer, now);
    }
    for (const char* const topic : topics) router->unsubscribe(topic, now);
    for (int beat = 0; beat < 12; ++beat) router->expire(now += seconds{1});
    while (router->next_event()) {
    }
    ASSERT(router->holdings() == Router::Holdings{});
}

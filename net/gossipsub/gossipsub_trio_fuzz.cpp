// Three routers that speak with one another through wires that the input cuts into pieces, delays
// and breaks. Honest routers never find one another at fault, and at rest each has what was
// published.
#include <array>
#include <memory>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/gossipsub/test_network.h"
#include "net/gossipsub/toy_crypto.h"

namespace {

using namespace net::gossipsub;
using std::chrono::milliseconds;

constexpr std::size_t nodes = 3;

struct World {
    Options options;
    std::array<core::crypto::Ed25519KeyPair, nodes> key_pairs{test_key_pair(0), test_key_pair(1),
                                                              test_key_pair(2)};
    std::array<core::codec::PeerId, nodes> ids{test_peer_id(0), test_peer_id(1), test_peer_id(2)};
};

const World& world() {
    static const World made;
    return made;
}

class Trio {
public:
    Trio() {
        for (std::size_t i = 0; i < nodes; ++i)
            routers_[i] = std::make_unique<Router>(world().options, world().key_pairs[i], 1,
                                                   core::Seed{i + 1}, now_);
    }

    Router& router(std::size_t index) { return *routers_[index]; }
    [[nodiscard]] core::Instant now() const { return now_; }

    void connect(std::size_t one, std::size_t other) {
        if (one == other || connected(one, other)) return;
        joined_[one][other] = joined_[other][one] = true;
        router(one).add_peer(world().ids[other], Version::gossipsub_1_2, Direction::outbound, {},
                             now_);
        router(other).add_peer(world().ids[one], Version::gossipsub_1_2, Direction::inbound, {},
                               now_);
    }
    void disconnect(std::size_t one, std::size_t other) {
        joined_[one][other] = joined_[other][one] = false;
        router(one).remove_peer(world().ids[other], now_);
        router(other).remove_peer(world().ids[one], now_);
    }
    [[nodiscard]] bool connected(std::size_t one, std::size_t other) const {
        return joined_[one][other];
    }
    // So many bytes of what waits.
    bool carry(std::size_t from, std::size_t to, std::size_t size) {
        if (!connected(from, to)) return false;
        const core::Bytes waiting = router(from).outgoing(world().ids[to]);
        const core::Buffer bytes(
            waiting.begin(),
            waiting.begin() + static_cast<std::ptrdiff_t>(std::min(size, waiting.size())));
        router(from).consume(world().ids[to], bytes.size());
        router(to).receive(world().ids[from], bytes, now_);
        settle();
        return !bytes.empty();
    }
    void pass(core::Duration duration) {
        now_ += duration;
        for (const auto& router : routers_) router->expire(now_);
        settle();
    }
    void settle() {
        for (std::size_t i = 0; i < nodes; ++i) {
            while (const auto event = routers_[i]->next_event()) {
                ASSERT(!core::holds_alternative<MessageRejected>(*event));
                ASSERT(!core::holds_alternative<PeerEnded>(*event));
                const auto* const received = core::get_if<MessageReceived>(&*event);
                if (!received) continue;
                ++received_[i];
                routers_[i]->validate(received->message->id(), Verdict::accept, now_);
            }
            while (routers_[i]->next_dirty_peer()) {
            }
        }
    }
    [[nodiscard]] std::size_t received(std::size_t index) const { return received_[index]; }

private:
    core::Instant now_{};
    std::array<std::unique_ptr<Router>, nodes> routers_;
    std::array<std::array<bool, nodes>, nodes> joined_{};
    std::array<std::size_t, nodes> received_{};
};

}  // namespace

FUZZ(gossipsub_trio) {
    core::Reader reader(input);
    Trio trio;
    std::size_t published = 0;
    while (!reader.at_end()) {
        const unsigned step = *reader.u8();
        const unsigned argument = reader.u8().value_or(0);
        const std::size_t one = argument % nodes;
        const std::size_t other = argument / 3 % nodes;
        switch (step % 8) {
            case 0: trio.connect(one, other); break;
            case 1:
                if (argument < 64) trio.disconnect(one, other);
                break;
            case 2: trio.router(one).subscribe("t", trio.now()); break;
            case 3:
                if (argument < 64) trio.router(one).unsubscribe("t", trio.now());
                break;
            case 4:
                if (trio.router(one).publish("t", core::Buffer(argument * 8), trio.now()))
                    ++published;
                break;
            case 5: trio.pass(milliseconds{argument * 10}); break;
            default: trio.carry(one, other, step / 8 * 8 + 1); break;
        }
        trio.settle();
    }
    // Nobody got a message twice.
    for (std::size_t i = 0; i < nodes; ++i) ASSERT(trio.received(i) <= published);
}

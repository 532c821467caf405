// Two swarms and a wire between them that delivers in pieces: a body in a few lines.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/crypto/ed25519.h"
#include "net/swarm/swarm.h"

namespace net::swarm::testing {

inline core::crypto::Ed25519KeyPair identity_of(std::uint8_t number) {
    std::array<std::byte, 32> seed{};
    seed[0] = std::byte{number};
    return core::crypto::Ed25519KeyPair(core::crypto::Ed25519Seed(seed));
}

inline core::crypto::SecretRoot root_of(std::uint8_t number) {
    std::array<std::byte, 32> seed{};
    seed[1] = std::byte{number};
    return core::crypto::SecretRoot(seed);
}

inline core::codec::Multiaddr address(std::string_view text) {
    return *core::codec::Multiaddr::from_text(text);
}

// What a swarm told, with views copied out.
struct Heard {
    Event event;
    std::string bytes{};
};

struct End {
    End(std::uint8_t number, const Swarm::Options& options, core::Instant now = {})
        : identity(identity_of(number)),
          swarm(options, identity, root_of(number), core::Seed{number}, now) {}

    core::crypto::Ed25519KeyPair identity;
    Swarm swarm;
    std::vector<Heard> heard;
    std::optional<LinkId> link;
    std::string unsent;  // On the wire to the other.
    bool is_closed = false;

    template <class E>
    [[nodiscard]] std::vector<E> told() const {
        std::vector<E> found;
        for (const Heard& one : heard)
            if (const auto* event = core::get_if<E>(&one.event)) found.push_back(*event);
        return found;
    }

    template <class E>
    [[nodiscard]] std::vector<E> told_of_streams() const {
        std::vector<E> found;
        for (const StreamTold& one : told<StreamTold>())
            if (const auto* event = core::get_if<E>(&one.event)) found.push_back(*event);
        return found;
    }

    [[nodiscard]] std::string received() const {
        std::string all;
        for (const Heard& one : heard) all += one.bytes;
        return all;
    }
};

class Pair {
public:
    explicit Pair(const Swarm::Options& options = {}, std::size_t piece_size = 1'000)
        : Pair(options, piece_size, options) {}
    Pair(const Swarm::Options& lefts, std::size_t piece_size, const Swarm::Options& rights)
        : left(1, lefts), right(2, rights), piece_size_(piece_size) {}

    // Left dials right; they talk until nothing is left to say.
    void connect() {
        dial(address("/ip4/1.2.3.4/tcp/5/p2p/" + right.swarm.id().to_text()));
        run();
    }

    void dial(const core::codec::Multiaddr& target) {
        static_cast<void>(left.swarm.dial(target, now));
        settle(left);
    }

    void run() {
        settle(left);
        settle(right);
        for (int rounds = 0; rounds < 1'000'000; ++rounds) {
            if (left.unsent.empty() && right.unsent.empty() && !deliver_end()) return;
            deliver(left, right);
            deliver(right, left);
        }
        FAIL() << "they go on for ever";
    }

    void pass(core::Duration time) {
        now += time;
        for (End* end : {&left, &right}) {
            if (end->swarm.deadline() && *end->swarm.deadline() <= now) end->swarm.expire(now);
            settle(*end);
        }
        run();
    }

    End left;
    End right;
    core::Instant now{};
    bool credits = true;

private:
    void settle(End& end) {
        take_events(end);
        while (const auto order = end.swarm.next_order()) obey(end, *order);
        while (const auto link = end.swarm.next_ready()) {
            const core::Bytes bytes = end.swarm.outgoing(*link);
            const std::size_t size = std::min<std::size_t>(bytes.size(), piece_size_);
            if (size == 0) continue;
            end.unsent += core::as_text(bytes.first(size));
            end.swarm.consume(*link, size);
            take_events(end);
        }
    }

    void take_events(End& end) {
        while (const auto event = end.swarm.next_event(now)) {
            Heard heard{*event};
            const auto* stream = core::get_if<StreamTold>(&*event);
            const auto* received = stream ? core::get_if<Received>(&stream->event) : nullptr;
            if (received) {
                heard.bytes = core::as_text(received->bytes);
                if (credits)
                    end.swarm.credit({stream->link, received->stream}, received->bytes.size());
            }
            end.heard.push_back(std::move(heard));
        }
    }

    void obey(End& end, const Order& order) {
        if (const auto* dialing = core::get_if<Dial>(&order)) {
            end.link = dialing->link;
            right.link = right.swarm.accept(Transport::tcp, address("/ip4/9.9.9.9/tcp/1"), now);
            ASSERT_TRUE(right.link);
            end.swarm.dialed(dialing->link, now);
            settle(end);
            settle(right);
        } else {
            const auto& close = core::get<Close>(order);
            end.unsent += core::as_text(close.last);
            end.is_closed = true;
        }
    }

    void deliver(End& from, End& to) {
        if (from.unsent.empty()) return;
        const std::string piece = from.unsent.substr(0, piece_size_);
        from.unsent.erase(0, piece.size());
        to.swarm.receive(*to.link, core::as_bytes(piece), now);
        settle(to);
        settle(from);
    }

    // Who has closed and sent all is seen to be gone.
    bool deliver_end() {
        bool any = false;
        for (auto [from, to] : {std::pair(&left, &right), std::pair(&right, &left)}) {
            if (!from->is_closed || to->is_closed || !to->link) continue;
            to->swarm.end(*to->link, now);
            settle(*to);
            any = true;
        }
        return any;
    }

    std::size_t piece_size_;
};

}  // namespace net::swarm::testing

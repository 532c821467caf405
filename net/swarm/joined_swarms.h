// Two swarms for fuzzers, joined by as many wires as they dial: delivered in pieces of any size,
// cut, ended. Whatever a user may do at whatever moment can be done to each, and it is checked that
// all that was told fits together, and that nothing is left when all is over.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/assert.h"
#include "core/crypto/ed25519.h"
#include "net/swarm/swarm.h"

namespace net::swarm::joined {

inline constexpr std::string_view user_protocol = "/user/1";

// What stands at this place of every stream of a user.
inline std::byte pattern(std::size_t place) {
    return static_cast<std::byte>(place * 7 + place / 256);
}

inline core::crypto::Ed25519KeyPair identity_of(std::uint8_t number) {
    std::array<std::byte, 32> seed{};
    seed[0] = std::byte{number};
    return core::crypto::Ed25519KeyPair(core::crypto::Ed25519Seed(seed));
}

// A user who remembers all it was told.
class User {
public:
    User(std::uint8_t number, const Swarm::Options& options)
        : identity_(identity_of(number)),
          swarm(options, identity_, core::crypto::SecretRoot(secret_of(number)), core::Seed{number},
                core::Instant{}) {
        swarm.add_protocol(std::string(user_protocol));
    }

    void hear(const Event& event) {
        core::match(event, [this](const auto& told) { note(told); });
    }

    struct Known {
        std::size_t written = 0;
        std::size_t received = 0;
        std::size_t uncredited = 0;
        bool is_finished_here = false;
        bool is_finished_there = false;
    };
    // Any of those that are known, or none.
    std::map<StreamHandle, Known>::iterator pick(std::size_t choice) {
        if (streams.empty()) return streams.end();
        return std::next(streams.begin(), static_cast<std::ptrdiff_t>(choice % streams.size()));
    }

private:
    core::crypto::Ed25519KeyPair identity_;

public:
    Swarm swarm;
    std::map<StreamHandle, Known> streams;
    std::map<LinkId, core::codec::PeerId> links;
    std::size_t dials_begun = 0;
    std::size_t dials_ended = 0;

private:
    static std::array<std::byte, 32> secret_of(std::uint8_t number) {
        std::array<std::byte, 32> seed{};
        seed[1] = std::byte{number};
        return seed;
    }

    void note(const Connected& told) {
        const bool is_new = links.emplace(told.link, told.peer).second;
        ASSERT(is_new && swarm.is_connected(told.peer));
    }
    void note(const Disconnected& told) {
        ASSERT(links.erase(told.link) == 1);
        ASSERT(swarm.is_connected(told.peer) == !told.is_last);
        for (const auto& [handle, known] : streams) ASSERT(handle.link != told.link);
    }
    void note(const Dialed& told) {
        ++dials_ended;
        ASSERT(links.contains(told.link));
    }
    void note(const DialEnded& told) {
        ++dials_ended;
        for (const auto& attempt : told.attempts) ASSERT(!describe(attempt.failure).empty());
    }
    void note(const StreamTold& told) {
        ASSERT(links.contains(told.link));
        core::match(told.event, [&](const auto& event) { note({told.link, event.stream}, event); });
    }
    void note(StreamHandle handle, const Accepted& told) {
        ASSERT(told.protocol == user_protocol);
        ASSERT(streams.emplace(handle, Known{}).second);
    }
    void note(StreamHandle handle, const Agreed&) { ASSERT(streams.contains(handle)); }
    void note(StreamHandle handle, const Writable&) { ASSERT(streams.contains(handle)); }
    void note(StreamHandle handle, const Received& told) {
        Known& known = streams.at(handle);
        ASSERT(!known.is_finished_there && !told.bytes.empty());
        for (const std::byte byte : told.bytes) ASSERT(byte == pattern(known.received++));
        known.uncredited += told.bytes.size();
    }
    void note(StreamHandle handle, const Finished&) {
        Known& known = streams.at(handle);
        ASSERT(!std::exchange(known.is_finished_there, true));
        if (known.is_finished_here) streams.erase(handle);
    }
    void note(StreamHandle handle, const Failed&) { ASSERT(streams.erase(handle) == 1); }
    void note(const auto&) {}
};

class JoinedSwarms {
public:
    explicit JoinedSwarms(const Swarm::Options& options)
        : users_{User(1, options), User(2, options)} {}

    [[nodiscard]] User& user(std::size_t end) { return users_[end]; }

    void dial(std::size_t end) {
        User& from = users_[end];
        const auto place = core::codec::Multiaddr::from_text(end == 0 ? "/ip4/8.8.8.2/tcp/1"
                                                                      : "/ip4/8.8.8.1/tcp/1");
        const std::vector addresses{*place};
        ++from.dials_begun;
        last_dial_[end] = from.swarm.dial({.peer = users_[1 - end].swarm.id(),
                                           .addresses = addresses,
                                           .back_off = dialing::BackOffUse::ignored},
                                          now_);
        settle(end);
    }
    void cancel(std::size_t end) {
        users_[end].swarm.cancel(last_dial_[end], now_);
        settle(end);
    }
    void open(std::size_t end, std::vector<std::string> protocols) {
        User& user = users_[end];
        const auto stream = user.swarm.open(users_[1 - end].swarm.id(), std::move(protocols), now_);
        if (stream) ASSERT(user.streams.emplace(*stream, User::Known{}).second);
        settle(end);
    }
    void write(std::size_t end, std::size_t choice, std::size_t size) {
        User& user = users_[end];
        const auto stream = user.pick(choice);
        if (stream == user.streams.end() || stream->second.is_finished_here) return;
        core::Buffer bytes(size);
        for (std::size_t i = 0; i < size; ++i) bytes[i] = pattern(stream->second.written + i);
        stream->second.written += user.swarm.write(stream->first, bytes);
        settle(end);
    }
    void credit(std::size_t end, std::size_t choice) {
        User& user = users_[end];
        const auto stream = user.pick(choice);
        if (stream == user.streams.end()) return;
        user.swarm.credit(stream->first, std::exchange(stream->second.uncredited, 0));
        settle(end);
    }
    void finish(std::size_t end, std::size_t choice) {
        User& user = users_[end];
        const auto stream = user.pick(choice);
        if (stream == user.streams.end() || stream->second.is_finished_here) return;
        const StreamHandle handle = stream->first;
        stream->second.is_finished_here = true;
        if (stream->second.is_finished_there) user.streams.erase(stream);
        user.swarm.finish(handle, now_);
        settle(end);
    }
    void reset(std::size_t end, std::size_t choice) {
        User& user = users_[end];
        const auto stream = user.pick(choice);
        if (stream == user.streams.end()) return;
        user.swarm.reset(stream->first);
        user.streams.erase(stream);
        settle(end);
    }
    void ping(std::size_t end) {
        static_cast<void>(users_[end].swarm.ping(users_[1 - end].swarm.id(), {.count = 2}, now_));
        settle(end);
    }
    void close(std::size_t end) {
        users_[end].swarm.close(users_[1 - end].swarm.id(), now_);
        settle(end);
    }

    // So much of what waits on a wire arrives at that end.
    void carry(std::size_t end, std::size_t wire, std::size_t size) {
        if (wires_.empty()) return;
        Wire& carrier = *wires_[wire % wires_.size()];
        std::string& unsent = carrier.unsent[1 - end];
        const std::string bytes = unsent.substr(0, size);
        unsent.erase(0, bytes.size());
        if (!bytes.empty())
            users_[end].swarm.receive(carrier.links[end], core::as_bytes(bytes), now_);
        if (unsent.empty() && carrier.is_closed[1 - end] && !carrier.is_closed[end])
            users_[end].swarm.end(carrier.links[end], now_);
        settle(end);
    }
    // Neither end hears of the other any more.
    void cut(std::size_t wire) {
        if (wires_.empty()) return;
        Wire& carrier = *wires_[wire % wires_.size()];
        carrier.unsent = {};
        for (const std::size_t end : {0u, 1u}) {
            users_[end].swarm.end(carrier.links[end], now_);
            settle(end);
        }
    }
    void wait(core::Duration time) {
        now_ += time;
        for (const std::size_t end : {0u, 1u}) {
            Swarm& swarm = users_[end].swarm;
            if (swarm.deadline() && *swarm.deadline() <= now_) swarm.expire(now_);
            settle(end);
            ASSERT(!swarm.deadline() || *swarm.deadline() > now_);  // Else its body would spin.
        }
    }

    // All that was said arrives; all is credited.
    void deliver() {
        for (int round = 0; round < 10'000; ++round) {
            bool any = false;
            for (std::size_t i = 0; i < wires_.size(); ++i) {
                for (const std::size_t end : {0u, 1u}) {
                    const Wire& wire = *wires_[i];
                    any |= !wire.unsent[1 - end].empty() ||
                           (wire.is_closed[1 - end] && !wire.is_closed[end]);
                    carry(end, i, SIZE_MAX);
                }
            }
            if (!any) return;
        }
        ASSERT(false);  // They go on for ever.
    }

    // Everything ends, and nothing is left.
    void finish_all() {
        deliver();
        for (const std::size_t end : {0u, 1u}) {
            users_[end].swarm.shut_down(now_);
            settle(end);
        }
        deliver();
        wait(std::chrono::seconds{61});  // Whatever could not even begin.
        deliver();
        for (User& user : users_) {
            ASSERT(user.swarm.connection_count() == 0 && user.swarm.stream_count() == 0);
            ASSERT(user.links.empty() && user.streams.empty());
            ASSERT(user.dials_begun == user.dials_ended);
            const Counters counters = user.swarm.counters();
            ASSERT(counters.connections == 0 && counters.upgrading == 0 && counters.dials == 0);
        }
    }

private:
    struct Wire {
        std::array<LinkId, 2> links;
        std::array<std::string, 2> unsent{};  // By each end.
        std::array<bool, 2> is_closed{};
    };

    void settle(std::size_t end) {
        Swarm& swarm = users_[end].swarm;
        take_events(end);
        while (const auto order = swarm.next_order()) obey(end, *order);
        while (const auto link = swarm.next_ready()) {
            Wire* const wire = find(end, *link);
            ASSERT(wire);
            while (true) {
                const core::Bytes bytes = swarm.outgoing(*link);
                // Sockets do not take all.
                if (bytes.empty() || wire->unsent[end].size() > 100'000) break;
                wire->unsent[end] += core::as_text(bytes);
                swarm.consume(*link, bytes.size());
                take_events(end);
            }
        }
    }
    void take_events(std::size_t end) {
        while (const auto event = users_[end].swarm.next_event(now_)) users_[end].hear(*event);
    }
    void obey(std::size_t end, const Order& order) {
        if (const auto* dialing = core::get_if<Dial>(&order)) return connect(end, dialing->link);
        const auto& close = core::get<Close>(order);
        if (Wire* const wire = find(end, close.link)) {
            wire->unsent[end] += core::as_text(close.last);
            wire->is_closed[end] = true;
        }
    }
    void connect(std::size_t end, LinkId link) {
        const auto from = core::codec::Multiaddr::from_text("/ip4/127.0.0.1/tcp/9");
        const auto other = users_[1 - end].swarm.accept(Transport::tcp, *from, now_);
        if (!other) return users_[end].swarm.dial_failed(link, DialFailure::refused, now_);
        auto wire = std::make_unique<Wire>();
        wire->links[end] = link;
        wire->links[1 - end] = *other;
        wires_.push_back(std::move(wire));
        users_[end].swarm.dialed(link, now_);
        take_events(end);
        settle(1 - end);
    }
    Wire* find(std::size_t end, LinkId link) {
        for (const auto& wire : wires_)
            if (wire->links[end] == link) return wire.get();
        return nullptr;
    }

    core::Instant now_{};
    std::array<User, 2> users_;
    std::array<DialId, 2> last_dial_{};
    std::vector<std::unique_ptr<Wire>> wires_;
};

}  // namespace net::swarm::joined

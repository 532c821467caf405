// A network of swarms in a few lines: places that they listen at, wires between them, a local
// network for datagrams, and places where nothing answers, or nobody, or not what one would wish.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/swarm/pair_test.h"

namespace net::swarm::testing {

class Network {
public:
    enum class Place {
        refuses,
        silent,  // Nothing is heard of a connect.
        mute,    // Connects, and says nothing.
    };

    // Numbers are ids, and where they come from.
    End& add(std::uint8_t number, const Swarm::Options& options = {}) {
        ends_.push_back(std::make_unique<End>(number, options, now));
        End& end = *ends_.back();
        numbers_[&end] = number;
        listen(end, place_of(number));
        return end;
    }
    void listen(End& end, const std::string& place) {
        listening_[place] = &end;
        end.swarm.listening(address(place));
        settle(end);
    }
    // Announced as before; nobody answers there.
    void unlisten(const std::string& place) { listening_.erase(place); }
    static std::string place_of(int number) {
        return "/ip4/8.8.8." + std::to_string(number) + "/tcp/4001";
    }
    static core::codec::Multiaddr address_of(const End& end, int number) {
        return address(place_of(number) + "/p2p/" + end.swarm.id().to_text());
    }
    // Dies, and nobody learns of it: what is sent to it is lost.
    void vanish(const End& end) {
        std::erase_if(wires_, [&](const auto& wire) {
            return wire->ends[0] == &end || wire->ends[1] == &end;
        });
    }
    void set(const std::string& place, Place kind) { places_[place] = kind; }

    DialId dial(End& from, const core::codec::Multiaddr& to) {
        const DialId id = from.swarm.dial(to, now);
        settle(from);
        return id;
    }

    void run() {
        for (auto& end : ends_) settle(*end);
        for (int rounds = 0; rounds < 100'000; ++rounds)
            if (!step()) return;
        FAIL() << "they go on for ever";
    }
    // What is on the wires arrives, and what is sent because of it not yet. False if nothing was.
    bool step() {
        bool any = false;
        if (is_stalled) return any;
        // There may be more of them after each.
        for (std::size_t i = 0; i < wires_.size(); ++i) any |= deliver(*wires_[i]);
        return any;
    }

    // Everybody wakes when it wants to.
    void pass(core::Duration time) {
        run();
        const core::Instant until = now + time;
        while (true) {
            core::Instant next = until;
            for (auto& end : ends_)
                if (end->swarm.deadline()) next = std::min(next, *end->swarm.deadline());
            now = std::max(now, next);
            for (auto& end : ends_)
                if (end->swarm.deadline() && *end->swarm.deadline() <= now) end->swarm.expire(now);
            run();
            if (now >= until) return;
        }
    }

    // A link from nowhere, of which the test is the other end.
    std::optional<LinkId> come_in(End& end, const std::string& from) {
        const auto id = end.swarm.accept(Transport::tcp, address(from), now);
        settle(end);
        return id;
    }

    void settle(End& end) {
        take_events(end);
        while (const auto order = end.swarm.next_order()) obey(end, *order);
        while (const auto link = end.swarm.next_ready()) send(end, *link);
        while (auto datagram = end.swarm.next_mdns_datagram()) spread(end, *datagram);
    }

    core::Instant now{};
    bool is_stalled = false;       // Nothing arrives.
    std::vector<LinkId> given_up;  // Before anything came of them.

private:
    struct Wire {
        std::array<End*, 2> ends;
        std::array<LinkId, 2> links;
        std::array<std::string, 2> unsent{};  // Of each end.
        std::array<bool, 2> is_closed{};
    };

    void take_events(End& end) {
        while (const auto event = end.swarm.next_event(now)) {
            Heard heard{*event};
            const auto* stream = core::get_if<StreamTold>(&*event);
            const auto* received = stream ? core::get_if<Received>(&stream->event) : nullptr;
            if (received) {
                heard.bytes = core::as_text(received->bytes);
                end.swarm.credit({stream->link, received->stream}, received->bytes.size());
            }
            end.heard.push_back(std::move(heard));
        }
    }

    void obey(End& end, const Order& order) {
        if (const auto* dialing = core::get_if<Dial>(&order)) return connect(end, *dialing);
        const auto& close = core::get<Close>(order);
        if (auto [wire, side] = find(end, close.link); wire) {
            wire->unsent[side] += core::as_text(close.last);
            wire->is_closed[side] = true;
        } else {
            given_up.push_back(close.link);
        }
    }

    void connect(End& end, const Dial& order) {
        const std::string place = order.address.to_text();
        const auto listener = listening_.find(place);
        if (listener == listening_.end()) {
            const auto kind = places_.contains(place) ? places_[place] : Place::refuses;
            if (kind == Place::refuses)
                end.swarm.dial_failed(order.link, DialFailure::refused, now);
            if (kind == Place::mute) end.swarm.dialed(order.link, now);
        } else {
            End& other = *listener->second;
            const auto from = address("/ip4/9.9.9." + std::to_string(numbers_[&end]) + "/tcp/1");
            const auto link = other.swarm.accept(*transport_of(order.address), from, now);
            if (link) {
                wires_.push_back(std::make_unique<Wire>(Wire{{&end, &other}, {order.link, *link}}));
                end.swarm.dialed(order.link, now);
                if (&other != &end) settle(other);
            } else {
                end.swarm.dialed(order.link, now);
                end.swarm.end(order.link, now);
            }
        }
        take_events(end);
    }

    std::pair<Wire*, std::size_t> find(const End& end, LinkId link) {
        for (auto& wire : wires_)
            for (const std::size_t side : {0u, 1u})
                if (wire->ends[side] == &end && wire->links[side] == link)
                    return {wire.get(), side};
        return {nullptr, 0};
    }

    void send(End& end, LinkId link) {
        auto [wire, side] = find(end, link);
        while (true) {
            const core::Bytes bytes = end.swarm.outgoing(link);
            if (bytes.empty()) return;
            if (wire) wire->unsent[side] += core::as_text(bytes);
            end.swarm.consume(link, bytes.size());
            take_events(end);
        }
    }

    bool deliver(Wire& wire) {
        bool any = false;
        for (const std::size_t side : {0u, 1u}) {
            End& other = *wire.ends[1 - side];
            const LinkId link = wire.links[1 - side];
            const std::string bytes = std::exchange(wire.unsent[side], {});
            if (!bytes.empty()) {
                other.swarm.receive(link, core::as_bytes(bytes), now);
                settle(other);
                any = true;
            }
            if (wire.is_closed[side] && !wire.is_closed[1 - side]) {
                wire.is_closed[1 - side] = true;
                other.swarm.end(link, now);
                settle(other);
                any = true;
            }
        }
        return any;
    }

    void spread(const End& from, core::Bytes datagram) {
        const std::string sender = "10.0.0." + std::to_string(numbers_[&from]);
        for (auto& end : ends_) {
            if (end.get() == &from) continue;
            end->swarm.receive_mdns(datagram, sender, now);
            take_events(*end);
        }
    }

    std::vector<std::unique_ptr<End>> ends_;
    std::map<const End*, int> numbers_;
    std::map<std::string, End*> listening_;
    std::map<std::string, Place> places_;
    std::vector<std::unique_ptr<Wire>> wires_;
};

}  // namespace net::swarm::testing

// Dials, links, and what becomes of them.
#include <utility>

#include "core/base/assert.h"
#include "sim/swarm_world.h"

namespace sim {

using core::Duration;
using net::DialFailure;
using net::LinkId;
using net::swarm::Swarm;

namespace {

// After a partition what waited is sent again, at the sender's next attempt.
constexpr std::uint64_t attempt_microseconds = 500'000;

Duration draw_between(core::Prng& prng, Duration low, Duration high) {
    return Duration(static_cast<std::int64_t>(prng.between(
        static_cast<std::uint64_t>(low.count()), static_cast<std::uint64_t>(high.count()))));
}

}  // namespace

bool SwarmWorld::is_parted(NodeIndex one, NodeIndex other) const {
    return parted_[one] != parted_[other];
}

// The answer comes after a round trip, if there is anybody.
void SwarmWorld::obey(NodeIndex node, const net::swarm::Dial& order) {
    const NodeIndex* const target = by_address_.find(order.address);
    ASSERT(target);
    Duration time = 2 * (draw_between(prng_, options_.delay_min, options_.delay_max) +
                         nodes_[node].distance + nodes_[*target].distance);
    if (is_parted(node, *target) || is_frozen(*target)) time = options_.connect_patience;
    nodes_[node].dialing.insert(order.link, *target);
    agenda_.add(now_ + time, {.kind = Kind::answer,
                              .side = 0,
                              .node = node,
                              .number = nodes_[node].life,
                              .link = order.link,
                              .target = *target});
}

void SwarmWorld::answer(const Task& task) {
    if (nodes_[task.node].life != task.number) return;
    if (is_frozen(task.node)) return miss(task);
    // It may have been given up.
    if (!nodes_[task.node].dialing.erase(task.link)) return;
    const bool is_there = is_up(task.target) && !is_frozen(task.target);
    if (is_there && !is_parted(task.node, task.target))
        return join(task.node, task.link, task.target);
    count(run_.faults(), Fault::unreachable);
    const auto failure = is_up(task.target) ? DialFailure::connect_timeout : DialFailure::refused;
    act(task.node, [&](Swarm& swarm) { swarm.dial_failed(task.link, failure, now_); });
}

void SwarmWorld::join(NodeIndex from, LinkId link, NodeIndex to) {
    const auto accepted = swarm(to).accept(net::Transport::tcp, nodes_[from].address, now_);
    if (!accepted) {
        act(from, [&](Swarm& swarm) {
            swarm.dialed(link, now_);
            swarm.end(link, now_);
        });
        return settle(to);
    }
    WireOptions options = options_.wire;
    const Duration delay = draw_between(prng_, options_.delay_min, options_.delay_max) +
                           nodes_[from].distance + nodes_[to].distance;
    options.delay_min += delay;
    options.loss_percent += nodes_[from].loss_percent + nodes_[to].loss_percent;
    const JoinNumber number = ++joins_made_;
    const auto wire = [&] { return Wire(options, prng_.fork(), run_.faults()); };
    joins_.insert(number, std::make_unique<Joined>(Joined{
                              delay, {End(from, link, wire()), End(to, *accepted, wire())}}));
    nodes_[from].links.insert(link, {number, 0});
    nodes_[to].links.insert(*accepted, {number, 1});
    settle(to);
    act(from, [&](Swarm& swarm) { swarm.dialed(link, now_); });
}

Duration SwarmWorld::way_max() const {
    const WireOptions& wire = options_.wire;
    const Duration clog = wire.clog_percent > 0 ? wire.clog_max : Duration{};
    const Duration again =
        wire.loss_percent > 0 ? 2 * options_.delay_max + Wire::timer_min : Duration{};
    return options_.delay_max + wire.delay_max + clog + again;
}

// As much as the wire takes; the rest goes when it takes more.
bool SwarmWorld::send(NodeIndex node, LinkId link) {
    const Place* const place = nodes_[node].links.find(link);
    if (!place) return false;
    Joined& joined = **joins_.find(place->join);
    End& end = joined.ends[place->side];
    Swarm& swarm = *nodes_[node].swarm;
    bool any = false;
    for (core::Bytes bytes = swarm.outgoing(link); !bytes.empty(); bytes = swarm.outgoing(link)) {
        const std::size_t size = end.wire.accept(bytes, now_);
        note(node, "sends", bytes.first(size));
        sent_size_ += size;
        end.is_blocked = size < bytes.size();
        if (size == 0) break;
        any = true;
        swarm.consume(link, size);
    }
    await_arrival(place->join, place->side);
    return any;
}

void SwarmWorld::await_arrival(JoinNumber number, std::uint8_t side) {
    Joined& joined = **joins_.find(number);
    End& from = joined.ends[side];
    const auto next = from.wire.next_arrival();
    if (!next || joined.is_parted) return;
    const core::Instant when = std::max(*next, now_);
    if (from.awaited && *from.awaited <= when) return;
    from.awaited = when;
    agenda_.add(when, {.kind = Kind::arrival,
                       .side = side,
                       .node = 0,
                       .number = number,
                       .link = {},
                       .target = 0});
}

// Whatever is due. The link may be gone after each piece.
void SwarmWorld::arrive(JoinNumber number, std::uint8_t side) {
    const auto find = [&] {
        const auto* const joined = joins_.find(number);
        return joined ? joined->get() : nullptr;
    };
    Joined* joined = find();
    if (!joined || joined->ends[side].awaited != now_) return;
    joined->ends[side].awaited.reset();
    while (joined && !joined->is_parted) {
        End& to = joined->ends[1 - side];
        if (is_frozen(to.node)) return;
        const auto piece = joined->ends[side].wire.deliver(now_);
        if (!piece) break;
        if (piece->empty()) {
            tell_end(number, 1 - side);
        } else if (!to.is_closed) {
            core::Bytes bytes = *piece;
            if (options_.mutant == SwarmMutant::skips_bytes && prng_.chance(1, 200))
                bytes = bytes.first(bytes.size() - 1);
            received_size_ += bytes.size();
            note(to.node, "receives", bytes);
            act(to.node, [&](Swarm& swarm) { swarm.receive(to.link, bytes, now_); });
        }
        joined = find();
    }
    if (!joined) return;
    End& from = joined->ends[side];
    if (from.is_closed)
        send_last(number, side);
    else if (from.is_blocked && !is_frozen(from.node) && send(from.node, from.link))
        settle(from.node);
    if (find()) await_arrival(number, side);
}

void SwarmWorld::obey(NodeIndex node, const net::swarm::Close& order) {
    const Place* const found = nodes_[node].links.find(order.link);
    if (!found) {
        nodes_[node].dialing.erase(order.link);
        return;
    }
    if (options_.mutant == SwarmMutant::keeps_links && prng_.chance(1, 10)) return;
    const Place place = *found;
    (*joins_.find(place.join))->ends[place.side].last = order.last;
    nodes_[node].links.erase(order.link);
    close_end(place.join, place.side);
}

void SwarmWorld::close_end(JoinNumber number, std::uint8_t side) {
    Joined& joined = **joins_.find(number);
    joined.ends[side].is_closed = true;
    if (joined.ends[1 - side].is_closed) {
        joins_.erase(number);
        return;
    }
    send_last(number, side);
}

void SwarmWorld::send_last(JoinNumber number, std::uint8_t side) {
    End& end = (*joins_.find(number))->ends[side];
    if (end.has_finished) return;
    const std::size_t size = end.wire.accept(end.last, now_);
    sent_size_ += size;
    end.last.erase(end.last.begin(), end.last.begin() + static_cast<std::ptrdiff_t>(size));
    if (end.last.empty()) {
        end.has_finished = true;
        end.wire.finish(now_);
    }
    await_arrival(number, side);
}

void SwarmWorld::tell_end(JoinNumber number, std::uint8_t side) {
    const End& end = (*joins_.find(number))->ends[side];
    if (end.is_closed) return;
    const NodeIndex node = end.node;
    note(node, "loses a link");
    act(node, [&](Swarm& swarm) { swarm.end(end.link, now_); });
}

std::vector<SwarmWorld::JoinNumber> SwarmWorld::between(NodeIndex one, NodeIndex other) const {
    std::vector<JoinNumber> numbers;
    for (const auto& [link, place] : nodes_[one].links) {
        const auto& ends = (*joins_.find(place.join))->ends;
        if (ends[1 - place.side].node == other) numbers.push_back(place.join);
    }
    return numbers;
}

void SwarmWorld::cut(NodeIndex one, NodeIndex other) {
    for (const JoinNumber number : between(one, other)) {
        count(run_.faults(), Fault::cut);
        for (End& end : (*joins_.find(number))->ends) end.wire.vanish();
        end_or_owe(number, 0);
        if (joins_.contains(number)) end_or_owe(number, 1);
    }
}

void SwarmWorld::end_or_owe(JoinNumber number, std::uint8_t side) {
    const NodeIndex node = (*joins_.find(number))->ends[side].node;
    if (is_frozen(node))
        nodes_[node].untold.push_back({number, side});
    else
        tell_end(number, side);
}

void SwarmWorld::vanish(NodeIndex one, NodeIndex other) {
    for (const JoinNumber number : between(one, other))
        for (End& end : (*joins_.find(number))->ends) end.wire.vanish();
}

void SwarmWorld::crash(NodeIndex node) {
    note(node, "crashes");
    count(run_.faults(), Fault::died);
    const auto links = std::exchange(nodes_[node].links, {});
    end_life(node);
    for (const auto& [link, place] : links) close_end(place.join, place.side);
}

void SwarmWorld::lose_power(NodeIndex node) {
    note(node, "loses power");
    count(run_.faults(), Fault::died);
    const auto links = std::exchange(nodes_[node].links, {});
    end_life(node);
    for (const auto& [link, place] : links) {
        for (End& end : (*joins_.find(place.join))->ends) end.wire.vanish();
        close_end(place.join, place.side);
    }
}

void SwarmWorld::part(const std::vector<bool>& set) {
    count(run_.faults(), Fault::parted);
    parted_ = set;
    for (const auto& [number, joined] : joins_)
        joined->is_parted = is_parted(joined->ends[0].node, joined->ends[1].node);
}

void SwarmWorld::heal() {
    parted_.assign(parted_.size(), false);
    for (const auto& [number, joined] : joins_) {
        if (!std::exchange(joined->is_parted, false)) continue;
        for (const std::uint8_t side : {std::uint8_t{0}, std::uint8_t{1}}) {
            const auto next = joined->ends[side].wire.next_arrival();
            if (!next) continue;
            const auto pause =
                Duration(static_cast<std::int64_t>(prng_.below(attempt_microseconds)));
            const core::Instant when = std::max(*next, now_ + pause);
            joined->ends[side].awaited = when;
            agenda_.add(when, {.kind = Kind::arrival,
                               .side = side,
                               .node = 0,
                               .number = number,
                               .link = {},
                               .target = 0});
        }
    }
}

std::vector<SwarmWorld::Join> SwarmWorld::joins() const {
    std::vector<Join> found;
    for (const auto& [number, joined] : joins_)
        if (!joined->ends[0].is_closed && !joined->ends[1].is_closed)
            found.push_back({joined->ends[0].node, joined->ends[1].node, joined->delay});
    return found;
}

}  // namespace sim

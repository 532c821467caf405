// Bytes that are known to both ends.
#include "sim/flows.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

namespace sim {

using net::swarm::StreamHandle;
using net::swarm::StreamTold;
using net::swarm::Swarm;

// The head is the beginning of what the opener writes.
core::Buffer Flows::piece_of(const Head& head, bool of_opener, std::uint32_t from,
                             std::size_t size) {
    core::Buffer piece(size);
    core::Buffer encoded;
    core::BufferWriter writer(encoded, head_size);
    writer.u32_be(head.number);
    writer.u32_be(head.size);
    writer.u32_be(head.size_back);
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t at = from + i;
        const std::uint64_t mixed =
            (head.number * 2U + (of_opener ? 1U : 0U) + at * 0x9e3779b97f4a7c15U) *
            0xbf58476d1ce4e5b9U;
        piece[i] = of_opener && at < head_size ? encoded[at] : static_cast<std::byte>(mixed >> 56);
    }
    return piece;
}

void Flows::open(NodeIndex from, NodeIndex to, std::uint32_t size, std::uint32_t size_back) {
    world_.act(from, [&](Swarm& swarm) {
        const auto stream = swarm.open(world_.id(to), {std::string(protocol)}, world_.now());
        if (!stream) return;
        End end{.is_opener = true, .head = Head{++last_number_, size + head_size, size_back}};
        const Place place{from, *stream};
        write(place, end);
        ends_.insert(place, std::move(end));
    });
}

// Who resets is not told.
void Flows::reset_any(core::Prng& prng) {
    if (ends_.empty()) return;
    auto at = ends_.begin();
    for (std::uint64_t i = prng.below(ends_.size()); i > 0; --i) ++at;
    const auto [node, stream] = at->first;
    ends_.erase(at->first);
    ++failed_;
    world_.act(node, [&](Swarm& swarm) { swarm.reset(stream); });
}

void Flows::hear(NodeIndex node, const StreamTold& told) {
    const auto stream = core::match(told.event, [](const auto& event) { return event.stream; });
    const Place place{node, {told.link, stream}};
    if (core::holds_alternative<net::swarm::Accepted>(told.event)) {
        const bool is_new = ends_.insert(place, End{});
        run_.check("streams", is_new, "a stream was accepted twice");
    }
    End* const end = ends_.find(place);
    if (!end) return;  // We have reset it.
    if (const auto* received = core::get_if<net::swarm::Received>(&told.event))
        read(place, *end, received->bytes);
    if (core::holds_alternative<net::swarm::Writable>(told.event)) write(place, *end);
    if (core::holds_alternative<net::swarm::Finished>(told.event)) end->is_finished_there = true;
    if (core::holds_alternative<net::swarm::Failed>(told.event)) {
        ++failed_;
        ends_.erase(place);
        return;
    }
    settle(place);
}

void Flows::read(const Place& place, End& end, core::Bytes bytes) {
    core::Bytes rest = bytes;
    if (!end.head) {
        const core::Bytes taken =
            bytes.first(std::min(bytes.size(), head_size - end.partial_head.size()));
        core::append(end.partial_head, taken);
        rest = bytes.subspan(taken.size());
        end.received += static_cast<std::uint32_t>(taken.size());
        if (end.partial_head.size() == head_size) {
            core::Reader reader(end.partial_head);
            end.head = Head{*reader.u32_be(), *reader.u32_be(), *reader.u32_be()};
        }
    }
    if (!rest.empty()) {
        const core::Buffer expected =
            piece_of(*end.head, !end.is_opener, end.received, rest.size());
        run_.check("streams", core::equal(rest, expected),
                   core::formatted("{} read something else than was written", place.first));
        end.received += static_cast<std::uint32_t>(rest.size());
    }
    world_.swarm(place.first).credit(place.second, bytes.size());
    if (end.head) write(place, end);
}

void Flows::write(const Place& place, End& end) {
    Swarm& swarm = world_.swarm(place.first);
    const std::uint32_t size = end.is_opener ? end.head->size : end.head->size_back;
    constexpr std::size_t piece_size_max = 10'000;
    while (end.sent < size) {
        const std::size_t piece_size = std::min<std::size_t>(size - end.sent, piece_size_max);
        const core::Buffer piece = piece_of(*end.head, end.is_opener, end.sent, piece_size);
        const std::size_t taken = swarm.write(place.second, piece);
        end.sent += static_cast<std::uint32_t>(taken);
        if (taken < piece_size) return;
    }
    if (std::exchange(end.is_finished_here, true)) return;
    swarm.finish(place.second, world_.now());
}

void Flows::settle(const Place& place) {
    const End& end = *ends_.find(place);
    if (!end.is_finished_there) return;
    const bool is_whole =
        end.head && end.received == (end.is_opener ? end.head->size_back : end.head->size);
    run_.check("streams", is_whole, "a stream was finished before all had come");
    if (!end.is_finished_here) return;
    ++completed_;
    ends_.erase(place);
}

void Flows::forget(NodeIndex node) {
    std::vector<Place> gone;
    for (const auto& [place, end] : ends_)
        if (place.first == node) gone.push_back(place);
    for (const Place& place : gone) ends_.erase(place);
}

}  // namespace sim

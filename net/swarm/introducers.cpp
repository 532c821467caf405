// One entry for each introduction, from its first byte to its last.
#include "net/swarm/introducers.h"

#include <algorithm>

namespace net::swarm {

using core::Instant;
using core::codec::PeerId;
using signalling::CarriedStream;
using signalling::Introducer;
using signalling::Refusal;
using signalling::Side;

namespace {
constexpr std::array sides{Side::asking, Side::asked};
std::size_t index(Side side) { return static_cast<std::size_t>(side); }
}  // namespace

bool Introducers::has_room_for(const PeerId& peer) const {
    const auto asked_for = std::ranges::count(all_, peer, &Entry::asking);
    return all_.size() < options_.count_max &&
           static_cast<std::size_t>(asked_for) < options_.per_peer_max;
}

bool Introducers::has_room_on(const Link& link) const {
    return link.connection.count_running<CarriedStream>() < options_.streams_per_connection_max;
}

void Introducers::accept(Link& link, StreamId stream, Instant now) {
    const bool has_room = has_room_on(link);
    link.connection.run(stream, CarriedStream(), now);
    if (!has_room) return link.connection.reset(stream);
    Entry entry{*link.peer, Introducer(options_.each, *link.peer, now), {}};
    entry.streams[index(Side::asking)] = StreamHandle{link.id, stream};
    const bool is_refused = !has_room_for(*link.peer);
    if (is_refused) entry.introducer.refuse(Refusal::busy);
    all_.push_back(std::move(entry));
    if (is_refused) settle(all_.size() - 1, now);
}

void Introducers::hear(StreamHandle stream, const CarriedStream::Event& event, Instant now) {
    for (std::size_t place = 0; place < all_.size(); ++place) {
        Entry& entry = all_[place];
        const auto at = std::ranges::find(entry.streams, std::optional(stream));
        if (at == entry.streams.end()) continue;
        const auto side = static_cast<Side>(at - entry.streams.begin());
        Link* const link = links_.find(stream.link);
        if (const auto* said = core::get_if<CarriedStream::Said>(&event))
            entry.introducer.receive(side, said->bytes);
        else if (link && link->connection.has(stream.stream))
            entry.introducer.end(side);
        else
            entry.introducer.lose(side);
        return settle(place, now);
    }
}

// Whatever the introducer wants now, up to its end.
void Introducers::settle(std::size_t place, Instant now) {
    Entry& entry = all_[place];
    while (const auto wanted = entry.introducer.next_event()) ask(entry, wanted->peer, now);
    for (const Side side : sides) send(entry, side, now);
    if (!entry.introducer.ended()) return;
    close(entry, now);
    all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(place));
}

void Introducers::ask(Entry& entry, const PeerId& wanted, Instant now) {
    const auto& all = links_.of(wanted);
    Link* const link = all.empty() ? nullptr : links_.find(all.front());
    if (!link) return entry.introducer.refuse(Refusal::not_connected);
    const auto stream =
        has_room_on(*link)
            ? link->connection.open({std::string(signalling::asked_protocol)}, CarriedStream(), now)
            : std::nullopt;
    if (!stream) return entry.introducer.refuse(Refusal::busy);
    entry.streams[index(Side::asked)] = StreamHandle{link->id, *stream};
    entry.introducer.begin();
}

void Introducers::send(Entry& entry, Side side, Instant now) {
    const core::Bytes bytes = entry.introducer.outgoing(side);
    const auto& stream = entry.streams[index(side)];
    Link* const link = stream && !bytes.empty() ? links_.find(stream->link) : nullptr;
    if (!link) return;
    link->connection.act_on<CarriedStream>(stream->stream, now,
                                           [&](CarriedStream& carried) { carried.send(bytes); });
    entry.introducer.consume(side, bytes.size());
    links_.wake(*link);
}

void Introducers::close(const Entry& entry, Instant now) {
    for (const auto& stream : entry.streams) {
        Link* const link = stream ? links_.find(stream->link) : nullptr;
        if (!link) continue;
        if (entry.introducer.was_good())
            link->connection.act_on<CarriedStream>(stream->stream, now,
                                                   [](CarriedStream& carried) { carried.close(); });
        else
            link->connection.reset(stream->stream);
        links_.wake(*link);
    }
}

void Introducers::expire(Instant now) {
    for (std::size_t place = all_.size(); place-- > 0;) {
        all_[place].introducer.expire(now);
        settle(place, now);
    }
}

std::optional<Instant> Introducers::deadline() const {
    std::optional<Instant> first;
    for (const Entry& entry : all_) first = core::earlier(first, entry.introducer.deadline());
    return first;
}

}  // namespace net::swarm

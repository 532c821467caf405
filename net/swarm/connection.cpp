// What a connection does with its streams.
#include "net/swarm/connection.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/machine.h"

namespace net::swarm {

using core::Instant;

namespace {

// The owner takes events after every call. One that ends the connection tells of each stream.
constexpr std::size_t events_max = std::size_t{1} << 16;

void take_unsent(Stream& stream, auto& negotiation) {
    const core::Bytes bytes = negotiation.outgoing();
    core::append(stream.unsent, bytes);
    negotiation.consume(bytes.size());
}

}  // namespace

Connection::Connection(Carrier carrier, const ProtocolTable& protocols, const Options& options)
    : carrier_(std::move(carrier)), protocols_(protocols), options_(options), events_(events_max) {}

std::optional<StreamId> Connection::open(std::vector<std::string> protocols, Machine machine,
                                         Instant now) {
    const auto id = carrier_.open(now);
    if (!id) return std::nullopt;
    Stream stream;
    take_unsent(stream, stream.negotiation.emplace<multistream::Proposer>(std::move(protocols)));
    stream.machine = std::move(machine);
    stream.patience_end = now + options_.stream_patience;
    settle(*id, add(*id, std::move(stream)), now);
    return id;
}

void Connection::run(StreamId id, Machine machine, Instant now) {
    Stream* const stream = find(id);
    if (!stream) return;
    ASSERT(std::exchange(stream->awaits_machine, false));
    stream->machine = std::move(machine);
    settle(id, *stream, now);
}

std::size_t Connection::write(StreamId id, core::Bytes bytes) {
    Stream* const stream = find(id);
    if (!stream || stream->wants_finish || stream->is_finished_here) return 0;
    // Behind the only proposal one may write at once; with several nobody knows to whom.
    if (!flush(id, *stream)) return 0;
    const std::size_t taken = carrier_.write(id, bytes);
    stream->is_blocked = taken < bytes.size();
    return taken;
}

void Connection::credit(StreamId id, std::size_t size) {
    if (find(id)) carrier_.credit(id, size);
}

void Connection::finish(StreamId id, Instant now) {
    Stream* const stream = find(id);
    if (!stream || stream->is_finished_here) return;
    stream->wants_finish = true;
    settle(id, *stream, now);
}

void Connection::reset(StreamId id) {
    if (!find(id)) return;
    carrier_.reset(id);
    forget(id);
}

Stream* Connection::find(StreamId id) {
    const auto* stream = streams_.find(id);
    return stream ? stream->get() : nullptr;
}

Stream& Connection::add(StreamId id, Stream stream) {
    const bool is_new = streams_.insert(id, std::make_unique<Stream>(std::move(stream)));
    ASSERT(is_new);
    return *find(id);
}

std::optional<ConnectionEvent> Connection::next_event(Instant now) {
    while (true) {
        if (auto event = events_.pop()) return event;
        if (const auto rest = std::exchange(rest_, std::nullopt)) {
            receive(rest->stream, rest->bytes, now);
            continue;
        }
        auto event = carrier_.next_event(now);
        if (!event) return std::nullopt;
        if (const auto* established = core::get_if<Established>(&*event)) return *established;
        if (const auto* ended = core::get_if<LinkEnded>(&*event)) {
            end_streams(now);
            tell(*ended);
        } else {
            hear(core::get<MuxerEvent>(*event), now);
        }
    }
}

void Connection::hear(const MuxerEvent& event, Instant now) {
    if (const auto* opened = core::get_if<StreamOpened>(&event)) {
        Stream stream;
        stream.negotiation.emplace<multistream::Selector>();
        stream.patience_end = now + options_.stream_patience;
        settle(opened->stream, add(opened->stream, std::move(stream)), now);
        return;
    }
    if (const auto* received = core::get_if<StreamReceived>(&event))
        return receive(received->stream, received->bytes, now);
    if (const auto* finished = core::get_if<StreamFinished>(&event)) {
        if (Stream* const stream = find(finished->stream))
            hear_finished(finished->stream, *stream, now);
        return;
    }
    if (const auto* reset = core::get_if<StreamReset>(&event))
        return fail(reset->stream,
                    reset->had_no_room ? StreamFailure::no_room : StreamFailure::reset_by_peer,
                    now);
    if (const auto* writable = core::get_if<StreamWritable>(&event)) {
        if (Stream* const stream = find(writable->stream))
            hear_writable(writable->stream, *stream, now);
    }
}

void Connection::hear_writable(StreamId id, Stream& stream, Instant now) {
    stream.is_blocked = false;
    if (is_users(stream.machine) && !stream.wants_finish && flush(id, stream)) tell(Writable{id});
    settle(id, stream, now);
}

void Connection::receive(StreamId id, core::Bytes bytes, Instant now) {
    Stream* const stream = find(id);
    if (!stream || bytes.empty()) return;
    ASSERT(!stream->awaits_machine);  // Else the owner has not answered Accepted.
    if (stream->is_agreed()) return deliver(id, *stream, bytes, now);
    const std::size_t used =
        stream->is_unknown() ? select(id, *stream, bytes, now) : propose(id, *stream, bytes, now);
    if (!find(id)) return;
    carrier_.credit(id, used);
    settle(id, *stream, now);
    if (used < bytes.size() && find(id)) rest_ = Rest{id, bytes.subspan(used)};
}

std::size_t Connection::propose(StreamId id, Stream& stream, core::Bytes bytes, Instant now) {
    auto& proposer = core::get<multistream::Proposer>(stream.negotiation);
    const std::size_t used = proposer.receive(bytes);
    take_unsent(stream, proposer);
    switch (proposer.outcome()) {
        case multistream::Outcome::pending: break;
        case multistream::Outcome::agreed:
            if (is_users(stream.machine)) tell(Agreed{id, proposer.protocol()});
            stream.negotiation.emplace<core::Nothing>();
            stream.patience_end.reset();
            break;
        case multistream::Outcome::refused:
            ++refusals_.there;
            give_up(id, StreamFailure::protocol_refused, now);
            break;
        case multistream::Outcome::broken:
            give_up(id, StreamFailure::negotiation_broken, now);
            break;
    }
    return used;
}

std::size_t Connection::select(StreamId id, Stream& stream, core::Bytes bytes, Instant now) {
    auto& selector = core::get<multistream::Selector>(stream.negotiation);
    std::size_t used = 0;
    while (used < bytes.size() && selector.outcome() == multistream::Outcome::pending) {
        used += selector.receive(bytes.subspan(used));
        if (!selector.proposal()) break;
        if (protocols_.find(std::string(*selector.proposal()))) {
            selector.accept();
        } else {
            ++refusals_.here;
            selector.refuse();
        }
    }
    take_unsent(stream, selector);
    if (selector.outcome() == multistream::Outcome::agreed) {
        tell(Accepted{id, selector.protocol()});
        stream.negotiation.emplace<core::Nothing>();
        stream.awaits_machine = true;
        stream.patience_end.reset();
    } else if (selector.outcome() != multistream::Outcome::pending) {
        give_up(id, StreamFailure::negotiation_broken, now);
    }
    return used;
}

void Connection::deliver(StreamId id, Stream& stream, core::Bytes bytes, Instant now) {
    if (is_users(stream.machine)) return tell(Received{id, bytes});
    const std::size_t size = bytes.size();
    while (!bytes.empty()) {
        const core::Bytes piece = bytes.first(std::min(bytes.size(), core::receive_size_max));
        bytes = bytes.subspan(piece.size());
        with_machine(
            stream.machine,
            [&](auto& machine) {
                machine.receive(piece, now);
                return true;
            },
            false);
        settle(id, stream, now);
        if (!find(id)) return;
    }
    carrier_.credit(id, size);
}

void Connection::hear_finished(StreamId id, Stream& stream, Instant now) {
    stream.is_finished_there = true;
    if (!stream.is_agreed()) return give_up(id, StreamFailure::negotiation_broken, now);
    if (is_users(stream.machine)) {
        tell(Finished{id});
        if (stream.is_gone()) forget(id);
        return;
    }
    with_machine(
        stream.machine,
        [&](auto& machine) {
            machine.end(now);
            return true;
        },
        false);
    settle(id, stream, now);
}

void Connection::settle(StreamId id, Stream& stream, Instant now) {
    const bool is_flushed = flush(id, stream);
    if (stream.is_unheard) return give_up(id, StreamFailure::reset_by_peer, now);
    tell_machine_events(id, stream);
    if (is_flushed) wind_down(id, stream, now);
    if (stream.is_gone()) return forget(id);
    deadlines_.set(id, stream.wake, stream.deadline());
}

// Sends what negotiation and machine have to send; false while something of it is left, or nothing
// else may be sent yet.
bool Connection::flush(StreamId id, Stream& stream) {
    if (stream.is_blocked) return false;
    while (!stream.unsent.empty()) {
        const std::size_t taken = carrier_.write(id, stream.unsent);
        stream.is_blocked = taken < stream.unsent.size();
        stream.unsent.erase(stream.unsent.begin(),
                            stream.unsent.begin() + static_cast<std::ptrdiff_t>(taken));
        if (stream.is_blocked) return false;
    }
    const auto* proposer = core::get_if<multistream::Proposer>(&stream.negotiation);
    if (stream.is_unknown() || (proposer && proposer->has_alternatives())) return false;
    return with_machine(
        stream.machine, [&](auto& machine) { return flush_machine(id, stream, machine); }, true);
}

bool Connection::flush_machine(StreamId id, Stream& stream, auto& machine) {
    while (!machine.outgoing().empty()) {
        // It may have as much to say as the peer has asked for.
        stream.is_unheard = carrier_.drops(id);
        if (stream.is_unheard) return false;
        const core::Bytes bytes = machine.outgoing();
        const std::size_t taken = carrier_.write(id, bytes);
        machine.consume(taken);
        stream.is_blocked = taken < bytes.size();
        if (stream.is_blocked) return false;
    }
    return true;
}

void Connection::tell_machine_events(StreamId id, Stream& stream) {
    with_machine(
        stream.machine,
        [&](auto& machine) {
            while (auto event = machine.next_event())
                tell(MachineTold{id, MachineEvent(std::move(*event))});
            return true;
        },
        false);
}

// Finishes what the machine, or the user, has finished.
void Connection::wind_down(StreamId id, Stream& stream, Instant now) {
    const bool is_done = with_machine(
        stream.machine, [](const auto& machine) { return core::finished_sending(machine); },
        stream.wants_finish);
    if (!is_done || stream.is_finished_here || stream.awaits_machine) return;
    // js-libp2p loses what came behind the proposal if the stream is finished before it has agreed.
    if (!stream.is_agreed()) return;
    stream.is_finished_here = true;
    carrier_.finish(id);
    const bool is_over =
        with_machine(stream.machine, [](const auto& machine) { return machine.ended(); }, false);
    if (is_over) stream.patience_end = now + options_.stream_patience;
}

void Connection::expire(Instant now) {
    carrier_.expire(now);
    while (const auto id = deadlines_.first_due(now)) {
        Stream* const stream = find(*id);
        ASSERT(stream);
        deadlines_.remove(*id, stream->wake);
        expire_stream(*id, *stream, now);
    }
}

void Connection::expire_stream(StreamId id, Stream& stream, Instant now) {
    if (stream.patience_end && now >= *stream.patience_end) {
        return give_up(
            id,
            stream.is_finished_here ? StreamFailure::not_closed : StreamFailure::negotiation_slow,
            now);
    }
    with_machine(
        stream.machine,
        [&](auto& machine) {
            const auto deadline = machine.deadline();
            if (deadline && now >= *deadline) machine.expire(now);
            return true;
        },
        false);
    settle(id, stream, now);
}

std::optional<Instant> Connection::deadline() const {
    return core::earlier(carrier_.deadline(), deadlines_.earliest());
}

void Connection::give_up(StreamId id, StreamFailure failure, Instant now) {
    carrier_.reset(id);
    fail(id, failure, now);
}

// The muxer has forgotten it already. A machine says itself what that means to its protocol.
void Connection::fail(StreamId id, StreamFailure failure, Instant now) {
    Stream* const stream = find(id);
    if (!stream) return;
    if (is_users(stream->machine)) {
        // For its user one that both have finished is over, though not all that was written has
        // gone.
        const bool is_over =
            stream->is_agreed() && stream->wants_finish && stream->is_finished_there;
        if (!stream->is_unknown() && !is_over) tell(Failed{id, failure});
    } else {
        with_machine(
            stream->machine,
            [&](auto& machine) {
                machine.end(now);
                return true;
            },
            false);
        tell_machine_events(id, *stream);
    }
    forget(id);
}

void Connection::forget(StreamId id) {
    Stream* const stream = find(id);
    ASSERT(stream);
    deadlines_.remove(id, stream->wake);
    if (rest_ && rest_->stream == id) rest_.reset();
    streams_.erase(id);
}

void Connection::end_streams(Instant now) {
    while (!streams_.empty())
        fail(StreamId(streams_.begin()->first), StreamFailure::connection_ended, now);
}

void Connection::tell(ConnectionEvent event) {
    const bool told = events_.push(std::move(event));
    ASSERT(told);
}

}  // namespace net::swarm

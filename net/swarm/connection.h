// Connection is one established link to a peer and the streams on it: it agrees with the peer what
// each stream is for, runs the protocols' machines on them, and hands the other streams to the
// user.
//
// It is driven through Carrier's lower face (receive, outgoing, …) and tells its owner by events,
// in order. Views in events are valid until the next event is asked for. Rules SW1–SW9,
// spec/swarm.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/deadlines.h"
#include "core/base/flat_map.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/base/variant.h"
#include "net/base/muxer.h"
#include "net/swarm/carrier.h"
#include "net/swarm/protocol_table.h"
#include "net/swarm/stream.h"

namespace net::swarm {

// The peer opened it, for this. It waits for run().
struct Accepted {
    StreamId stream;
    std::string protocol;
};
// We opened it, and the peer speaks this.
struct Agreed {
    StreamId stream;
    std::string protocol;
};
struct Received {  // On a stream of the user; to be given back by credit().
    StreamId stream;
    core::Bytes bytes;
};
struct Finished {  // The peer writes no more.
    StreamId stream;
};
struct Failed {
    StreamId stream;
    StreamFailure failure;
};
struct Writable {  // After a write() that did not take all.
    StreamId stream;
};
struct MachineTold {
    StreamId stream;
    MachineEvent event;
};
using ConnectionEvent = core::Variant<Established, Accepted, Agreed, Received, Finished, Failed,
                                      Writable, MachineTold, LinkEnded>;

class Connection {
public:
    struct Options {
        // For agreeing on a stream's protocol, and for closing it after the protocol is done.
        core::Duration stream_patience = std::chrono::seconds{10};
    };

    // The table must outlive the connection.
    Connection(Carrier carrier, const ProtocolTable& protocols, const Options& options);

    [[nodiscard]] Carrier& carrier() { return carrier_; }
    [[nodiscard]] const Carrier& carrier() const { return carrier_; }

    // Protocols in the order of preference. Nothing when there are as many streams as may be, or no
    // connection yet.
    [[nodiscard]] std::optional<StreamId> open(std::vector<std::string> protocols, Machine machine,
                                               core::Instant now);
    // What runs on a stream that was Accepted.
    void run(StreamId stream, Machine machine, core::Instant now);

    [[nodiscard]] bool has(StreamId stream) const { return streams_.contains(stream); }
    // Does something to the machine of that kind on the stream, and what comes of it. False if
    // there is none.
    template <class M>
    bool act_on(StreamId id, core::Instant now, auto action) {
        Stream* const stream = find(id);
        M* const machine = stream ? core::get_if<M>(&stream->machine) : nullptr;
        if (!machine) return false;
        action(*machine);
        settle(id, *stream, now);
        return true;
    }

    // For streams of the user; calls for streams that are gone do nothing, since the user may not
    // have heard of it yet.
    [[nodiscard]] std::size_t write(StreamId stream, core::Bytes bytes);
    void credit(StreamId stream, std::size_t size);
    void finish(StreamId stream, core::Instant now);
    void reset(StreamId stream);

    [[nodiscard]] std::optional<ConnectionEvent> next_event(core::Instant now);

    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    [[nodiscard]] std::size_t stream_count() const { return streams_.size(); }
    // On how many streams a machine of this kind runs.
    template <class M>
    [[nodiscard]] std::size_t count_running() const {
        std::size_t count = 0;
        for (const auto& [id, stream] : streams_)
            count += core::holds_alternative<M>(stream->machine);
        return count;
    }

    struct Refusals {
        std::uint64_t here = 0;   // Protocols that the peer proposed, and we do not speak.
        std::uint64_t there = 0;  // Streams that we opened for what the peer does not speak.
    };
    [[nodiscard]] const Refusals& refusals() const { return refusals_; }

private:
    struct Rest {
        StreamId stream;
        core::Bytes bytes;
    };

    Stream* find(StreamId id);
    Stream& add(StreamId id, Stream stream);

    void hear(const MuxerEvent& event, core::Instant now);
    void receive(StreamId id, core::Bytes bytes, core::Instant now);
    [[nodiscard]] std::size_t select(StreamId id, Stream& stream, core::Bytes bytes,
                                     core::Instant now);
    [[nodiscard]] std::size_t propose(StreamId id, Stream& stream, core::Bytes bytes,
                                      core::Instant now);
    void deliver(StreamId id, Stream& stream, core::Bytes bytes, core::Instant now);
    void hear_writable(StreamId id, Stream& stream, core::Instant now);
    void hear_finished(StreamId id, Stream& stream, core::Instant now);

    void settle(StreamId id, Stream& stream, core::Instant now);
    [[nodiscard]] bool flush(StreamId id, Stream& stream);
    [[nodiscard]] bool flush_machine(StreamId id, Stream& stream, auto& machine);
    void tell_machine_events(StreamId id, Stream& stream);
    void wind_down(StreamId id, Stream& stream, core::Instant now);
    void expire_stream(StreamId id, Stream& stream, core::Instant now);
    void give_up(StreamId id, StreamFailure failure, core::Instant now);
    void fail(StreamId id, StreamFailure failure, core::Instant now);
    void forget(StreamId id);
    void end_streams(core::Instant now);
    void tell(ConnectionEvent event);

    Carrier carrier_;
    const ProtocolTable& protocols_;
    Options options_;
    // Behind pointers, since machines do not move.
    core::FlatMap<StreamId, std::unique_ptr<Stream>> streams_;
    core::Deadlines<StreamId> deadlines_;
    std::optional<Rest> rest_;  // Behind a negotiation, for who was just told of the stream.
    core::Queue<ConnectionEvent> events_;
    Refusals refusals_;
};

}  // namespace net::swarm

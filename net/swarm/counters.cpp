// Counters as JSON, and a connection in one line.
#include "net/swarm/counters.h"

#include <utility>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/base/hex.h"
#include "core/codec/json_writer.h"
#include "core/codec/utf8.h"

namespace net::swarm {
namespace {

class CounterWriter {
public:
    CounterWriter() { json_.begin_object(); }

    void number(std::string_view name, std::uint64_t value) {
        json_.name(name);
        json_.number(value);
    }
    void object(std::string_view name, auto write) {
        json_.name(name);
        json_.begin_object();
        write();
        json_.end_object();
    }
    // By the words of each reason that came up.
    template <class Reason>
    void reasons(std::string_view name, std::size_t count, auto value_of) {
        object(name, [&] {
            for (std::size_t i = 0; i < count; ++i) {
                const auto reason = static_cast<Reason>(i);
                if (const std::uint64_t value = value_of(reason)) number(describe(reason), value);
            }
        });
    }
    [[nodiscard]] std::string finish() {
        json_.end_object();
        auto text = json_.finish();
        ASSERT(text);  // Everything is text, and what was opened is closed.
        return *std::move(text);
    }

private:
    core::codec::JsonWriter json_;
};

void write(CounterWriter& writer, const TransportCounters& counters) {
    writer.number("dialed", counters.dialed);
    writer.number("accepted", counters.accepted);
    writer.number("established", counters.established);
    writer.number("receivedSize", counters.received_size);
    writer.number("sentSize", counters.sent_size);
    writer.reasons<DialFailure>("failed", dial_failure_count, [&](DialFailure failure) {
        return counters.failed[static_cast<std::size_t>(failure)];
    });
}

void write(CounterWriter& writer, const ProtocolCounters& counters) {
    writer.number("incoming", counters.incoming);
    writer.number("outgoing", counters.outgoing);
    writer.number("refused", counters.refused);
}

}  // namespace

std::string to_json(const Counters& counters) {
    CounterWriter writer;
    writer.number("connections", counters.connections);
    writer.number("upgrading", counters.upgrading);
    writer.number("streams", counters.streams);
    writer.number("dials", counters.dials);
    writer.number("knownPeers", counters.known_peers);
    writer.number("unknownProtocols", counters.unknown_protocols);
    writer.number("refusedStreams", counters.refused_streams);
    writer.object("transports", [&] {
        for (std::size_t i = 0; i < transport_count; ++i)
            writer.object(net::describe(static_cast<Transport>(i)),
                          [&] { write(writer, counters.transports[i]); });
    });
    writer.object("protocols", [&] {
        for (const auto& [name, of_protocol] : counters.protocols) {
            const bool is_text = core::codec::is_utf8(name);
            writer.object(is_text ? name : core::to_hex(core::as_bytes(name)),
                          [&] { write(writer, of_protocol); });
        }
    });
    writer.reasons<peers::Limit>("limits", peers::limit_count, [&](peers::Limit limit) {
        return counters.limits[static_cast<std::size_t>(limit)];
    });
    writer.reasons<MuxerRefusal>("muxerRefusals", muxer_refusal_count, [&](MuxerRefusal refusal) {
        return counters.muxer_refusals[refusal];
    });
    writer.reasons<webrtc::Dropped>(
        "droppedDatagrams", webrtc::dropped_count, [&](webrtc::Dropped why) {
            return counters.dropped_datagrams[static_cast<std::size_t>(why)];
        });
    return writer.finish();
}

std::string describe(const ConnectionFacts& facts) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(facts.age).count();
    std::string text = core::formatted(
        "{} {} {} over {}: {} streams, {} s, {} bytes in, {} bytes out",
        facts.peer ? facts.peer->to_text() : "(not yet known)", describe(facts.direction),
        facts.remote.to_text(), describe(facts.transport), facts.streams, seconds,
        facts.received_size, facts.sent_size);
    if (facts.round_trip) text += core::formatted(", round trip {} µs", facts.round_trip->count());
    return text;
}

}  // namespace net::swarm

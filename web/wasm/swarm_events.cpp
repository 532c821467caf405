// One function for each kind of event; the list in the header is their table.
#include "web/wasm/swarm_events.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/variant.h"
#include "core/codec/varint.h"

namespace wasm {

namespace {

using core::codec::Multiaddr;
using core::codec::PeerId;
using namespace net::swarm;

enum class Told : std::uint8_t {
    connected,
    disconnected,
    rejected,
    dialed,
    dial_ended,
    accepted,
    agreed,
    received,
    finished,
    failed,
    writable,
    pinged,
    ping_ended,
    measured,
    perf_ended,
    identified,
    message,
    subscribed,
    unsubscribed,
    introduced,
    introduction_asked,
};

class EventWriter {
public:
    explicit EventWriter(core::BufferWriter& writer) : writer_(writer) {}

    bool write(const Connected& event) {
        begin(Told::connected);
        text(event.peer);
        number(event.link.value);
        number(event.direction == net::Direction::incoming ? 1 : 0);
        text(net::describe(event.transport));
        text(event.remote);
        words(event);
        return true;
    }
    bool write(const Disconnected& event) {
        begin(Told::disconnected);
        text(event.peer);
        number(event.link.value);
        number(event.is_last ? 1 : 0);
        text(describe(event.reason));
        words(event);
        return true;
    }
    bool write(const Rejected& event) {
        begin(Told::rejected);
        text(event.remote);
        text(describe(event.reason));
        words(event);
        return true;
    }
    bool write(const Dialed& event) {
        begin(Told::dialed);
        number(event.dial.value);
        text(event.peer);
        number(event.link.value);
        return true;
    }
    bool write(const DialEnded& event) {
        begin(Told::dial_ended);
        number(event.dial.value);
        words(event);
        return true;
    }
    bool write(const Discovered&) { return false; }  // A page hears no local network.
    bool write(const StreamTold& told) {
        core::match(told.event, [&](const auto& event) { write_of_stream(told, event); });
        return true;
    }
    bool write(const PingTold& told) {
        if (const auto* trip = core::get_if<net::ping::RoundTrip>(&told.event)) {
            begin(Told::pinged, told.stream);
            number(static_cast<std::uint64_t>(trip->took.count()));
            return true;
        }
        const auto reason = core::get<net::ping::Ended>(told.event).reason;
        begin(Told::ping_ended, told.stream);
        text(reason == net::ping::EndReason::completed ? "" : describe(Event(told)));
        return true;
    }
    bool write(const PerfTold& told) {
        if (const auto* measured = core::get_if<net::perf::Measured>(&told.event)) {
            begin(Told::measured, told.stream);
            number(measured->uploaded);
            number(static_cast<std::uint64_t>(measured->upload_took.count()));
            number(measured->downloaded);
            number(static_cast<std::uint64_t>(measured->download_took.count()));
            return true;
        }
        const auto* ended = core::get_if<net::perf::Ended>(&told.event);
        if (!ended) return false;
        begin(Told::perf_ended, told.stream);
        text(ended->reason == net::perf::EndReason::completed ? "" : describe(Event(told)));
        return true;
    }
    bool write(const PeerIdentified& event) {
        const auto& identity = event.identified.identity;
        begin(Told::identified);
        text(event.peer);
        number(event.link.value);
        text(identity.agent_version.value_or(""));
        number(identity.protocols.size());
        for (const std::string& protocol : identity.protocols) text(protocol);
        const auto& record = event.identified.record;
        const auto& addresses = record ? record->addresses : identity.listen_addresses;
        number(addresses.size());
        for (const Multiaddr& address : addresses) text(address);
        number(record ? 1 : 0);
        text(identity.observed_address ? identity.observed_address->to_text() : "");
        words(event);
        return true;
    }
    bool write(const GossipTold& told) {
        if (const auto* event = core::get_if<net::gossipsub::MessageReceived>(&told.event)) {
            begin(Told::message);
            text(event->message->topic());
            text(event->message->author());
            text(event->from);
            sized(event->message->id().bytes());
            place(event->message->data());
            return true;
        }
        if (const auto* event = core::get_if<net::gossipsub::PeerSubscribed>(&told.event))
            return write_subscription(Told::subscribed, event->peer, event->topic, told);
        if (const auto* event = core::get_if<net::gossipsub::PeerUnsubscribed>(&told.event))
            return write_subscription(Told::unsubscribed, event->peer, event->topic, told);
        return false;
    }

    bool write(const IntroductionTold& told) {
        begin(Told::introduced);
        number(told.introduction.value);
        text(told.wanted);
        text(told.outcome ? "" : describe(Event(told)));
        return true;
    }

    bool write(const IntroductionAsked& event) {
        begin(Told::introduction_asked);
        number(event.introduction.value);
        text(event.asking);
        text(event.via);
        words(event);
        return true;
    }

private:
    void write_of_stream(const StreamTold& told, const Accepted& event) {
        begin(Told::accepted, {told.link, event.stream});
        text(told.peer);
        text(event.protocol);
    }
    void write_of_stream(const StreamTold& told, const Agreed& event) {
        begin(Told::agreed, {told.link, event.stream});
        text(event.protocol);
    }
    void write_of_stream(const StreamTold& told, const Received& event) {
        begin(Told::received, {told.link, event.stream});
        place(event.bytes);
    }
    void write_of_stream(const StreamTold& told, const Finished& event) {
        begin(Told::finished, {told.link, event.stream});
    }
    void write_of_stream(const StreamTold& told, const Failed& event) {
        begin(Told::failed, {told.link, event.stream});
        words(told);
    }
    void write_of_stream(const StreamTold& told, const Writable& event) {
        begin(Told::writable, {told.link, event.stream});
    }
    bool write_subscription(Told kind, const PeerId& peer, std::string_view topic,
                            const GossipTold& told) {
        begin(kind);
        text(peer);
        text(topic);
        words(told);
        return true;
    }

    void begin(Told kind) { number(static_cast<std::uint64_t>(kind)); }
    void begin(Told kind, StreamHandle stream) {
        begin(kind);
        number(stream.link.value);
        number(stream.stream.value);
    }
    void number(std::uint64_t number) { core::codec::write_varint(writer_, number); }
    void sized(core::Bytes bytes) {
        number(bytes.size());
        writer_.bytes(bytes);
    }
    void text(std::string_view text) { sized(core::as_bytes(text)); }
    void text(const PeerId& peer) { text(peer.to_text()); }
    void text(const Multiaddr& address) { text(address.to_text()); }
    void words(const Event& event) { text(describe(event)); }
    void place(core::Bytes bytes) {
        number(reinterpret_cast<std::uintptr_t>(bytes.data()));
        number(bytes.size());
    }

    core::BufferWriter& writer_;
};

enum class Ordered : std::uint8_t { websocket, close, direct };

void begin_order(core::BufferWriter& writer, Ordered kind, net::LinkId link) {
    core::codec::write_varint(writer, static_cast<std::uint64_t>(kind));
    core::codec::write_varint(writer, link.value);
}

void write_sized(core::BufferWriter& writer, core::Bytes bytes) {
    core::codec::write_varint(writer, bytes.size());
    writer.bytes(bytes);
}

}  // namespace

bool write_event(core::BufferWriter& writer, const Event& event) {
    EventWriter events(writer);
    return core::match(event, [&](const auto& told) { return events.write(told); });
}

void write_close(core::BufferWriter& writer, const Close& close) {
    begin_order(writer, Ordered::close, close.link);
    write_sized(writer, close.last);
}

void write_websocket(core::BufferWriter& writer, net::LinkId link, std::string_view url) {
    begin_order(writer, Ordered::websocket, link);
    write_text(writer, url);
}

void write_direct(core::BufferWriter& writer, net::LinkId link) {
    begin_order(writer, Ordered::direct, link);
}

namespace {

enum class OnBoard : std::uint8_t { post, offer, answer, use_answer, use_candidate, drop };

void begin_on_board(core::BufferWriter& writer, OnBoard kind, net::signalling::MeetingId meeting) {
    core::codec::write_varint(writer, static_cast<std::uint64_t>(kind));
    core::codec::write_varint(writer, meeting.value);
}

void write_take(core::BufferWriter& writer, const net::signalling::Take& take) {
    using namespace net::signalling;
    if (core::holds_alternative<MakeOffer>(take.step))
        return begin_on_board(writer, OnBoard::offer, take.meeting);
    const auto write = [&](OnBoard kind, std::string_view text) {
        begin_on_board(writer, kind, take.meeting);
        write_text(writer, text);
    };
    if (const auto* make = core::get_if<MakeAnswer>(&take.step))
        write(OnBoard::answer, make->offer);
    else if (const auto* use = core::get_if<UseAnswer>(&take.step))
        write(OnBoard::use_answer, use->answer);
    else
        write(OnBoard::use_candidate, core::get<UseCandidate>(take.step).candidate);
}

}  // namespace

void write_board_order(core::BufferWriter& writer, const net::signalling::BoardOrder& order) {
    using namespace net::signalling;
    if (const auto* post = core::get_if<Post>(&order)) {
        core::codec::write_varint(writer, static_cast<std::uint64_t>(OnBoard::post));
        write_sized(writer, post->note);
    } else if (const auto* take = core::get_if<Take>(&order)) {
        write_take(writer, *take);
    } else {
        begin_on_board(writer, OnBoard::drop, core::get<Drop>(order).meeting);
    }
}

void write_text(core::BufferWriter& writer, std::string_view text) {
    write_sized(writer, core::as_bytes(text));
}

}  // namespace wasm

// Events into lines, and into what the users of streams do.
#include <utility>

#include "core/base/hex.h"
#include "core/codec/utf8.h"
#include "core/crypto/sha256.h"
#include "interop/libp2p/json_event.h"
#include "interop/libp2p/peer_program.h"

namespace interop::libp2p {

using core::codec::Multiaddr;
using namespace net::swarm;

namespace {

// Of a message, or of an answer about one: short ones as they are, longer ones by their digest.
void add_data(JsonEvent& event, core::Bytes data) {
    constexpr std::size_t text_size_max = 1000;
    if (data.size() <= text_size_max && core::codec::is_utf8(core::as_text(data))) {
        event.with("text", core::as_text(data));
        return;
    }
    event.with("size", std::uint64_t{data.size()})
        .with("sha256", core::to_hex(core::crypto::sha256(data).view()));
}

std::string name_of(net::Transport transport) {
    switch (transport) {
        case net::Transport::tcp: return "tcp";
        case net::Transport::websocket: return "ws";
        case net::Transport::webrtc_direct: return "webrtc-direct";
        case net::Transport::webrtc: return "webrtc";
    }
    std::unreachable();
}

}  // namespace

void PeerProgram::hear(const Event& event) {
    core::match(event, [this](const auto& told) { hear(told); });
}

void PeerProgram::hear(const Connected& event) {
    ++peers_[event.peer];
    JsonEvent("connected")
        .with("peer", event.peer.to_text())
        .with("address", event.remote.to_text())
        .with("direction", net::describe(event.direction))
        .with("transport", name_of(event.transport))
        .tell();
}

void PeerProgram::hear(const Disconnected& event) {
    if (--peers_[event.peer] == 0) peers_.erase(event.peer);
    JsonEvent("disconnected")
        .with("peer", event.peer.to_text())
        .with("reason", net::swarm::describe(event.reason))
        .tell();
}

void PeerProgram::hear(const PeerIdentified& event) {
    const auto& [identity, record] = event.identified;
    const auto& addresses = record ? record->addresses : identity.listen_addresses;
    std::vector<std::string> texts;
    for (const Multiaddr& address : addresses) texts.push_back(address.to_text());
    JsonEvent("identified")
        .with("peer", event.peer.to_text())
        .with("agent", identity.agent_version.value_or(""))
        .with("protocols", identity.protocols)
        .with("addresses", texts)
        .with("signed", record.has_value())
        .with("observed", identity.observed_address ? identity.observed_address->to_text() : "")
        .tell();
}

void PeerProgram::hear(const Dialed& event) {
    JsonEvent("done").with("id", dials_[event.dial]).with("peer", event.peer.to_text()).tell();
    dials_.erase(event.dial);
}

void PeerProgram::hear(const DialEnded& event) {
    if (event.attempts.empty()) {
        fail(dials_[event.dial], net::swarm::describe(event.reason));
    } else {
        const net::DialFailure failure = event.attempts.front().failure;
        std::string reason(net::describe(failure));
        if (!tls_trouble_.empty()) reason += ": " + std::exchange(tls_trouble_, {});
        fail(dials_[event.dial], reason, net::advice(failure));
    }
    dials_.erase(event.dial);
}

void PeerProgram::hear(const Discovered& event) {
    std::vector<std::string> addresses;
    for (const Multiaddr& address : event.addresses) addresses.push_back(address.to_text());
    JsonEvent("discovered").with("peer", event.peer.to_text()).with("addresses", addresses).tell();
}

void PeerProgram::hear(const PingTold& event) {
    Pinging& pinging = pings_[event.stream];
    if (const auto* round_trip = core::get_if<net::ping::RoundTrip>(&event.event)) {
        pinging.times.push_back(static_cast<std::uint64_t>(round_trip->took.count()));
        return;
    }
    const auto reason = core::get<net::ping::Ended>(event.event).reason;
    if (reason == net::ping::EndReason::completed)
        JsonEvent("done").with("id", pinging.id).with("rtt_us", pinging.times).tell();
    else
        fail(pinging.id, net::ping::describe(reason));
    pings_.erase(event.stream);
}

void PeerProgram::hear(const PerfTold& event) {
    const auto found = measurements_.find(event.stream);
    if (found == measurements_.end()) return;  // We are the server.
    const auto microseconds = [](core::Duration took) {
        return static_cast<std::uint64_t>(took.count());
    };
    if (const auto* measured = core::get_if<net::perf::Measured>(&event.event)) {
        JsonEvent("done")
            .with("id", found->second)
            .with("upload", measured->uploaded)
            .with("download", measured->downloaded)
            .with("upload_us", microseconds(measured->upload_took))
            .with("download_us", microseconds(measured->download_took))
            .tell();
        measurements_.erase(found);
    } else if (const auto* ended = core::get_if<net::perf::Ended>(&event.event)) {
        fail(found->second, net::perf::describe(ended->reason));
        measurements_.erase(found);
    }
}

void PeerProgram::hear(const GossipTold& told) {
    using namespace net::gossipsub;
    if (const auto* received = core::get_if<MessageReceived>(&told.event)) {
        JsonEvent message("message");
        message.with("topic", received->message->topic())
            .with("from", received->message->author().to_text());
        add_data(message, received->message->data());
        message.tell();
    }
    const auto tell = [](std::string_view kind, const auto& event) {
        JsonEvent(kind).with("peer", event.peer.to_text()).with("topic", event.topic).tell();
    };
    if (const auto* event = core::get_if<PeerSubscribed>(&told.event)) tell("subscribed", *event);
    if (const auto* event = core::get_if<PeerUnsubscribed>(&told.event))
        tell("unsubscribed", *event);
}

void PeerProgram::hear(const StreamTold& told) {
    if (const auto* accepted = core::get_if<Accepted>(&told.event)) return accept(told, *accepted);
    const net::StreamId stream =
        core::match(told.event, [](const auto& event) { return net::StreamId(event.stream); });
    use({told.link, stream}, told);
}

void PeerProgram::accept(const StreamTold& told, const Accepted& accepted) {
    const StreamHandle handle{told.link, accepted.stream};
    if (accepted.protocol == reset_protocol)
        users_[handle] = std::make_unique<ResetServer>(swarm_, handle);
    else
        users_[handle] = std::make_unique<EchoServer>(swarm_, handle);
    users_[handle]->set_protocol(accepted.protocol);
}

void PeerProgram::use(StreamHandle handle, const StreamTold& told) {
    const auto found = users_.find(handle);
    if (found == users_.end()) return;
    StreamUser& user = *found->second;
    if (const auto* received = core::get_if<Received>(&told.event)) user.receive(received->bytes);
    if (core::holds_alternative<Agreed>(told.event)) user.hear_agreed();
    if (core::holds_alternative<Writable>(told.event)) user.go_on();
    if (core::holds_alternative<Finished>(told.event)) user.note_finished();
    if (const auto* failed = core::get_if<Failed>(&told.event)) {
        if (failed->failure != StreamFailure::reset_by_peer && commands_.contains(handle)) {
            fail(commands_[handle]->id(), net::swarm::describe(failed->failure));
            commands_.erase(handle);
        } else {
            user.hear_reset();
            if (!commands_.contains(handle))
                JsonEvent("stream_reset")
                    .with("peer", told.peer.to_text())
                    .with("protocol", user.protocol())
                    .tell();
        }
    }
    const bool is_over = user.is_done() || core::holds_alternative<Failed>(told.event);
    settle(handle);
    if (is_over) users_.erase(handle);
}

void PeerProgram::settle(StreamHandle handle) {
    const auto command = commands_.find(handle);
    if (command == commands_.end() || !command->second->result()) return;
    const Result& result = *command->second->result();
    if (result.failure.empty())
        JsonEvent("done").with("id", command->second->id()).with("seen", result.seen).tell();
    else
        fail(command->second->id(), result.failure);
    commands_.erase(command);
}

}  // namespace interop::libp2p

// Commands into calls, events into lines.
#include "interop/libp2p/peer_program.h"

#include <cstdio>
#include <utility>

#include "core/base/hex.h"
#include "core/codec/utf8.h"
#include "core/crypto/sha256.h"
#include "interop/libp2p/json_event.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"

namespace interop::libp2p {

using core::codec::Multiaddr;
using core::codec::PeerId;
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

Swarm::Options swarm_options() {
    Swarm::Options options;
    options.serves_perf = true;
    options.served_per_protocol_max = 1000;  // As the benchmark measures on many at once.
    options.gossip.emplace().validation = net::gossipsub::Validation::none;
    options.gossip_seqno = native::unix_nanoseconds();
    options.introducers.emplace();
    return options;
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

PeerProgram::PeerProgram(boost::asio::io_context& context, PeerOptions options)
    : identity_(std::move(options.identity)),
      swarm_(swarm_options(), identity_, native::random_secret<core::crypto::SecretRoot>(),
             native::random_seed(), native::steady_now()),
      sctp_(native::steady_now()),
      body_(context, swarm_, [this](const Event& event) { hear(event); }) {
    body_.enable_webrtc(native::webrtc::Certificate::make(), sctp_,
                        {.dial_version = options.webrtc_version});
    if (options.tls_server) body_.enable_tls(*std::move(options.tls_server));
    if (options.tls_client) body_.enable_tls(*std::move(options.tls_client));
    body_.on_tls_failed([this](const native::SwarmBody::TlsFailed& failed) {
        const std::string_view reason = native::tls::describe(failed.reason);
        if (failed.direction == net::Direction::outgoing) tls_trouble_ = reason;
        std::fprintf(stderr, "TLS with %s: %s\n", failed.remote.to_text().c_str(),
                     std::string(reason).c_str());
    });
    swarm_.add_protocol(std::string(echo_protocol));
    swarm_.add_protocol(std::string(reset_protocol));
    JsonEvent("ready").with("peer", swarm_.id().to_text()).with("implementation", "selvage").tell();
}

void PeerProgram::stop() { body_.stop(); }

std::string_view PeerProgram::Command::text(std::string_view name) const {
    const auto* member = value.find(name);
    return member ? member->as_text().value_or("") : "";
}

std::uint64_t PeerProgram::Command::number(std::string_view name, std::uint64_t otherwise) const {
    const auto* member = value.find(name);
    return member ? member->as_uint64().value_or(otherwise) : otherwise;
}

void PeerProgram::obey(std::string_view line) {
    const auto value = core::codec::parse_json(line);
    if (!value) return fail(0, "not JSON");
    Command command{*value, 0};
    command.id = command.number("id", 0);
    obey(command);
    body_.pump();
}

void PeerProgram::obey(const Command& command) {
    const std::string_view verb = command.text("do");
    if (verb == "listen") return listen(command);
    if (verb == "dial") return dial(command);
    if (verb == "close") return close(command);
    if (verb == "ping") return ping(command);
    if (verb == "subscribe" || verb == "unsubscribe" || verb == "mesh" || verb == "publish")
        return gossip(command, verb);
    if (verb == "perf") return perf(command);
    if (verb == "echo") return open<EchoClient>(command, echo_protocol, command.number("size", 0));
    if (verb == "reset")
        return open<ResetClient>(command, reset_protocol, command.text("where") == "there");
    if (verb == "open") return open<OpenClient>(command, command.text("protocol"));
    if (verb == "handle") return handle(command);
    if (verb == "peers") return tell_peers(command);
    if (verb == "counters") return tell_counters(command);
    fail(command.id, "there is no such command");
}

void PeerProgram::fail(std::uint64_t id, std::string_view reason, std::string_view advice) {
    JsonEvent("failed").with("id", id).with("reason", reason).with("advice", advice).tell();
}

void PeerProgram::listen(const Command& command) {
    const auto address = Multiaddr::from_text(command.text("address"));
    if (!address) return fail(command.id, "not an address");
    const auto bound = body_.listen(*address);
    if (!bound) return fail(command.id, bound.error());
    JsonEvent("listening")
        .with("address", bound->to_text() + "/p2p/" + swarm_.id().to_text())
        .tell();
    JsonEvent("done").with("id", command.id).tell();
}

void PeerProgram::handle(const Command& command) {
    swarm_.add_protocol(std::string(command.text("protocol")));
    JsonEvent("done").with("id", command.id).tell();
}

void PeerProgram::dial(const Command& command) {
    const auto address = Multiaddr::from_text(command.text("address"));
    if (!address) return fail(command.id, "not an address");
    dials_[swarm_.dial(*address, native::steady_now())] = command.id;
}

void PeerProgram::close(const Command& command) {
    const auto peer = PeerId::from_text(command.text("peer"));
    if (!peer) return fail(command.id, "not a peer id");
    swarm_.close(*peer, native::steady_now());
    JsonEvent("done").with("id", command.id).tell();
}

void PeerProgram::ping(const Command& command) {
    const auto peer = PeerId::from_text(command.text("peer"));
    const net::ping::Pinger::Options options{
        .count = static_cast<std::uint32_t>(command.number("count", 1)), .interval = {}};
    const auto stream = peer ? swarm_.ping(*peer, options, native::steady_now()) : std::nullopt;
    if (!stream) return fail(command.id, "not connected");
    pings_[*stream] = {command.id, {}};
}

void PeerProgram::perf(const Command& command) {
    const auto peer = PeerId::from_text(command.text("peer"));
    const net::perf::Client::Options options{.upload_size = command.number("upload", 0),
                                             .download_size = command.number("download", 0)};
    const auto stream = peer ? swarm_.perf(*peer, options, native::steady_now()) : std::nullopt;
    if (!stream) return fail(command.id, "not connected");
    measurements_[*stream] = command.id;
}

void PeerProgram::gossip(const Command& command, std::string_view verb) {
    const std::string_view topic = command.text("topic");
    JsonEvent done("done");
    done.with("id", command.id);
    if (verb == "subscribe") swarm_.subscribe(topic, native::steady_now());
    if (verb == "unsubscribe") swarm_.unsubscribe(topic, native::steady_now());
    if (verb == "mesh") {
        std::vector<std::string> peers;
        for (const PeerId& peer : swarm_.mesh(topic)) peers.push_back(peer.to_text());
        done.with("peers", peers);
    }
    if (verb == "publish") {
        const std::string_view text = command.text("text");
        core::Buffer data(core::as_bytes(text).begin(), core::as_bytes(text).end());
        if (text.empty()) {
            data.resize(static_cast<std::size_t>(command.number("size", 0)));
            native::fill_random(data);
        }
        const auto published = swarm_.publish(topic, data, native::steady_now());
        if (!published) return fail(command.id, net::gossipsub::describe(published.error()));
        done.with("size", std::uint64_t{data.size()})
            .with("sha256", core::to_hex(core::crypto::sha256(data).view()));
    }
    done.tell();
}

template <class User, class... Arguments>
void PeerProgram::open(const Command& command, std::string_view protocol, Arguments... arguments) {
    const auto peer = PeerId::from_text(command.text("peer"));
    const auto stream =
        peer ? swarm_.open(*peer, {std::string(protocol)}, native::steady_now()) : std::nullopt;
    if (!stream) return fail(command.id, "not connected");
    auto user = std::make_unique<User>(swarm_, *stream, command.id, arguments...);
    user->set_protocol(std::string(protocol));
    commands_[*stream] = user.get();
    users_[*stream] = std::move(user);
}

void PeerProgram::tell_peers(const Command& command) {
    std::vector<std::string> peers;
    for (const auto& [peer, count] : peers_) peers.push_back(peer.to_text());
    JsonEvent("done").with("id", command.id).with("peers", peers).tell();
}

void PeerProgram::tell_counters(const Command& command) {
    std::uint64_t connections = 0;
    for (const auto& [peer, count] : peers_) connections += count;
    std::map<std::string, std::uint64_t> streams;
    for (const auto& [stream, user] : users_) ++streams[user->protocol()];
    JsonEvent event("done");
    event.with("id", command.id).with("connections", connections).with("streams", streams).tell();
}

void PeerProgram::hear(const Event& event) {
    std::visit([this](const auto& told) { hear(told); }, event);
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
    if (const auto* round_trip = std::get_if<net::ping::RoundTrip>(&event.event)) {
        pinging.times.push_back(static_cast<std::uint64_t>(round_trip->took.count()));
        return;
    }
    const auto reason = std::get<net::ping::Ended>(event.event).reason;
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
    if (const auto* measured = std::get_if<net::perf::Measured>(&event.event)) {
        JsonEvent("done")
            .with("id", found->second)
            .with("upload", measured->uploaded)
            .with("download", measured->downloaded)
            .with("upload_us", microseconds(measured->upload_took))
            .with("download_us", microseconds(measured->download_took))
            .tell();
        measurements_.erase(found);
    } else if (const auto* ended = std::get_if<net::perf::Ended>(&event.event)) {
        fail(found->second, net::perf::describe(ended->reason));
        measurements_.erase(found);
    }
}

void PeerProgram::hear(const GossipTold& told) {
    using namespace net::gossipsub;
    if (const auto* received = std::get_if<MessageReceived>(&told.event)) {
        JsonEvent message("message");
        message.with("topic", received->message->topic())
            .with("from", received->message->author().to_text());
        add_data(message, received->message->data());
        message.tell();
    }
    const auto tell = [](std::string_view kind, const auto& event) {
        JsonEvent(kind).with("peer", event.peer.to_text()).with("topic", event.topic).tell();
    };
    if (const auto* event = std::get_if<PeerSubscribed>(&told.event)) tell("subscribed", *event);
    if (const auto* event = std::get_if<PeerUnsubscribed>(&told.event))
        tell("unsubscribed", *event);
}

void PeerProgram::hear(const StreamTold& told) {
    if (const auto* accepted = std::get_if<Accepted>(&told.event)) return accept(told, *accepted);
    const net::StreamId stream =
        std::visit([](const auto& event) { return net::StreamId(event.stream); }, told.event);
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
    if (const auto* received = std::get_if<Received>(&told.event)) user.receive(received->bytes);
    if (std::holds_alternative<Agreed>(told.event)) user.hear_agreed();
    if (std::holds_alternative<Writable>(told.event)) user.go_on();
    if (std::holds_alternative<Finished>(told.event)) user.note_finished();
    if (const auto* failed = std::get_if<Failed>(&told.event)) {
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
    const bool is_over = user.is_done() || std::holds_alternative<Failed>(told.event);
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

// Commands into calls.
#include "interop/libp2p/peer_program.h"

#include <cstdio>
#include <utility>

#include "core/base/hex.h"
#include "core/crypto/sha256.h"
#include "interop/libp2p/json_event.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"

namespace interop::libp2p {

using core::codec::Multiaddr;
using core::codec::PeerId;
using namespace net::swarm;

namespace {

Swarm::Options swarm_options() {
    Swarm::Options options;
    options.serves_perf = true;
    options.served_per_protocol_max = 1000;  // As the benchmark measures on many at once.
    options.gossip.emplace().validation = net::gossipsub::Validation::none;
    options.gossip_seqno = native::unix_nanoseconds();
    options.introducers.emplace();
    return options;
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

bool PeerProgram::Command::is_set(std::string_view name) const {
    const auto* member = value.find(name);
    return member && member->as_bool().value_or(false);
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
    if (verb == "echo")
        return open<EchoClient>(command, echo_protocol, command.number("size", 0),
                                command.is_set("agreed") ? EchoStart::agreed : EchoStart::at_once);
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

}  // namespace interop::libp2p

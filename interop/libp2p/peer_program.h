// A libp2p node that is told what to do, line by line, and says what happens: README.md has the
// words.
#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/codec/json.h"
#include "core/crypto/ed25519.h"
#include "interop/libp2p/peer_options.h"
#include "interop/libp2p/stream_user.h"
#include "native/net/swarm_body.h"
#include "net/swarm/swarm.h"

namespace interop::libp2p {

class PeerProgram {
public:
    PeerProgram(boost::asio::io_context& context, PeerOptions options);

    void obey(std::string_view line);
    void stop();

private:
    struct Command {
        const core::codec::JsonValue& value;
        std::uint64_t id;
        [[nodiscard]] std::string_view text(std::string_view name) const;
        [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t otherwise) const;
        [[nodiscard]] bool is_set(std::string_view name) const;
    };
    struct Pinging {
        std::uint64_t id;
        std::vector<std::uint64_t> times;
    };

    void obey(const Command& command);
    void listen(const Command& command);
    void handle(const Command& command);
    void dial(const Command& command);
    void close(const Command& command);
    void ping(const Command& command);
    void perf(const Command& command);
    void gossip(const Command& command, std::string_view verb);
    template <class User, class... Arguments>
    void open(const Command& command, std::string_view protocol, Arguments... arguments);
    void tell_peers(const Command& command);
    void tell_counters(const Command& command);
    void fail(std::uint64_t id, std::string_view reason, std::string_view advice = "");

    void hear(const net::swarm::Event& event);
    void hear(const net::swarm::Connected& event);
    void hear(const net::swarm::Disconnected& event);
    void hear(const net::swarm::PeerIdentified& event);
    void hear(const net::swarm::Rejected&) {}
    void hear(const net::swarm::IntroductionTold&) {}   // None is begun here,
    void hear(const net::swarm::IntroductionAsked&) {}  // nor answered.
    void hear(const net::swarm::Dialed& event);
    void hear(const net::swarm::DialEnded& event);
    void hear(const net::swarm::Discovered& event);
    void hear(const net::swarm::StreamTold& event);
    void hear(const net::swarm::PingTold& event);
    void hear(const net::swarm::PerfTold& event);
    void hear(const net::swarm::GossipTold& event);
    void accept(const net::swarm::StreamTold& told, const net::swarm::Accepted& accepted);
    void use(net::swarm::StreamHandle handle, const net::swarm::StreamTold& told);
    void settle(net::swarm::StreamHandle handle);

    core::crypto::Ed25519KeyPair identity_;
    net::swarm::Swarm swarm_;
    native::webrtc::SctpStack sctp_;
    native::SwarmBody body_;
    std::map<net::swarm::StreamHandle, std::unique_ptr<StreamUser>> users_;
    std::map<net::swarm::StreamHandle, CommandUser*> commands_;
    std::map<net::swarm::StreamHandle, Pinging> pings_;
    std::map<net::swarm::StreamHandle, std::uint64_t> measurements_;
    std::map<net::swarm::DialId, std::uint64_t> dials_;
    std::string tls_trouble_{};  // Why TLS failed, until the dial is told of.
    std::map<core::codec::PeerId, std::size_t> peers_;
};

}  // namespace interop::libp2p

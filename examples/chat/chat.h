// A chat without a server: everybody in it is a peer, and what one says reaches all by gossip. This
// is the terminal's end; index.html beside it is the page's, with the same brain.
#pragma once

#include <boost/asio/io_context.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/crypto/ed25519.h"
#include "native/net/swarm_body.h"
#include "net/swarm/swarm.h"

namespace chat {

inline constexpr std::string_view topic = "chat";

class Chat {
public:
    // `page` is where the page is served, if it is.
    Chat(boost::asio::io_context& context, std::string name, std::string page);

    void listen();
    void dial(std::string_view address);
    void say(std::string_view text);
    void stop();

private:
    void hear(const net::swarm::Event& event);
    void show(std::string_view line) const;

    std::string name_;
    std::string page_;
    core::crypto::Ed25519KeyPair identity_;
    net::swarm::Swarm swarm_;
    native::webrtc::SctpStack sctp_;
    native::SwarmBody body_;
};

}  // namespace chat

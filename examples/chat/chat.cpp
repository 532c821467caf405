// What happens, in lines; what is typed, to all.
#include "examples/chat/chat.h"

#include <cstdio>
#include <utility>

#include "native/platform/clock.h"
#include "native/platform/random.h"

namespace chat {

using namespace net::swarm;

namespace {

Swarm::Options options() {
    Swarm::Options options;
    options.agent = "selvage-chat";
    options.gossip.emplace().validation = net::gossipsub::Validation::none;
    options.gossip_seqno = native::unix_nanoseconds();
    return options;
}

std::string short_name(const core::codec::PeerId& peer) {
    const std::string text = peer.to_text();
    return "…" + text.substr(text.size() - 6);
}

}  // namespace

Chat::Chat(boost::asio::io_context& context, std::string name, std::string page)
    : name_(std::move(name)),
      page_(std::move(page)),
      identity_(native::random_secret<core::crypto::Ed25519Seed>()),
      swarm_(options(), identity_, native::random_secret<core::crypto::SecretRoot>(),
             native::random_seed(), native::steady_now()),
      sctp_(native::steady_now()),
      body_(context, swarm_, [this](const Event& event) { hear(event); }) {
    body_.enable_webrtc(native::webrtc::Certificate::make(), sctp_);
    swarm_.subscribe(topic, native::steady_now());
    body_.pump();
}

void Chat::listen() {
    std::string for_pages;
    for (const char* wish : {"/ip4/127.0.0.1/tcp/0", "/ip4/127.0.0.1/udp/0/webrtc-direct",
                             "/ip4/127.0.0.1/tcp/0/ws"}) {
        const auto address = core::codec::Multiaddr::from_text(wish);
        const auto bound = body_.listen(*address);
        if (!bound) {
            show(std::string("cannot listen on ") + wish + ": " + bound.error());
            continue;
        }
        const std::string text = bound->to_text() + "/p2p/" + swarm_.id().to_text();
        show("listening on " + text);
        if (net::transport_of(*bound) != net::Transport::tcp)
            for_pages += (for_pages.empty() ? "" : ",") + text;
    }
    if (!page_.empty()) show("open in a browser: " + page_ + "#" + for_pages);
}

void Chat::dial(std::string_view text) {
    const auto address = core::codec::Multiaddr::from_text(text);
    if (!address) return show("not an address: " + std::string(text));
    static_cast<void>(swarm_.dial(*address, native::steady_now()));
    body_.pump();
}

void Chat::say(std::string_view text) {
    const std::string line = name_ + ": " + std::string(text);
    const auto said = swarm_.publish(topic, core::as_bytes(line), native::steady_now());
    if (!said) show(net::gossipsub::describe(said.error()));
    body_.pump();
}

void Chat::stop() { body_.stop(); }

void Chat::hear(const Event& event) {
    if (const auto* connected = core::get_if<Connected>(&event))
        show("* " + short_name(connected->peer) + " is here, over " +
             std::string(net::describe(connected->transport)));
    if (core::holds_alternative<Disconnected>(event) || core::holds_alternative<DialEnded>(event))
        show("* " + describe(event));
    const auto* gossip = core::get_if<GossipTold>(&event);
    const auto* message =
        gossip ? core::get_if<net::gossipsub::MessageReceived>(&gossip->event) : nullptr;
    if (message) show(core::as_text(message->message->data()));
}

void Chat::show(std::string_view line) const {
    std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
    std::fflush(stdout);
}

}  // namespace chat

// Redis first, then the swarm.
#include "interop/libp2p/official_program.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <cstdio>
#include <utility>

#include "interop/libp2p/redis_client.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"

namespace interop::libp2p {

using core::codec::Multiaddr;

namespace {

// Stdout is for the result.
void log(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

// The first by which others reach this machine, or container; loopback if there is none.
std::string own_ip4() {
    std::string found = "127.0.0.1";
    ifaddrs* all = nullptr;
    if (getifaddrs(&all) != 0) return found;
    for (const ifaddrs* one = all; one; one = one->ifa_next) {
        if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET) continue;
        const auto* socket = reinterpret_cast<const sockaddr_in*>(one->ifa_addr);
        const boost::asio::ip::address_v4 address(ntohl(socket->sin_addr.s_addr));
        if (address.is_loopback()) continue;
        found = address.to_string();
        break;
    }
    freeifaddrs(all);
    return found;
}

// What others can dial, of an address that may stand for all of this machine's.
std::string announced(std::string address) {
    const std::string any = "/ip4/0.0.0.0/";
    if (address.starts_with(any)) address.replace(0, any.size(), "/ip4/" + own_ip4() + "/");
    return address;
}

double milliseconds(core::Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

OfficialProgram::OfficialProgram(const OfficialContract& contract)
    : contract_(contract),
      identity_(native::random_secret<core::crypto::Ed25519Seed>()),
      swarm_(net::swarm::Swarm::Options(), identity_,
             native::random_secret<core::crypto::SecretRoot>(), native::random_seed(),
             native::steady_now()),
      sctp_(native::steady_now()),
      body_(context_, swarm_, [this](const net::swarm::Event& event) { hear(event); }) {
    body_.enable_webrtc(native::webrtc::Certificate::make(), sctp_);
}

int OfficialProgram::run() {
    const auto give_up_at = std::chrono::steady_clock::now() + contract_.patience;
    if (!(contract_.is_dialer ? dial() : listen())) return 1;
    boost::asio::signal_set signals(context_, SIGINT, SIGTERM);
    signals.async_wait([this](const boost::system::error_code& error, int) {
        if (!error) end(contract_.is_dialer ? 1 : 0, "was told to end");
    });
    boost::asio::steady_timer timer(context_, give_up_at);
    timer.async_wait([this](const boost::system::error_code& error) {
        if (!error) end(1, "the time for the test is over");
    });
    while (!code_) context_.run_one();
    body_.stop();
    return *code_;
}

bool OfficialProgram::listen() {
    const auto wanted = Multiaddr::from_text(contract_.listen);
    if (!wanted) return log("not an address: " + contract_.listen), false;
    const auto bound = body_.listen(*wanted);
    if (!bound) return log("cannot listen on " + contract_.listen + ": " + bound.error()), false;
    const std::string address = announced(bound->to_text()) + "/p2p/" + swarm_.id().to_text();
    auto redis = RedisClient::connect(context_, contract_.redis);
    if (!redis) return log(redis.error()), false;
    // Their documents speak of a value, their programs push to a list and pop from it.
    const auto deleted = redis->ask({"DEL", contract_.key});
    const auto pushed = redis->ask({"RPUSH", contract_.key, address});
    if (!deleted || !pushed) return log(pushed ? deleted.error() : pushed.error()), false;
    log("listening on " + address);
    return true;
}

bool OfficialProgram::dial() {
    auto redis = RedisClient::connect(context_, contract_.redis);
    if (!redis) return log(redis.error()), false;
    const auto popped =
        redis->ask({"BLPOP", contract_.key, std::to_string(contract_.patience.count())});
    if (!popped) return log(popped.error()), false;
    const auto* text =
        popped->items.size() == 2 ? core::get_if<std::string>(&popped->items[1]) : nullptr;
    if (!text) return log("no address of the listener in time"), false;
    const auto address = Multiaddr::from_text(*text);
    if (!address) return log("not an address: " + *text), false;
    log("dialling " + *text);
    began_ = native::steady_now();
    std::ignore = swarm_.dial(*address, began_);
    body_.pump();
    return true;
}

void OfficialProgram::hear(const net::swarm::Event& event) {
    using namespace net::swarm;
    if (const auto* connected = core::get_if<Connected>(&event)) {
        log("connected to " + connected->peer.to_text());
        if (contract_.is_dialer &&
            !swarm_.ping(connected->peer, {.count = 1}, native::steady_now()))
            end(1, "cannot ping");
    }
    if (const auto* ended = core::get_if<DialEnded>(&event))
        end(1, std::string(net::describe(ended->attempts.front().failure)));
    if (const auto* rejected = core::get_if<Rejected>(&event))
        log("rejected: " + std::string(describe(rejected->reason)));
    if (const auto* told = core::get_if<PingTold>(&event)) hear(*told);
    const auto* lost = core::get_if<Disconnected>(&event);
    if (lost && contract_.is_dialer) end(1, std::string(describe(lost->reason)));
}

void OfficialProgram::hear(const net::swarm::PingTold& told) {
    if (!contract_.is_dialer) return;
    if (const auto* round_trip = core::get_if<net::ping::RoundTrip>(&told.event)) {
        const core::Duration whole = native::steady_now() - began_;
        std::fputs(contract_.result(milliseconds(whole), milliseconds(round_trip->took)).c_str(),
                   stdout);
        std::fflush(stdout);
        end(0);
    } else {
        end(1, std::string(describe(core::get<net::ping::Ended>(told.event).reason)));
    }
}

// The first time counts.
void OfficialProgram::end(int code, const std::string& word) {
    if (code_) return;
    if (!word.empty()) log(word);
    code_ = code;
}

}  // namespace interop::libp2p

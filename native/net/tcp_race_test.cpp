// Who connects first where a name has addresses of both versions: rule SW55 of spec/swarm.md. Some
// endpoints are of one version here, so that no machine needs the other.
#include "native/net/tcp_race.h"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <deque>
#include <optional>
#include <tuple>

namespace native {
namespace {

using Tcp = TcpRace::Tcp;
using Endpoints = TcpRace::Endpoints;
namespace ip = boost::asio::ip;

constexpr core::Duration never = std::chrono::hours{1};

Tcp::endpoint loopback(std::uint16_t port) { return {ip::address_v4::loopback(), port}; }

// Where nobody listens.
Tcp::endpoint closed_endpoint(boost::asio::io_context& io) {
    const Tcp::acceptor gone(io, loopback(0));
    return gone.local_endpoint();
}

// Listens, and answers nobody any more: as many wait as the system lets wait, and more.
struct Silent {
    explicit Silent(boost::asio::io_context& io) : acceptor(io, Tcp::v4()) {
        acceptor.bind(loopback(0));
        acceptor.listen(0);
        const Tcp::endpoint here = acceptor.local_endpoint();
        for (int count = 0; count < 4; ++count) {
            Tcp::socket& socket = waiting.emplace_back(io, Tcp::v4());
            socket.non_blocking(true);
            std::ignore =
                ::connect(socket.native_handle(), here.data(), static_cast<socklen_t>(here.size()));
        }
    }

    Tcp::acceptor acceptor;
    std::deque<Tcp::socket> waiting{};
};

struct Race {
    explicit Race(std::array<Endpoints, 2> families, boost::asio::io_context& io,
                  core::Duration head_start)
        : race(std::make_shared<TcpRace>(io, std::move(families),
                                         [this](const TcpRace::ErrorCode& error, Tcp::socket one) {
                                             ++told_count;
                                             ended = error;
                                             socket.emplace(std::move(one));
                                         })) {
        race->start(head_start);
    }

    std::shared_ptr<TcpRace> race;
    int told_count = 0;
    TcpRace::ErrorCode ended{};
    std::optional<Tcp::socket> socket{};
};

// All that waits is over: what lost was given up.
void run(boost::asio::io_context& io) {
    io.run_for(std::chrono::seconds{60});
    EXPECT_TRUE(io.stopped());
}

TEST(TcpRace, SW55_the_second_begins_at_once_when_the_first_fails) {
    boost::asio::io_context io;
    Tcp::acceptor listener(io, loopback(0));
    Race race({Endpoints{closed_endpoint(io)}, Endpoints{listener.local_endpoint()}}, io, never);
    run(io);
    EXPECT_EQ(race.told_count, 1);
    EXPECT_FALSE(race.ended);
    EXPECT_EQ(race.socket->remote_endpoint(), listener.local_endpoint());
}

TEST(TcpRace, SW55_and_while_the_first_is_silent_which_is_then_given_up) {
    boost::asio::io_context io;
    Silent silent(io);
    Tcp::acceptor listener(io, loopback(0));
    Race race({Endpoints{silent.acceptor.local_endpoint()}, Endpoints{listener.local_endpoint()}},
              io, std::chrono::milliseconds{20});
    run(io);
    EXPECT_EQ(race.told_count, 1);
    EXPECT_FALSE(race.ended);
    EXPECT_EQ(race.socket->remote_endpoint(), listener.local_endpoint());
}

TEST(TcpRace, SW55_the_first_wins_if_it_answers_and_the_second_never_begins) {
    boost::asio::io_context io;
    Tcp::acceptor first(io, loopback(0));
    Tcp::acceptor second(io, loopback(0));
    second.non_blocking(true);
    Race race({Endpoints{closed_endpoint(io), first.local_endpoint()},
               Endpoints{second.local_endpoint()}},
              io, never);
    run(io);
    EXPECT_EQ(race.told_count, 1);
    EXPECT_EQ(race.socket->remote_endpoint(), first.local_endpoint());
    TcpRace::ErrorCode error;
    second.accept(error);
    EXPECT_EQ(error, boost::asio::error::would_block);
}

TEST(TcpRace, SW55_where_both_fail_that_is_told_once) {
    boost::asio::io_context io;
    for (const core::Duration head_start : {core::Duration{0}, never}) {
        io.restart();
        Race race({Endpoints{closed_endpoint(io)}, Endpoints{closed_endpoint(io)}}, io, head_start);
        run(io);
        EXPECT_EQ(race.told_count, 1);
        EXPECT_EQ(race.ended, boost::asio::error::connection_refused);
        Race alone({Endpoints{closed_endpoint(io)}, Endpoints{}}, io, head_start);
        io.restart();
        run(io);
        EXPECT_EQ(alone.told_count, 1);
    }
}

TEST(TcpRace, SW55_one_that_is_stopped_tells_nothing) {
    boost::asio::io_context io;
    Tcp::acceptor listener(io, loopback(0));
    Race race({Endpoints{listener.local_endpoint()}, Endpoints{}}, io, never);
    race.race->stop();
    run(io);
    EXPECT_EQ(race.told_count, 0);
}

TEST(TcpRace, SW55_addresses_are_parted_by_their_version_and_the_first_leads) {
    const auto at = [](const char* text) { return Tcp::endpoint(ip::make_address(text), 443); };
    const std::vector<Tcp::endpoint> all{at("2001:db8::1"), at("192.0.2.1"), at("2001:db8::2"),
                                         at("192.0.2.2")};
    const auto families = families_of(
        Tcp::resolver::results_type::create(all.begin(), all.end(), "name.example", "443"));
    EXPECT_EQ(families[0], (Endpoints{all[0], all[2]}));
    EXPECT_EQ(families[1], (Endpoints{all[1], all[3]}));
    const auto other = families_of(
        Tcp::resolver::results_type::create(all.begin() + 1, all.begin() + 2, "name.example", ""));
    EXPECT_EQ(other[0], Endpoints{all[1]});
    EXPECT_TRUE(other[1].empty());
}

}  // namespace
}  // namespace native

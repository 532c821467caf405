// Stream machines over real sockets on loopback.
#include "native/asio/stream_driver.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/base/hex.h"
#include "core/base/trace.h"
#include "net/ping/conversation.h"
#include "net/ping/ping.h"
#include "sim/stream_world.h"

namespace native {
namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using net::ping::Event;
using net::ping::Pinger;
using net::ping::Responder;
using Told = std::vector<std::string>;

struct Sockets {
    explicit Sockets(boost::asio::io_context& context) : left(context), right(context) {
        tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
        left.connect(acceptor.local_endpoint());
        acceptor.accept(right);
    }
    tcp::socket left;
    tcp::socket right;
};

auto teller(Told& told) {
    return [&told](const Event& event) {
        const auto* ended = core::get_if<net::ping::Ended>(&event);
        told.push_back(ended ? describe(event) : "round trip");
    };
}

template <class Left, class Right>
void run(Left& left, Right& right, Told& told_left, Told& told_right) {
    boost::asio::io_context context;
    Sockets sockets(context);
    StreamDriver left_driver(std::move(sockets.left), left, teller(told_left));
    StreamDriver right_driver(std::move(sockets.right), right, teller(told_right));
    left_driver.start();
    right_driver.start();
    context.run_for(std::chrono::seconds{20});
}

// Comes to the same traces as the simulator in this very process; sim_test.cpp holds those against
// the recorded ones.
TEST(StreamDriver, SM4_a_conversation_on_loopback_has_the_simulated_trace) {
    core::Traced<Pinger> pinger(net::ping::conversation_options, net::ping::conversation_seed,
                                steady_now());
    core::Traced<Responder> responder(Responder::Options{}, steady_now());
    Told told_pinger;
    Told told_responder;
    run(pinger, responder, told_pinger, told_responder);
    EXPECT_EQ(told_pinger.size(), 21u);
    EXPECT_EQ(told_pinger.back(), "ended: all pings were answered");
    EXPECT_EQ(told_responder, Told{"ended: the stream was closed"});

    sim::Run simulated(core::Seed{1});
    core::Traced<Pinger> simulated_pinger(net::ping::conversation_options,
                                          net::ping::conversation_seed, core::Instant{});
    core::Traced<Responder> simulated_responder(Responder::Options{}, core::Instant{});
    sim::StreamWorld world(simulated, sim::WireOptions{}, simulated_pinger, simulated_responder);
    world.run_until(core::Instant{} + std::chrono::seconds{60},
                    [](std::string_view, const Event&) {});
    EXPECT_EQ(pinger.trace(), simulated_pinger.trace());
    EXPECT_EQ(responder.trace(), simulated_responder.trace());
}

TEST(StreamDriver, a_deadline_on_the_real_clock_ends_a_silent_stream) {
    boost::asio::io_context context;
    Sockets sockets(context);
    Pinger impatient({.patience = std::chrono::milliseconds{30}}, core::Seed{1}, steady_now());
    Told told;
    StreamDriver driver(std::move(sockets.left), impatient, teller(told));
    driver.start();
    context.run_for(std::chrono::seconds{5});
    EXPECT_EQ(told, Told{"ended: the peer was silent for too long"});
}

TEST(StreamDriver, a_peer_that_breaks_the_protocol_ends_the_stream) {
    // Two pingers: the other's ping is not the echo that each waits for.
    Pinger left({}, core::Seed{1}, steady_now());
    Pinger right({}, core::Seed{2}, steady_now());
    Told told_left;
    Told told_right;
    run(left, right, told_left, told_right);
    EXPECT_TRUE(left.ended());
    EXPECT_TRUE(right.ended());
}

TEST(StreamDriver, a_lost_connection_ends_the_machine) {
    boost::asio::io_context context;
    Sockets sockets(context);
    Responder responder({}, steady_now());
    Told told;
    StreamDriver driver(std::move(sockets.right), responder, teller(told));
    driver.start();
    sockets.left.set_option(boost::asio::socket_base::linger(true, 0));  // Closes with a reset.
    sockets.left.close();
    context.run_for(std::chrono::seconds{5});
    EXPECT_EQ(told, Told{"ended: the stream was closed"});
}

struct Arrived {
    std::size_t size = 0;
    ErrorCode error;
};

Arrived read_to_end(tcp::socket& socket) {
    Arrived arrived;
    std::vector<std::byte> room(1024 * 1024);
    while (!arrived.error)
        arrived.size += socket.read_some(boost::asio::buffer(room), arrived.error);
    return arrived;
}

// Has much to say, and is done with it.
class Speaker {
public:
    using Event = int;

    static constexpr std::size_t speech_size = 64 * 1024 * 1024;

    void receive(core::Bytes, core::Instant) {}
    void expire(core::Instant) {}
    void end(core::Instant) { ++times_ended; }
    [[nodiscard]] core::Bytes outgoing() const { return speech_; }
    void consume(std::size_t size) { speech_.resize(speech_.size() - size); }
    [[nodiscard]] std::optional<Event> next_event() { return std::nullopt; }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return std::nullopt; }
    [[nodiscard]] bool ended() const { return true; }

    int times_ended = 0;

private:
    core::Buffer speech_ = core::Buffer(speech_size);
};

TEST(StreamDriver, a_peer_that_does_not_read_cannot_hold_the_connection_for_ever) {
    boost::asio::io_context context;
    Sockets sockets(context);
    Speaker speaker;
    StreamDriver driver(std::move(sockets.left), speaker, [](int) {},
                        {.flush_max = std::chrono::milliseconds{50}});
    driver.start();
    context.run_for(std::chrono::seconds{20});
    EXPECT_TRUE(context.stopped());  // Nothing was left to wait for.
    EXPECT_EQ(speaker.times_ended, 1);
    // What it had not read yet must not look like all there was.
    EXPECT_EQ(read_to_end(sockets.right).error, boost::asio::error::connection_reset);
}

TEST(StreamDriver, a_peer_that_reads_slowly_gets_everything) {
    boost::asio::io_context context;
    Sockets sockets(context);
    Speaker speaker;
    // In all it takes longer than this, but something always goes.
    StreamDriver driver(std::move(sockets.left), speaker, [](int) {},
                        {.flush_max = std::chrono::milliseconds{1000}});
    driver.start();
    std::vector<std::byte> room(4 * 1024 * 1024);
    std::size_t size = 0;
    boost::asio::steady_timer pause(context);
    const std::function<void(ErrorCode)> read_some = [&](ErrorCode) {
        ErrorCode error;
        size += boost::asio::read(sockets.right, boost::asio::buffer(room), error);
        if (error && error != boost::asio::error::would_block) return;
        pause.expires_after(std::chrono::milliseconds{100});
        pause.async_wait(read_some);
    };
    sockets.right.non_blocking(true);
    read_some({});
    context.run_for(std::chrono::seconds{20});
    EXPECT_EQ(size, Speaker::speech_size);
}

TEST(StreamDriver, a_peer_that_closes_its_half_gets_the_rest_of_an_ended_machine) {
    boost::asio::io_context context;
    Sockets sockets(context);
    Speaker speaker;
    StreamDriver driver(std::move(sockets.left), speaker, [](int) {});
    sockets.right.shutdown(tcp::socket::shutdown_send);
    Arrived arrived;
    std::thread peer([&] { arrived = read_to_end(sockets.right); });
    driver.start();
    context.run_for(std::chrono::seconds{20});
    peer.join();
    EXPECT_EQ(arrived.size, Speaker::speech_size);
    EXPECT_EQ(arrived.error, boost::asio::error::eof);
}

TEST(StreamDriver, PG8_a_peer_that_closes_its_half_gets_the_echoes_of_all_its_pings) {
    boost::asio::io_context context;
    Sockets sockets(context);
    Responder responder({}, steady_now());
    StreamDriver driver(std::move(sockets.left), responder, [](const Event&) {});
    // More than the driver hands over at once.
    const core::Buffer pings(2 * core::receive_size_max, std::byte{7});
    boost::asio::write(sockets.right, boost::asio::buffer(pings));
    sockets.right.shutdown(tcp::socket::shutdown_send);
    driver.start();
    context.run_for(std::chrono::seconds{20});
    EXPECT_EQ(read_to_end(sockets.right).size, pings.size());
}

TEST(StreamDriver, may_be_destroyed_when_it_tells_that_it_has_closed) {
    boost::asio::io_context context;
    Sockets sockets(context);
    auto speaker = std::make_unique<Speaker>();
    speaker->consume(Speaker::speech_size);
    const auto ignore = [](int) {};
    std::unique_ptr<StreamDriver<Speaker, decltype(ignore)>> driver;
    int times_closed = 0;
    const auto destroy = [&] {
        ++times_closed;
        driver.reset();
        speaker.reset();
    };
    driver = std::make_unique<StreamDriver<Speaker, decltype(ignore)>>(
        std::move(sockets.left), *speaker, ignore,
        StreamDriverOptions{.linger_max = std::chrono::milliseconds{1}, .on_closed = destroy});
    driver->start();
    EXPECT_EQ(times_closed, 0);  // The machine has ended, the handlers still wait.
    context.run_for(std::chrono::seconds{20});
    EXPECT_EQ(times_closed, 1);
    EXPECT_EQ(speaker, nullptr);
}

}  // namespace
}  // namespace native

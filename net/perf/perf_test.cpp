// The rules of spec/perf.md, one test each.
#include "net/perf/perf.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"

namespace net::perf {
namespace {

using core::Buffer;
using core::Bytes;
using core::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant start{};
using Texts = std::vector<std::string>;

template <class Machine>
Buffer sent_by(Machine& machine) {
    Buffer sent;
    while (!machine.outgoing().empty()) {
        core::append(sent, machine.outgoing());
        machine.consume(machine.outgoing().size());
    }
    return sent;
}

template <class Machine>
Texts told_by(Machine& machine) {
    Texts texts;
    while (const auto event = machine.next_event()) texts.push_back(describe(*event));
    return texts;
}

// A client that has sent all it had.
Client hearing_client(const ClientOptions& options) {
    Client client(options, start);
    sent_by(client);
    EXPECT_TRUE(client.finished_sending());
    return client;
}

TEST(Perf, PF1_the_client_asks_uploads_and_finishes_its_half) {
    Client client({.upload_size = 100'000, .download_size = 0x0102030405060708}, start);
    EXPECT_EQ(core::to_hex(client.outgoing()), "0102030405060708");
    client.consume(3);
    EXPECT_EQ(core::to_hex(client.outgoing()), "0405060708");
    client.consume(5);
    EXPECT_EQ(client.outgoing().size(), block_size);
    EXPECT_FALSE(core::finished_sending(client));
    EXPECT_EQ(sent_by(client), Buffer(100'000));
    EXPECT_TRUE(core::finished_sending(client));
    EXPECT_FALSE(client.ended());

    Client empty({}, start);
    EXPECT_EQ(sent_by(empty), Buffer(8));
    EXPECT_TRUE(core::finished_sending(empty));
}

TEST(Perf, PF2_the_server_answers_when_the_client_has_finished) {
    Server server({}, start);
    const Buffer request = *core::from_hex("0000000000011170");
    server.receive(Bytes(request).first(3), start);
    server.receive(Bytes(request).subspan(3), start);
    server.receive(Buffer(1000), start);
    EXPECT_TRUE(server.outgoing().empty());
    server.end(start);
    EXPECT_FALSE(core::finished_sending(server));
    EXPECT_EQ(sent_by(server), Buffer(0x11170));
    EXPECT_TRUE(core::finished_sending(server));
    EXPECT_EQ(told_by(server), Texts{"ended: all was sent and received"});

    Server nothing({}, start);
    nothing.receive(Buffer(8), start);
    nothing.end(start);
    EXPECT_TRUE(nothing.ended());

    Server endless({}, start);
    endless.receive(Buffer(8, std::byte{0xff}), start);
    endless.end(start);
    for (int i = 0; i < 100; ++i) endless.consume(endless.outgoing().size());
    EXPECT_EQ(endless.outgoing().size(), block_size);
}

TEST(Perf, PF3_what_comes_early_too_much_or_not_at_all_ends_it) {
    Client early({.upload_size = 1, .download_size = 1}, start);
    early.consume(8);
    early.receive(Buffer(1), start);
    EXPECT_EQ(told_by(early), Texts{"ended: the server sent before it was its turn"});
    EXPECT_TRUE(early.outgoing().empty());

    Client much = hearing_client({.download_size = 10});
    much.receive(Buffer(10), start);
    EXPECT_FALSE(much.ended());
    much.receive(Buffer(1), start);
    EXPECT_EQ(told_by(much), Texts{"ended: the server sent more than it was asked for"});

    const Texts too_early{"ended: the stream was closed too early"};
    Client little = hearing_client({.download_size = 10});
    little.receive(Buffer(9), start);
    little.end(start);
    EXPECT_EQ(told_by(little), too_early);
    Client unsent({.upload_size = 1}, start);
    unsent.end(start);
    EXPECT_EQ(told_by(unsent), too_early);
    Server server({}, start);
    server.receive(Buffer(7), start);
    server.end(start);
    EXPECT_EQ(told_by(server), too_early);
}

TEST(Perf, PF4_progress_is_told_each_interval) {
    Client client({.upload_size = 100, .download_size = 50}, start);
    EXPECT_EQ(client.deadline(), start + seconds{1});
    client.consume(8);
    client.consume(60);
    client.expire(start + milliseconds{999});
    EXPECT_EQ(told_by(client), Texts{});
    client.expire(start + milliseconds{1100});
    EXPECT_EQ(told_by(client), Texts{"progress: 60 bytes up, 0 down in 1100000 us"});
    client.consume(40);
    client.receive(Buffer(20), start + milliseconds{1500});
    client.expire(start + milliseconds{2100});
    EXPECT_EQ(told_by(client), Texts{"progress: 40 bytes up, 20 down in 1000000 us"});
    client.expire(start + milliseconds{3100});
    EXPECT_EQ(told_by(client), Texts{"progress: 0 bytes up, 0 down in 1000000 us"});
}

TEST(Perf, PF5_both_directions_are_measured) {
    Client client = hearing_client({.upload_size = 100, .download_size = 50});
    client.receive(Buffer(20), start + milliseconds{300});
    client.receive(Buffer(30), start + milliseconds{400});
    client.end(start + milliseconds{500});
    EXPECT_EQ(told_by(client), (Texts{"measured: 100 bytes up in 300000 us, 50 down in 200000 us",
                                      "ended: all was sent and received"}));
    Client upload = hearing_client({.upload_size = 100});
    upload.end(start + milliseconds{500});
    EXPECT_EQ(told_by(upload), (Texts{"measured: 100 bytes up in 500000 us, 0 down in 0 us",
                                      "ended: all was sent and received"}));
}

TEST(Perf, PF6_silence_ends_it_and_movement_does_not) {
    Client client({.upload_size = 100, .progress_interval = seconds{1000}}, start);
    EXPECT_EQ(client.deadline(), start + seconds{30});
    client.consume(8);
    client.expire(start + seconds{30});
    EXPECT_FALSE(client.ended());
    client.expire(start + seconds{60});
    EXPECT_EQ(told_by(client), Texts{"ended: nothing moved for too long"});

    Server server({}, start);
    server.receive(Buffer(8, std::byte{1}), start);
    server.end(start);
    server.expire(start + seconds{30});
    server.consume(1);
    server.expire(start + seconds{60});
    EXPECT_FALSE(server.ended());
    server.expire(start + seconds{90});
    EXPECT_EQ(told_by(server), Texts{"ended: nothing moved for too long"});
    EXPECT_TRUE(server.outgoing().empty());
}

TEST(Perf, PF7_all_send_from_one_block) {
    Client client({.upload_size = block_size}, start);
    client.consume(8);
    Server server({}, start);
    server.receive(Buffer(8, std::byte{1}), start);
    server.end(start);
    EXPECT_EQ(client.outgoing().data(), server.outgoing().data());
    server.consume(100);
    EXPECT_EQ(client.outgoing().data(), server.outgoing().data());
}

TEST(Perf, PF8_after_the_end_a_machine_is_silent_and_ignores_everything) {
    Client client({.upload_size = 10}, start);
    client.end(start);
    Server server({}, start);
    server.end(start);
    const auto check = [](auto& machine) {
        EXPECT_EQ(told_by(machine).size(), 1u);
        machine.receive(Buffer(100), start);
        machine.end(start);
        machine.expire(start + seconds{1000});
        EXPECT_TRUE(machine.outgoing().empty());
        EXPECT_EQ(machine.deadline(), std::nullopt);
        EXPECT_EQ(told_by(machine), Texts{});
        EXPECT_TRUE(core::finished_sending(machine));
    };
    check(client);
    check(server);
}

}  // namespace
}  // namespace net::perf

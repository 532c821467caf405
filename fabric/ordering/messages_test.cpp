// Messages about the ordered log: there and back, one form each, and their bounds.
#include "fabric/ordering/messages.h"

#include <gtest/gtest.h>

#include "fabric/leadership/disk_test.h"
#include "fabric/leadership/message.h"

namespace fabric::ordering {
namespace {

using leadership::testing::member;

core::Buffer bytes_of(std::initializer_list<unsigned> values) {
    core::Buffer bytes;
    for (const unsigned value : values) bytes.push_back(static_cast<std::byte>(value));
    return bytes;
}

DiskLife some_life() {
    DiskLife life;
    life.mutable_view()[3] = std::byte{7};
    return life;
}

// What was read is written as it was.
template <class Body>
Body there_and_back(const Body& body) {
    static core::Buffer written;
    written = write_message(body);
    const auto read = read_message(written);
    EXPECT_TRUE(read);
    EXPECT_EQ(write_message(*read), written);
    return core::get<Body>(*read);
}

TEST(OrderingMessages, OR11_each_is_read_as_it_was_written) {
    const core::Buffer some = bytes_of({1, 2, 3});
    EXPECT_TRUE(core::equal(there_and_back(RaftBytes{some}).bytes, some));
    EXPECT_EQ(there_and_back(NewDisk{some_life()}).life, some_life());
    const KnownDisk known = there_and_back(KnownDisk{some_life(), {{5}, {300}}});
    EXPECT_EQ(known.life, some_life());
    EXPECT_EQ(known.since, (Place{{5}, {300}}));
    const Order order = there_and_back(Order{OrderNumber{77}, some});
    EXPECT_EQ(order.number, OrderNumber{77});
    EXPECT_TRUE(core::equal(order.command, some));
    const Ordered ordered = there_and_back(Ordered{OrderNumber{77}, {{5}, {300}}});
    EXPECT_EQ(ordered.number, OrderNumber{77});
    EXPECT_EQ(ordered.place, (Place{{5}, {300}}));
    for (const auto reason :
         {NotOrderedReason::later, NotOrderedReason::may_not, NotOrderedReason::too_large}) {
        const NotOrdered told = there_and_back(NotOrdered{OrderNumber{1}, reason});
        EXPECT_EQ(told.reason, reason);
        EXPECT_FALSE(describe(reason).empty());
    }
    EXPECT_EQ(there_and_back(Leads{{5}, member(2)}).leader, member(2));
    EXPECT_EQ(there_and_back(Leads{{5}, std::nullopt}).leader, std::nullopt);
}

TEST(OrderingMessages, OR11_the_bytes_are_those_of_the_page) {
    EXPECT_EQ(write_message(RaftBytes{bytes_of({9})}), bytes_of({1, 0, 9}));
    EXPECT_EQ(write_message(Order{OrderNumber{5}, bytes_of({9, 8})}), bytes_of({1, 3, 5, 9, 8}));
    EXPECT_EQ(write_message(Ordered{OrderNumber{5}, {{6}, {300}}}),
              bytes_of({1, 4, 5, 6, 0xac, 2}));
    EXPECT_EQ(write_message(NotOrdered{OrderNumber{5}, NotOrderedReason::too_large}),
              bytes_of({1, 5, 5, 2}));
    EXPECT_EQ(write_message(Leads{{6}, std::nullopt}), bytes_of({1, 6, 6}));
    const core::Buffer known = write_message(KnownDisk{some_life(), {{6}, {7}}});
    EXPECT_EQ(known.size(), 2 + DiskLife::size_bytes + 2);
    EXPECT_EQ(known.back(), std::byte{7});
}

TEST(OrderingMessages, OR11_what_is_none_is_refused) {
    EXPECT_FALSE(read_message({}));
    EXPECT_FALSE(read_message(bytes_of({2, 6, 6})));     // The version.
    EXPECT_FALSE(read_message(bytes_of({1, 7, 6})));     // The kind.
    EXPECT_FALSE(read_message(bytes_of({1, 1, 6})));     // A nonce that breaks off.
    EXPECT_FALSE(read_message(bytes_of({1, 4, 5, 6})));  // No index.
    EXPECT_FALSE(read_message(bytes_of({1, 5, 5, 3})));  // No reason.
    EXPECT_FALSE(read_message(bytes_of({1, 5, 5, 2, 0})));
    EXPECT_FALSE(read_message(bytes_of({1, 6, 6, 1})));  // No peer.
    EXPECT_FALSE(read_message(bytes_of({1, 6, 0x86, 0})));
    core::Buffer longer = write_message(NewDisk{some_life()});
    longer.push_back(std::byte{0});
    EXPECT_FALSE(read_message(longer));
}

TEST(OrderingMessages, OR11_OR6_numbers_and_commands_have_bounds) {
    EXPECT_TRUE(read_message(write_message(Leads{{leadership::number_max}, {}})));
    EXPECT_FALSE(read_message(write_message(Leads{{leadership::number_max + 1}, {}})));
    const core::Buffer most(command_size_max);
    EXPECT_TRUE(read_message(write_message(Order{OrderNumber{1}, most})));
    const core::Buffer more(command_size_max + 1);
    EXPECT_FALSE(read_message(write_message(Order{OrderNumber{1}, more})));
    const core::Buffer raft(leadership::message_size_max + (std::size_t{4} << 10));
    EXPECT_TRUE(read_message(write_message(RaftBytes{raft})));
}

TEST(OrderingMessages, OR6_a_command_is_a_documents_name_and_a_record) {
    const core::Buffer record = bytes_of({1, 2});
    const core::Buffer written = write_command({"ab", record});
    EXPECT_EQ(written, bytes_of({2, 'a', 'b', 1, 2}));
    const auto read = read_command(written);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->document, "ab");
    EXPECT_TRUE(core::equal(read->record, record));
    EXPECT_FALSE(read_command(bytes_of({3, 'a', 'b'})));
    EXPECT_FALSE(read_command({}));
}

}  // namespace
}  // namespace fabric::ordering

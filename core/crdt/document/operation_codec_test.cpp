// Operations in bytes: every kind there and back, what is refused, and the limits.
#include <gtest/gtest.h>

#include "core/crdt/document/operation.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;

constexpr Author alice{1};
constexpr Author bob{2};
constexpr Author carol{3};

Error error_of(const std::string& hex) {
    const auto operations = read_operations(alice, spaced_hex(hex));
    EXPECT_FALSE(operations) << hex;
    return operations ? Error::trailing_bytes : operations.error();
}

Operations all_sorts() {
    Operations operations;
    operations.nodes = {{0, std::string("list"), NodeKind::list},
                        {1, Dot{bob, 300}, NodeKind::text},
                        {1, Dot{alice, 7}, NodeKind::set},
                        {0, std::string(), NodeKind::counter}};
    operations.list = {
        {0, MapSet{"key", Value::of("välue")}},
        {0, MapSet{"list", NodeKind::list}},
        {0, MapRemove{"key"}},
        {1, ListInsert{{}, {carol, 1}, {Value(), NodeKind::map, Value::of(0.5)}}},
        {1, ListSet{{bob, 300}, Value::of(Buffer(2))}},
        {2, TextInsert{{alice, 9}, {}, "🙂ab"}},
        {2, Erase{{{{bob, 4}, 2}, {{alice, 9}, 1}}}},
        {4, CounterSum{{UINT64_MAX, 0}}},
        {3, SetAdd{Value::of(true)}},
        {3, SetRemove{Value::of(-1)}},
    };
    return operations;
}

TEST(OperationCodec, DC6_every_kind_comes_back) {
    const Buffer bytes = write_operations(alice, all_sorts());
    const auto read = read_operations(alice, bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(write_operations(alice, *read), bytes);
    ASSERT_EQ(read->nodes.size(), 4u);
    EXPECT_EQ(get<Dot>(read->nodes[1].step), (Dot{bob, 300}));
    ASSERT_EQ(read->list.size(), 10u);
    for (std::size_t i = 0; i < read->list.size(); ++i) {
        EXPECT_EQ(read->list[i].what.index(), all_sorts().list[i].what.index());
        EXPECT_EQ(read->list[i].target, all_sorts().list[i].target);
    }
    EXPECT_EQ(get<ListInsert>(read->list[3].what).right, (Dot{carol, 1}));
    EXPECT_EQ(get<TextInsert>(read->list[5].what).characters, "🙂ab");
    EXPECT_EQ(get<Erase>(read->list[6].what).runs[0], (sequence::Deletion{{bob, 4}, 2}));
}

TEST(OperationCodec, DC6_each_has_its_events) {
    const std::vector<std::uint64_t> expected{1, 1, 0, 3, 1, 3, 0, 1, 1, 0};
    const Operations operations = all_sorts();
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_EQ(events_of(operations.list[i]), expected[i]) << i;
    EXPECT_EQ(operations.events(), 11u);
}

TEST(OperationCodec, DC6_looks_so) {
    Operations operations;
    operations.nodes = {{0, std::string("t"), NodeKind::text}};
    operations.list = {{1, TextInsert{{alice, 2}, {bob, 1}, "hi"}}};
    EXPECT_EQ(write_operations(alice, operations),
              spaced_hex("01 0000000000000002 01 00 02 01 74 14 01 02 02 01 02 6869"));
    // Nothing is what nobody sends, but it can be read.
    EXPECT_TRUE(read_operations(alice, spaced_hex("00 00")));
}

TEST(OperationCodec, DC6_cut_off_anywhere_it_has_fewer_operations_or_none) {
    const Buffer bytes = write_operations(alice, all_sorts());
    std::size_t whole = 4;  // Carol is named by the fourth, and must be.
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const Buffer cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        const auto read = read_operations(alice, cut);
        if (!read) continue;
        EXPECT_EQ(read->list.size(), whole++);
        EXPECT_EQ(write_operations(alice, *read), cut);
    }
    EXPECT_EQ(whole, 10u);
}

TEST(OperationCodec, DC6_refuses_what_cannot_be_read) {
    EXPECT_EQ(error_of(""), Error::truncated);
    EXPECT_EQ(error_of("01 0000000000000001 00"), Error::not_canonical);  // Oneself as another.
    EXPECT_EQ(error_of("02 0000000000000003 0000000000000002 00"), Error::not_canonical);
    EXPECT_EQ(error_of("02 0000000000000002 0000000000000002 00"), Error::not_canonical);
    EXPECT_EQ(error_of("01 0000000000000002 00"), Error::not_canonical);  // Whom nothing names.
    EXPECT_EQ(error_of("7f"), Error::truncated);
    EXPECT_EQ(error_of("00 01 02 00 01 6b"), Error::malformed);     // In a node not yet named,
    EXPECT_EQ(error_of("00 01 00 05 01 6b"), Error::malformed);     // of no kind,
    EXPECT_EQ(error_of("00 01 01 00 00 00"), Error::malformed);     // in no item,
    EXPECT_EQ(error_of("00 01 01 00 02 01"), Error::malformed);     // of nobody.
    EXPECT_EQ(error_of("00 00 10 01 6b 00"), Error::malformed);     // On no node.
    EXPECT_EQ(error_of("00 00 09"), Error::malformed);              // No kind of operation.
    EXPECT_EQ(error_of("00 00 02 00 00 00"), Error::malformed);     // Nothing inserted,
    EXPECT_EQ(error_of("00 00 04 00 00 00"), Error::malformed);     // typed,
    EXPECT_EQ(error_of("00 00 05 01 01 01 00"), Error::malformed);  // erased.
    EXPECT_EQ(error_of("00 00 04 00 00 01 ff"), Error::malformed);
    EXPECT_EQ(error_of("00 00 00 01 ff 00"), Error::malformed);
    EXPECT_EQ(error_of("00 00 01 8108" + std::string(2 * (key_size_max + 1), '6')),
              Error::too_large);
    EXPECT_EQ(error_of("00 00 03 00 00"), Error::malformed);
    EXPECT_EQ(error_of("00 00 02 00 00 ffffffffffffffff7f"), Error::truncated);
    EXPECT_EQ(error_of("00 ffffffffffffffff7f"), Error::truncated);
}

TEST(OperationCodec, DC6_refuses_items_beyond_all_counters) {
    EXPECT_TRUE(read_operations(alice, spaced_hex("00 00 05 01 01 01 feffffff07")));
    EXPECT_EQ(error_of("00 00 05 01 01 01 ffffffff07"), Error::too_large);
    EXPECT_EQ(error_of("00 00 05 01 01 ffffffffffffffff7f 01"), Error::too_large);
    EXPECT_EQ(error_of("00 00 05 01 01 01 ffffffffffffffff7f"), Error::too_large);
}

TEST(OperationCodec, DC7_nodes_are_not_named_below_the_deepest) {
    Operations operations;
    for (std::uint32_t i = 0; i < depth_max; ++i)
        operations.nodes.push_back({i, std::string("k"), NodeKind::map});
    EXPECT_TRUE(read_operations(alice, write_operations(alice, operations)));
    operations.nodes.push_back({depth_max, std::string("k"), NodeKind::map});
    EXPECT_EQ(read_operations(alice, write_operations(alice, operations)).error(), Error::too_deep);
    // Beside one another there may be any number.
    operations.nodes.resize(2);
    operations.nodes.resize(1000, {1, std::string("k"), NodeKind::map});
    EXPECT_TRUE(read_operations(alice, write_operations(alice, operations)));
}

TEST(OperationCodec, DC7_a_change_inserts_so_many_items_and_no_more) {
    const auto inserting = [](std::size_t items) {
        Operations operations;
        operations.nodes = {{0, std::string("l"), NodeKind::list}};
        operations.list = {{1, ListInsert{{}, {}, std::vector<Content>(items / 2)}},
                           {1, ListInsert{{}, {}, std::vector<Content>(items - items / 2)}}};
        return write_operations(alice, operations);
    };
    EXPECT_TRUE(read_operations(alice, inserting(items_of_change_max)));
    EXPECT_EQ(read_operations(alice, inserting(items_of_change_max + 1)).error(), Error::too_large);
}

TEST(OperationCodec, DC7_a_change_has_so_many_parts_and_no_more) {
    Operations operations;
    operations.nodes = {{0, std::string("s"), NodeKind::set}};
    operations.list.assign(parts_of_change_max - 1, {1, SetAdd{}});
    EXPECT_TRUE(read_operations(alice, write_operations(alice, operations)));
    operations.list.push_back({0, MapRemove{}});
    EXPECT_EQ(read_operations(alice, write_operations(alice, operations)).error(),
              Error::too_large);
    operations.list = {
        {0, Erase{std::vector<sequence::Deletion>(parts_of_change_max, {{bob, 1}, 1})}}};
    EXPECT_EQ(read_operations(alice, write_operations(alice, operations)).error(),
              Error::too_large);
}

}  // namespace
}  // namespace core::crdt

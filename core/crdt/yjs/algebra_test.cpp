// The algebra of updates by example: what the recorded vectors of Yjs do not show.
#include "core/crdt/yjs/algebra.h"

#include <gtest/gtest.h>

#include <array>

#include "core/crdt/yjs/columns.h"
#include "core/crdt/yjs/update_writer.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt::yjs {
namespace {

using core::testing::spaced_hex;

Result<Buffer> merged(const std::vector<std::string>& updates) {
    std::vector<Buffer> buffers;
    for (const std::string& hex : updates) buffers.push_back(spaced_hex(hex));
    return merge_updates(std::vector<Bytes>(buffers.begin(), buffers.end()), Format::v1);
}

// One letter of a client, behind the one before it.
Buffer letter(Client client, std::uint64_t clock) {
    Struct item;
    item.id = {client, clock};
    item.length = 1;
    item.kind = Kind::string;
    item.text = "x";
    if (clock > 0)
        item.origin = {client, clock - 1};
    else
        item.parent = std::string_view("t");
    UpdateWriter writer(Format::v1, 1);
    writer.begin_client(client, 1, clock);
    writer.add(item);
    return std::move(writer).finish({}).value();
}

TEST(Algebra, YW14_gaps_are_said_and_filled) {
    const std::string first = "01 01 01 00 04 01 01 74 01 61 00";
    const std::string third = "01 01 01 02 84 01 01 01 63 00";
    const std::string second = "01 01 01 01 84 01 00 01 62 00";
    const auto gap = merged({third, first});
    EXPECT_EQ(gap, spaced_hex("01 03 01 00 04 01 01 74 01 61 0a 01 84 01 01 01 63 00"));
    EXPECT_EQ(state_vector_of(*gap, Format::v1)->at(0).second, 1u);
    const auto whole = merged({third, first, second});
    EXPECT_EQ(whole, spaced_hex("01 03 01 00 04 01 01 74 01 61 84 01 00 01 62 84 01 01 01 63 00"));
    EXPECT_EQ(merged({}), spaced_hex("00 00"));
    EXPECT_EQ(merged({first}), spaced_hex(first));
    EXPECT_EQ(merged({"01"}).error(), Error::truncated);
}

TEST(Algebra, YW14_what_was_forgotten_joins) {
    EXPECT_EQ(merged({"01 01 01 00 00 03 00", "01 01 01 03 00 02 00"}),
              spaced_hex("01 01 01 00 00 05 00"));
    EXPECT_EQ(merged({"01 01 01 00 00 03 00", "01 01 01 01 00 04 00"}),
              spaced_hex("01 01 01 00 00 05 00"));
    // Who has the item keeps it.
    EXPECT_EQ(merged({"01 01 01 00 00 01 00", "01 01 01 00 04 01 01 74 01 61 00"}),
              spaced_hex("01 01 01 00 04 01 01 74 01 61 00"));
}

TEST(Algebra, YW14_clients_in_another_order_lose_nothing) {
    const std::string ascending = "02 01 01 00 00 02 01 02 00 00 01 01 01 01 00 01";
    const std::string other = "01 01 01 02 00 01 00";
    EXPECT_EQ(merged({ascending, other}),
              spaced_hex("02 01 02 00 00 01 01 01 00 00 03 01 01 01 00 01"));
    // A client in two pieces, the second part first.
    EXPECT_EQ(merged({"02 01 01 05 00 01 01 01 00 00 05 00", "00 00"}),
              spaced_hex("01 02 01 00 00 05 00 01 00"));
}

TEST(Algebra, YW14_thousands_of_updates_merge_at_once) {
    std::vector<Buffer> updates;
    for (std::uint64_t clock = 0; clock < 2000; ++clock)
        for (const std::uint64_t client : {3u, 5u, 4u})
            updates.push_back(letter(Client{client}, clock));
    std::vector<Bytes> views(updates.rbegin(), updates.rend());
    const auto whole = merge_updates(views, Format::v1);
    ASSERT_TRUE(whole);
    const auto state = state_vector_of(*whole, Format::v1);
    ASSERT_EQ(state->size(), 3u);
    for (const auto& [client, clock] : *state) EXPECT_EQ(clock, 2000u);
    std::vector<Bytes> ordered(updates.begin(), updates.end());
    EXPECT_EQ(merge_updates(ordered, Format::v1), whole);
}

// All columns of an update of format 2 by name; what a test does not set is empty.
struct Columns {
    Buffer key_clocks, clients, left_clocks, right_clocks, infos, texts, parent_infos, types,
        lengths;
    Buffer rest;

    [[nodiscard]] Buffer update() const {
        Buffer update;
        append_var_uint(update, 0);
        for (const Buffer* const column : {&key_clocks, &clients, &left_clocks, &right_clocks,
                                           &infos, &texts, &parent_infos, &types, &lengths})
            append_var_bytes(update, *column);
        append(update, rest);
        return update;
    }
};

// Elements need no byte of their own, and all have the name that was said once.
Buffer elements(std::uint64_t count, std::size_t name_size) {
    Columns columns;
    append_var_int(columns.key_clocks, {1, false});
    append_var_uint(columns.key_clocks, count - 2);
    append_var_int(columns.clients, {1, true});
    append_var_uint(columns.clients, count - 1);
    append_var_int(columns.left_clocks, {1, false});
    append_var_uint(columns.left_clocks, count - 2);
    append_byte(columns.infos, 0x87);
    append_text(columns.texts, std::string(name_size, 'n'));
    append_var_int(columns.texts, {name_size, false});
    append_var_int(columns.types, {3, true});
    append_var_uint(columns.types, count - 2);
    columns.rest = spaced_hex("01");
    append_var_uint(columns.rest, count);
    append(columns.rest, spaced_hex("00 00"));
    return columns.update();
}

TEST(Algebra, YW21_a_name_said_once_is_not_written_without_end) {
    EXPECT_TRUE(convert_update(elements(20, 100), Format::v2, Format::v1));
    const Buffer nothing = convert_update(spaced_hex("00 00"), Format::v1, Format::v2).value();
    const Buffer many = elements(1'000, 100);
    EXPECT_LT(many.size(), 200u);
    EXPECT_EQ(convert_update(many, Format::v2, Format::v1).error(), Error::too_large);
    const std::array<Bytes, 2> two{many, nothing};
    EXPECT_EQ(merge_updates(two, Format::v2).error(), Error::too_large);
}

// Two clients in the wrong order, with so many forgotten structs of one clock each.
Buffer turned_round(std::uint64_t count) {
    Columns columns;
    append_var_int(columns.clients, {1, false});
    append_var_int(columns.clients, {2, false});
    append_byte(columns.infos, 0);
    append_text(columns.texts, "");
    append_var_int(columns.lengths, {1, true});
    append_var_uint(columns.lengths, count - 1);
    columns.rest = spaced_hex("02 01 00");
    append_var_uint(columns.rest, count);
    append(columns.rest, spaced_hex("00"));
    // Deleted ranges of a third, only to be long enough for that many.
    append_var_uint(columns.rest, 1);
    append_var_uint(columns.rest, 9);
    append_var_uint(columns.rest, count / 128);
    for (std::uint64_t i = 0; i < count / 128; ++i) append(columns.rest, spaced_hex("00 00"));
    return columns.update();
}

TEST(Algebra, YW21_what_has_to_be_sorted_is_bounded_by_its_bytes) {
    const Buffer nothing = convert_update(spaced_hex("00 00"), Format::v1, Format::v2).value();
    const Buffer few = turned_round(60'000);
    EXPECT_TRUE(merge_updates(std::array<Bytes, 2>{few, nothing}, Format::v2));
    const Buffer many = turned_round(200'000);
    EXPECT_TRUE(state_vector_of(many, Format::v2));
    EXPECT_EQ(merge_updates(std::array<Bytes, 2>{many, nothing}, Format::v2).error(),
              Error::too_large);
}

TEST(Algebra, YW15_a_difference_begins_within_a_struct) {
    const Buffer update = spaced_hex("01 01 01 00 04 01 01 74 03 616263 01 01 01 00 01");
    StateVector known;
    known.ensure(Client{1}) = 1;
    EXPECT_EQ(diff_update(update, known, Format::v1),
              spaced_hex("01 01 01 01 84 01 00 02 6263 01 01 01 00 01"));
    known.ensure(Client{1}) = 3;
    EXPECT_EQ(diff_update(update, known, Format::v1), spaced_hex("00 01 01 01 00 01"));
}

TEST(Algebra, YW11_state_vectors) {
    const Buffer bytes = spaced_hex("02 05 01 01 02");
    const auto vector = read_state_vector(bytes);
    ASSERT_TRUE(vector);
    EXPECT_EQ(state_vector_bytes(*vector), bytes);
    EXPECT_EQ(state_vector_bytes(*read_state_vector(spaced_hex("02 01 02 05 01"))), bytes);
    EXPECT_EQ(read_state_vector(spaced_hex("01 05 01 00")).error(), Error::trailing_bytes);
    EXPECT_EQ(read_state_vector(spaced_hex("ffffffff0f 01 01")).error(), Error::truncated);
    // Only what begins at 0 counts, and only up to the first gap.
    EXPECT_TRUE(state_vector_of(spaced_hex("01 01 01 02 00 01 00"), Format::v1)->empty());
}

TEST(Algebra, YW17_values_that_json_does_not_have_stay_in_format_2) {
    const Buffer update =
        convert_update(spaced_hex("01 01 01 00 05 01 01 74 01 31 00"), Format::v1, Format::v2)
            .value();
    Buffer big = update;
    ASSERT_EQ(to_hex(Bytes(big).last(3)), "7d0100");
    big.resize(big.size() - 3);
    append(big, spaced_hex("7a 0000000000000001 00"));
    EXPECT_EQ(convert_update(big, Format::v2, Format::v1).error(), Error::type_wrong);
    EXPECT_EQ(convert_update(big, Format::v2, Format::v2), big);
}

}  // namespace
}  // namespace core::crdt::yjs

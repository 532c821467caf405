// All that three writers can do in a few steps, in all three orders: they come to the same list, no
// two values ever change places, and no order of arrival makes a difference. And all ways in which
// two or three type at once in the same place: who typed in one go is not torn apart.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <string>

#include "core/crdt/list/list.h"

namespace core::crdt {
namespace {

using sequence::Order;

constexpr std::size_t writers = 3;

template <Order order>
using Letters = List<std::uint64_t, order>;

Author author_of(std::size_t writer) { return Author{writer + 1}; }

Buffer bytes_of(const auto& state) {
    Buffer bytes;
    BufferWriter writer(bytes, 1 << 16);
    state.write(writer);
    EXPECT_TRUE(writer.finish());
    return bytes;
}

// Which of a handful of values was ever seen in front of which other.
class Seen {
public:
    void note(const std::vector<std::uint64_t>& values) {
        for (std::size_t i = 0; i < values.size(); ++i)
            for (std::size_t j = i + 1; j < values.size(); ++j)
                before_[static_cast<std::size_t>(values[i])][static_cast<std::size_t>(values[j])] =
                    true;
    }
    // Whether one order of all values explains it all.
    [[nodiscard]] bool is_one_order() const {
        auto before = before_;
        for (std::size_t via = 0; via < value_count; ++via)
            for (std::size_t i = 0; i < value_count; ++i)
                for (std::size_t j = 0; j < value_count; ++j)
                    before[i][j] = before[i][j] || (before[i][via] && before[via][j]);
        for (std::size_t i = 0; i < value_count; ++i)
            if (before[i][i]) return false;
        return true;
    }

private:
    static constexpr std::size_t value_count = 8;
    std::array<std::array<bool, value_count>, value_count> before_{};
};

// One after the other, every step that is possible then: somebody inserts somewhere, removes
// something, or takes in all that another has.
template <Order order>
class AllHistories {
public:
    using State = Letters<order>;

    void play(const std::array<State, writers>& states, Seen seen, std::uint64_t next_value,
              std::size_t steps) {
        if (steps == 0) return finish(states, seen);
        // Who begins makes no difference but to the names.
        const std::size_t who_may = next_value == 0 ? 1 : writers;
        for (std::size_t who = 0; who < who_may; ++who) {
            const auto go_on = [&](auto change, std::uint64_t value) {
                std::array<State, writers> changed = states;
                change(changed[who]);
                if (changed[who] == states[who]) return;
                Seen seen_now = seen;
                seen_now.note(changed[who].values());
                play(changed, seen_now, value, steps - 1);
            };
            const std::uint32_t size = states[who].size();
            for (std::uint32_t at = 0; at <= size; ++at)
                go_on([&](State& state) { state.insert(author_of(who), at, {next_value}); },
                      next_value + 1);
            for (std::uint32_t at = 0; at < size; ++at)
                go_on([&](State& state) { state.erase(at); }, next_value);
            for (std::size_t other = 0; other < writers; ++other)
                go_on([&](State& state) { state.merge(states[other]); }, next_value);
        }
    }

    std::size_t count = 0;

private:
    void finish(const std::array<State, writers>& states, Seen seen) {
        ++count;
        std::array<State, writers> ends = states;
        for (std::size_t i = 0; i < writers; ++i)
            for (std::size_t other = 1; other < writers; ++other)
                ends[i].merge(states[(i + other) % writers]);
        for (const State& end : ends) {
            ASSERT_EQ(end.values(), ends[0].values());
            ASSERT_EQ(bytes_of(end), bytes_of(ends[0]));
        }
        seen.note(ends[0].values());
        ASSERT_TRUE(seen.is_one_order());
    }
};

template <Order order>
void play_all_histories() {
    AllHistories<order> all;
    all.play({}, {}, 0, 5);
    EXPECT_GT(all.count, 5'000u);
}

TEST(ListSmall, LS1_SQ1_all_histories_of_five_steps_in_fugue_max) {
    play_all_histories<Order::fugue_max>();
}
TEST(ListSmall, LS1_SQ1_all_histories_of_five_steps_in_yata) { play_all_histories<Order::yata>(); }
TEST(ListSmall, LS1_SQ1_all_histories_of_five_steps_in_rga) { play_all_histories<Order::rga>(); }

// Each of the three does two of these at once with the others.
constexpr std::array<std::string_view, 4> doings{"front", "behind", "gone", "pair"};

template <Order order>
std::vector<typename Letters<order>::Delta> deltas_of(std::size_t writer, std::size_t doing) {
    Letters<order> state;
    const Author author = author_of(writer);
    std::vector<typename Letters<order>::Delta> deltas;
    deltas.push_back(state.insert(author, 0, {writer * 2}));
    if (doings[doing] == "front") deltas.push_back(state.insert(author, 0, {writer * 2 + 1}));
    if (doings[doing] == "behind") deltas.push_back(state.insert(author, 1, {writer * 2 + 1}));
    if (doings[doing] == "gone") deltas.push_back(state.erase(0));
    if (doings[doing] == "pair") deltas.push_back(state.insert(author, 0, {6, 7}));
    return deltas;
}

template <Order order>
void deliver_in_all_orders() {
    for (std::size_t doing = 0; doing < 64; ++doing) {
        std::vector<typename Letters<order>::Delta> deltas;
        for (std::size_t writer = 0; writer < writers; ++writer)
            for (auto& delta : deltas_of<order>(writer, doing >> (2 * writer) & 3))
                deltas.push_back(std::move(delta));
        std::array<std::size_t, 6> arrival{};
        std::iota(arrival.begin(), arrival.end(), std::size_t{0});
        Letters<order> first;
        for (const auto& delta : deltas) first.apply(delta);
        const auto expected = first.values();
        const Buffer bytes = bytes_of(first);
        while (std::next_permutation(arrival.begin(), arrival.end())) {
            Letters<order> state;
            for (const std::size_t index : arrival) state.apply(deltas[index]);
            ASSERT_EQ(state.values(), expected);
            ASSERT_EQ(bytes_of(state), bytes);
        }
    }
}

TEST(ListSmall, LS2_deltas_in_every_order_of_arrival_in_fugue_max) {
    deliver_in_all_orders<Order::fugue_max>();
}
TEST(ListSmall, LS2_deltas_in_every_order_of_arrival_in_yata) {
    deliver_in_all_orders<Order::yata>();
}
TEST(ListSmall, LS2_deltas_in_every_order_of_arrival_in_rga) {
    deliver_in_all_orders<Order::rga>();
}

// How somebody types three values into a list of two, with which of them he begins at which place.
enum class Typing : std::uint8_t { forwards, backwards, outwards };

template <Order order>
void type(Letters<order>& state, std::size_t writer, std::uint32_t place, Typing typing) {
    const auto insert = [&](std::uint32_t at, std::uint64_t value) {
        state.insert(author_of(writer), at, {writer * 10 + value});
    };
    insert(place, 1);
    switch (typing) {
        case Typing::forwards: insert(place + 1, 2), insert(place + 2, 3); break;
        case Typing::backwards: insert(place, 2), insert(place, 3); break;
        case Typing::outwards: insert(place + 1, 2), insert(place, 3); break;
    }
}

// How many pieces the writers' values are in.
std::size_t piece_count(const std::vector<std::uint64_t>& values) {
    std::size_t pieces = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (i == 0 || values[i] / 10 != values[i - 1] / 10) ++pieces;
    return pieces;
}

template <Order order>
std::vector<std::uint64_t> typed_at_once(std::uint32_t place, std::array<Typing, writers> typing) {
    Letters<order> begun;
    begun.insert(Author{9}, 0, {90, 91});
    std::array<Letters<order>, writers> states;
    for (std::size_t writer = 0; writer < writers; ++writer) {
        states[writer] = begun;
        type(states[writer], writer, place, typing[writer]);
    }
    for (std::size_t writer = 1; writer < writers; ++writer) states[0].merge(states[writer]);
    return states[0].values();
}

// The pieces that there are if nobody's are torn apart: three, and what was there in one or two.
std::size_t pieces_at(std::uint32_t place) { return place == 1 ? 5 : 4; }

TEST(ListSmall, LS1_SQ3_in_fugue_max_nothing_typed_in_one_go_is_torn_apart) {
    constexpr std::array all{Typing::forwards, Typing::backwards, Typing::outwards};
    for (std::uint32_t place = 0; place <= 2; ++place)
        for (const Typing one : all)
            for (const Typing two : all)
                for (const Typing three : all)
                    EXPECT_EQ(
                        piece_count(typed_at_once<Order::fugue_max>(place, {one, two, three})),
                        pieces_at(place));
}

TEST(ListSmall, LS1_SQ3_in_yata_and_rga_nothing_typed_forwards_is_torn_apart) {
    constexpr std::array forwards{Typing::forwards, Typing::forwards, Typing::forwards};
    for (std::uint32_t place = 0; place <= 2; ++place) {
        EXPECT_EQ(piece_count(typed_at_once<Order::yata>(place, forwards)), pieces_at(place));
        EXPECT_EQ(piece_count(typed_at_once<Order::rga>(place, forwards)), pieces_at(place));
    }
    // Typed backwards it is, in rga: why lists are in another order unless told.
    constexpr std::array backwards{Typing::backwards, Typing::backwards, Typing::backwards};
    EXPECT_GT(piece_count(typed_at_once<Order::rga>(1, backwards)), pieces_at(1));
}

}  // namespace
}  // namespace core::crdt

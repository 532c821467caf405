// Histories of a few changes in all orders in which they can arrive.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "core/base/prng.h"
#include "core/crdt/change/change_writers.h"

namespace core::crdt {
namespace {

constexpr Author alice{1};
constexpr Author bob{2};
constexpr Author carol{3};

// A change as it was written, and all that its author had heard of then.
struct Told {
    Buffer bytes;
    Version past;
};

// Three who write and hear of one another.
struct Play {
    std::array<Writer, 3> writers{Writer{alice, {}}, Writer{bob, {}}, Writer{carol, {}}};
    std::vector<Told> told;

    // `choice` says who writes, and whom of the others it hears before.
    void step(std::size_t choice) {
        const std::size_t who = choice % 3;
        Writer& writer = writers[who];
        if (choice / 3 & 1) writer.hear(writers[(who + 1) % 3]);
        if (choice / 6 & 1) writer.hear(writers[(who + 2) % 3]);
        const Version past = writer.history.version();
        told.push_back({writer.write(1 + told.size() % 2), past});
    }

    void check_all_orders() const {
        std::vector<std::size_t> order(told.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        Buffer snapshot;
        do {
            History history;
            std::size_t delivered = 0;
            Version version;
            for (const std::size_t index : order) {
                const auto taken = history.take(told[index].bytes);
                ASSERT_TRUE(taken);
                ASSERT_TRUE(taken->proofs.empty() && taken->refused.empty());
                for (const auto& [change, past] : taken->ready) {
                    ASSERT_TRUE(version.includes(past));
                    version.include({change.author, change.last_counter()});
                    const auto is_it = [&](const Told& one) {
                        return read_change(one.bytes).value() == change && one.past == past;
                    };
                    ASSERT_EQ(std::ranges::count_if(told, is_it), 1);
                    ++delivered;
                }
                ASSERT_EQ(history.version(), version);
            }
            ASSERT_EQ(delivered, told.size());
            ASSERT_TRUE(history.missing().empty());
            if (snapshot.empty()) snapshot = snapshot_of(history);
            ASSERT_EQ(snapshot_of(history), snapshot);
        } while (std::ranges::next_permutation(order).found);
    }
};

TEST(HistoryOrders, CH7_all_histories_of_four_changes_in_all_orders) {
    constexpr std::size_t choices = 12;
    for (std::size_t code = 0; code < choices * choices * choices; ++code) {
        Play play;
        play.step(0);  // Who is first makes no difference.
        play.step(code % choices);
        play.step(code / choices % choices);
        play.step(code / choices / choices);
        play.check_all_orders();
        if (HasFatalFailure()) FAIL() << "history " << code;
    }
}

TEST(HistoryOrders, CH7_some_histories_of_six_changes_in_all_orders) {
    Prng prng(Seed{5});
    for (int round = 0; round < 30; ++round) {
        Play play;
        for (int i = 0; i < 6; ++i) play.step(static_cast<std::size_t>(prng.below(12)));
        play.check_all_orders();
        if (HasFatalFailure()) FAIL() << "round " << round;
    }
}

}  // namespace
}  // namespace core::crdt

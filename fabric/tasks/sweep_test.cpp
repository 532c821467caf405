// Whatever befalls its members, a task ends, and once: seeds that crash, freeze and part them, and
// take their leaders away.
#include "core/testing/seeds.h"
#include "fabric/tasks/world_test.h"

namespace fabric::tasks {
namespace {

constexpr std::size_t three = 3;

struct Chaos : World {
    explicit Chaos(core::Seed seed)
        : World(three, static_cast<std::size_t>(4 + core::Prng(seed).below(5))), prng(seed) {
        way = milliseconds(prng.between(1, 300));
        commit = milliseconds(prng.between(1, 500));
        connect_all();
        lead(0);
        for (std::size_t i = 0; i < seats.size(); ++i) offer_some(i);
    }

    void offer_some(std::size_t index) {
        seats[index]->run_time = milliseconds(prng.between(1, 20'000));
        if (index >= three || prng.chance(1, 4))
            offer(index, some_capacity(static_cast<std::uint32_t>(prng.between(1, 3))));
    }
    [[nodiscard]] std::size_t draw() { return static_cast<std::size_t>(prng.below(seats.size())); }
    // Of three there is always one, and a log that goes on, so long as one of them is there.
    void elect() {
        std::vector<std::size_t> up;
        for (std::size_t i = 0; i < three; ++i)
            if (seats[i]->is_up) up.push_back(i);
        if (up.empty()) return lead(std::nullopt);
        lead(up[static_cast<std::size_t>(prng.below(up.size()))]);
    }
    void connect_again(std::size_t index) {
        for (std::size_t i = 0; i < seats.size(); ++i)
            if (i != index && seats[i]->is_up && !links.contains(std::minmax(i, index)))
                connect(i, index);
    }

    void ask() {
        Work work = some_work();
        work.is_once = prng.chance(1, 2);
        if (prng.chance(1, 6)) work.entry = "fail";
        if (prng.chance(1, 4)) work.expected = milliseconds(prng.between(1, 3'000));
        work.run_within = seconds(prng.between(5, 60));
        work.end_within = seconds(prng.between(60, 600));
        work.priority = static_cast<std::uint8_t>(prng.below(3));
        std::size_t by = draw();
        if (!seats[by]->is_up) by = 0;
        if (!seats[by]->is_up) return;
        const bool is_once = work.is_once;
        once.emplace(submit(by, std::move(work)), is_once);
        if (prng.chance(1, 10)) {
            const TaskId id = id_of(last_id);
            act(by, [&](Tasks& tasks) { EXPECT_TRUE(tasks.asking().cancel(id, now)); });
        }
    }
    void befall() {
        const std::size_t index = draw();
        Seat& seat = *seats[index];
        switch (prng.below(6)) {
            case 0:
                if (!seat.is_up || frozen.contains(index)) break;
                crash(index);
                if (leader == index) elect();
                break;
            case 1:
                if (!seat.is_up || leader == index) break;
                freeze(index);
                frozen.insert(index);
                break;
            case 2: come_back(index); break;
            case 3: cut(index, (index + 1 + prng.below(seats.size() - 1)) % seats.size()); break;
            case 4:
                if (seat.is_up) connect_again(index);
                break;
            default: elect();
        }
    }
    void come_back(std::size_t index) {
        if (frozen.erase(index) > 0) return thaw(index);
        if (seats[index]->is_up) return;
        revive(index);
        connect_again(index);
        offer_some(index);
    }
    void heal() {
        for (std::size_t i = 0; i < seats.size(); ++i) come_back(i);
        for (std::size_t i = 0; i < seats.size(); ++i) connect_again(i);
        if (!leader) elect();
    }

    core::Prng prng;
    std::set<std::size_t> frozen;
    std::map<TaskId, bool> once;
};

// What the log came to, from the beginning: whoever applied it all has the same. Leases are counted
// beside the table, so that it is not its own judge.
struct Ledger {
    explicit Ledger(const Chaos& chaos) {
        for (const core::Buffer& batch : chaos.log)
            for (const Command& command : *read_batch(batch))
                if (table.apply(command)) note(command, chaos);
    }
    void note(const Command& command, const Chaos& chaos) {
        if (const auto* const grant = core::get_if<GrantLease>(&command)) {
            EXPECT_TRUE(held.emplace(grant->id, grant->generation).second) << "leased twice";
        } else if (const auto* const end = core::get_if<EndAttempt>(&command)) {
            EXPECT_EQ(held.erase(end->id), 1u);
        } else if (const auto* const complete = core::get_if<CompleteTask>(&command)) {
            const auto lease = held.find(complete->id);
            const bool is_present = lease != held.end() && lease->second == complete->generation;
            EXPECT_TRUE(is_present || !chaos.once.at(complete->id)) << "a lease that was over";
            EXPECT_TRUE(completed.insert(complete->id).second) << "completed twice";
            late += is_present ? 0U : 1U;
        }
    }

    Table table;
    std::map<TaskId, Generation> held;
    std::set<TaskId> completed;
    std::size_t late = 0;
};

struct Came {
    std::size_t completed = 0;
    std::size_t late = 0;
    std::size_t attempts = 0;
};

Came play(core::Seed seed) {
    Chaos chaos(seed);
    for (int i = 0; i < 60; ++i) {
        chaos.ask();
        if (chaos.prng.chance(1, 2)) chaos.befall();
        chaos.pass(milliseconds(chaos.prng.below(5'000)));
    }
    chaos.heal();
    chaos.pass(std::chrono::minutes(15));

    const Ledger ledger(chaos);
    const Table& table = ledger.table;
    for (const auto& [number, id] : table.by_number())
        EXPECT_TRUE(has_ended(table.find(id)->state))
            << "task " << number << " is " << describe(table.find(id)->state);
    for (std::size_t i = 0; i < three; ++i)
        EXPECT_EQ(chaos.at(i).state(), table.write()) << "Authority " << i;
    for (std::size_t i = 0; i < chaos.seats.size(); ++i) {
        EXPECT_EQ(chaos.at(i).worker().lease_count(), 0u) << "member " << i;
        EXPECT_TRUE(chaos.seats[i]->runs.empty()) << "member " << i;
        EXPECT_EQ(chaos.at(i).asking().count(), 0u) << "member " << i;
    }
    Came came{ledger.completed.size(), ledger.late, 0};
    for (const auto& [number, id] : table.by_number())
        came.attempts += table.find(id)->attempts.size();
    return came;
}

TEST(TaskSweep, TK1_TK2_TK3_every_task_ends_and_once_whatever_befalls_its_members) {
    Came all;
    for (const std::uint64_t seed :
         core::testing::first_seeds(core::testing::seed_count(40, 200))) {
        SCOPED_TRACE(seed);
        const Came came = play(core::Seed{seed});
        if (::testing::Test::HasFailure()) return;
        all.completed += came.completed;
        all.late += came.late;
        all.attempts += came.attempts;
    }
    // Else nothing of it was tried.
    EXPECT_GT(all.completed, 500u);
    EXPECT_GT(all.attempts, 100u);
    EXPECT_GT(all.late, 0u);
}

}  // namespace
}  // namespace fabric::tasks

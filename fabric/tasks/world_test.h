// A small world of members with tasks: links that take time and may be cut, an ordered log that is
// never lost, bodies that run units for a while. Which member leads is said by the test.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "core/base/assert.h"
#include "core/base/deadlines.h"
#include "core/base/prng.h"
#include "fabric/tasks/tasks.h"

namespace fabric::tasks {

using core::Duration;
using core::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr UnixSeconds world_began{1'800'000'000};

inline Member member_of(std::size_t index) {
    Member member;
    member.mutable_view()[0] = std::byte{static_cast<unsigned char>(index + 1)};
    return member;
}

inline TaskId id_of(std::uint64_t number) {
    TaskId id;
    for (std::size_t i = 0; i < sizeof number; ++i)
        id.mutable_view()[i] = std::byte{static_cast<unsigned char>(number >> (8 * i))};
    return id;
}

inline ContentHash code_hash(std::uint64_t number) {
    ContentHash hash;
    hash.mutable_view()[0] = std::byte{static_cast<unsigned char>(number)};
    return hash;
}

inline Work some_work() {
    Work work;
    work.code = {code_hash(1), 100};
    work.input = core::Buffer(3, std::byte{5});
    return work;
}

inline Capacity some_capacity(std::uint32_t places = 2) {
    return {.places = places, .engines = 7, .strength = 1, .memory = memory_max};
}

struct World {
    struct Letter {
        std::size_t from;
        std::size_t to;
        core::Buffer bytes;
    };
    struct Seat final : Owner {
        Seat(World& of, std::size_t at) : world(of), index(at) { begin(); }
        void begin() {
            tasks = std::make_unique<Tasks>(member_of(index), static_cast<const Owner&>(*this),
                                            world.options);
            runs.clear();
            stands.clear();
            refused.clear();
            lines.clear();
            missed.clear();
            missed_ends.clear();
            needed.clear();
        }
        bool is_member(const Member& member) const override {
            return world.find(member) < world.member_count;
        }
        bool is_authority(const Member& member) const override {
            return world.find(member) < world.authority_count;
        }
        UnixSeconds unix_seconds(Instant at) const override {
            return {world_began.value +
                    static_cast<std::uint64_t>(at.time_since_epoch() / seconds(1))};
        }
        bool holds(const ContentHash& hash) const override { return held.contains(hash); }
        bool knows_all(Instant) const override {
            return has_lease && applied == world.log.size() && world.leader == index;
        }

        struct Run {
            StartRun start;
            Instant ends_at;
        };
        World& world;
        std::size_t index;
        std::unique_ptr<Tasks> tasks;
        std::set<ContentHash> held{code_hash(1)};
        std::vector<Elsewhere> wanted{};
        std::map<ContentHash, std::uint64_t> needed{};
        std::vector<Run> runs{};
        std::map<TaskId, Standing> stands{};
        std::map<TaskId, SubmitRefusal> refused{};
        std::vector<std::string> lines{};
        std::size_t applied = 0;  // Of the log.
        // While it was frozen.
        std::vector<Letter> missed{};
        std::vector<std::size_t> missed_ends{};
        bool is_up = true;
        bool has_lease = true;
        Duration run_time = milliseconds(100);
    };
    World(std::size_t authorities, std::size_t members, Options given = {})
        : options(given), authority_count(authorities), member_count(members) {
        for (std::size_t i = 0; i < members; ++i) seats.push_back(std::make_unique<Seat>(*this, i));
    }

    [[nodiscard]] std::size_t find(const Member& member) const {
        return std::to_integer<std::size_t>(member.view()[0]) - 1;
    }
    [[nodiscard]] Tasks& at(std::size_t index) { return *seats[index]->tasks; }

    void connect(std::size_t one, std::size_t other) {
        links.insert(std::minmax(one, other));
        act(one, [&](Tasks& tasks) { tasks.connected(member_of(other), now); });
        act(other, [&](Tasks& tasks) { tasks.connected(member_of(one), now); });
    }
    void cut(std::size_t one, std::size_t other) {
        if (links.erase(std::minmax(one, other)) == 0) return;
        std::erase_if(letters, [&](const auto& entry) {
            return std::minmax(entry.second.from, entry.second.to) == std::minmax(one, other);
        });
        tell_gone(one, other);
        tell_gone(other, one);
    }
    // Who is frozen hears of it later.
    void tell_gone(std::size_t whom, std::size_t gone) {
        if (seats[whom]->is_up)
            act(whom, [&](Tasks& tasks) { tasks.gone(member_of(gone), now); });
        else
            seats[whom]->missed_ends.push_back(gone);
    }
    void connect_all() {
        for (std::size_t i = 0; i < seats.size(); ++i)
            for (std::size_t j = i + 1; j < seats.size(); ++j) connect(i, j);
    }
    void lead(std::optional<std::size_t> index) {
        leader = index;
        for (std::size_t i = 0; i < seats.size(); ++i)
            if (seats[i]->is_up) tell_leader(i);
    }
    void tell_leader(std::size_t whom) {
        act(whom, [&](Tasks& tasks) {
            tasks.leader(leader ? std::optional(member_of(*leader)) : std::nullopt, now);
        });
    }
    void crash(std::size_t index) {
        seats[index]->is_up = false;
        for (std::size_t i = 0; i < seats.size(); ++i)
            if (i != index) cut(i, index);
        seats[index]->begin();
    }
    // With what the log has, as from a snapshot and what follows.
    void freeze(std::size_t index) { seats[index]->is_up = false; }
    void thaw(std::size_t index) {
        seats[index]->is_up = true;
        for (const std::size_t gone : std::exchange(seats[index]->missed_ends, {}))
            if (!links.contains(std::minmax(gone, index))) tell_gone(index, gone);
        for (Letter& letter : std::exchange(seats[index]->missed, {}))
            letters.emplace(now, std::move(letter));
        tell_leader(index);
    }
    void revive(std::size_t index) {
        Seat& seat = *seats[index];
        seat.is_up = true;
        seat.applied = 0;
        if (leader) act(index, [&](Tasks& tasks) { tasks.leader(member_of(*leader), now); });
    }

    template <class Action>
    void act(std::size_t index, Action action) {
        Seat& seat = *seats[index];
        action(*seat.tasks);
        take(seat);
    }
    TaskId submit(std::size_t by, Work work = some_work()) {
        const TaskId id = id_of(++last_id);
        act(by,
            [&](Tasks& tasks) { EXPECT_TRUE(tasks.asking().submit(id, std::move(work), now)); });
        return id;
    }
    void offer(std::size_t by, const Capacity& capacity = some_capacity()) {
        act(by, [&](Tasks& tasks) { tasks.worker().offer(capacity, now); });
    }
    [[nodiscard]] const Task* task(const TaskId& id, std::size_t seat = 0) {
        return at(seat).table().find(id);
    }
    [[nodiscard]] std::optional<State> state(const TaskId& id, std::size_t seat = 0) {
        const Task* const found = task(id, seat);
        return found ? std::optional(found->state) : std::nullopt;
    }

    void pass(Duration time) {
        const Instant end = now + time;
        while (const auto next = next_time()) {
            if (*next > end) break;
            now = std::max(now, *next);
            step();
        }
        now = end;
    }

    Options options;
    std::size_t authority_count;
    std::size_t member_count;
    Duration way = milliseconds(10);
    Duration commit = milliseconds(5);
    std::optional<std::size_t> leader;
    Instant now{};
    std::vector<std::unique_ptr<Seat>> seats;
    std::set<std::pair<std::size_t, std::size_t>> links;
    std::multimap<Instant, Letter> letters;
    std::vector<core::Buffer> log;
    std::multimap<Instant, core::Buffer> ordering;
    std::uint64_t last_id = 0;

private:
    void take(Seat& seat) {
        seat.tasks->settle(now);
        while (auto batch = seat.tasks->next_batch())
            ordering.emplace(now + commit, *std::move(batch));
        while (auto letter = seat.tasks->next_letter()) {
            const std::size_t to = find(letter->to);
            if (!links.contains(std::minmax(seat.index, to))) continue;
            letters.emplace(now + way, Letter{seat.index, to, std::move(letter->bytes)});
        }
        while (const auto need = seat.tasks->next_need()) {
            if (need->is_needed)
                seat.needed.insert_or_assign(need->content.hash, need->content.size);
            else
                EXPECT_EQ(seat.needed.erase(need->content.hash), 1u);
        }
        while (auto event = seat.tasks->next_event()) hear(seat, *event);
    }
    void hear(Seat& seat, const Event& event) {
        core::match(
            event,
            core::Cases{
                [&](const StartRun& start) { seat.runs.push_back({start, now + seat.run_time}); },
                [&](const StopRun& stop) {
                    std::erase_if(seat.runs,
                                  [&](const auto& run) { return run.start.run == stop.run; });
                },
                [&](const WantContent& want) { seat.wanted.push_back(want.content); },
                [&](const TaskStands& told) {
                    seat.stands.insert_or_assign(told.standing.id, told.standing);
                },
                [&](const TaskLogged& told) { seat.lines.push_back(told.line); },
                [&](const TaskRefused& told) { seat.refused.emplace(told.id, told.refusal); },
                [&](const TaskTaken&) {}});
    }
    std::optional<Instant> next_time() {
        std::optional<Instant> next;
        if (!letters.empty()) next = letters.begin()->first;
        if (!ordering.empty()) next = core::earlier(next, ordering.begin()->first);
        for (const auto& seat : seats) {
            if (!seat->is_up) continue;
            next = core::earlier(next, seat->tasks->deadline());
            for (const auto& run : seat->runs) next = core::earlier(next, run.ends_at);
            if (seat->index < authority_count && seat->applied < log.size())
                next = core::earlier(next, now);
        }
        return next;
    }
    void step() {
        while (!ordering.empty() && ordering.begin()->first <= now)
            log.push_back(std::move(ordering.extract(ordering.begin()).mapped()));
        for (const auto& seat : seats) {
            if (!seat->is_up) continue;
            while (seat->index < authority_count && seat->applied < log.size()) {
                const core::Buffer batch = log[seat->applied++];
                act(seat->index, [&](Tasks& tasks) { tasks.apply(batch, now); });
            }
            end_runs(*seat);
            if (const auto at = seat->tasks->deadline(); at && *at <= now)
                act(seat->index, [&](Tasks& tasks) { tasks.expire(now); });
        }
        while (!letters.empty() && letters.begin()->first <= now) {
            const Letter letter = letters.extract(letters.begin()).mapped();
            if (!seats[letter.to]->is_up) {
                seats[letter.to]->missed.push_back(letter);
                continue;
            }
            act(letter.to, [&](Tasks& tasks) {
                EXPECT_TRUE(tasks.receive(member_of(letter.from), letter.bytes, now));
            });
        }
    }
    // The output is the input, and a byte that says who did it.
    void end_runs(Seat& seat) {
        const auto due = [&](const auto& run) { return run.ends_at <= now; };
        for (auto at = std::ranges::find_if(seat.runs, due); at != seat.runs.end();
             at = std::ranges::find_if(seat.runs, due)) {
            const StartRun start = at->start;
            seat.runs.erase(at);
            core::Buffer output;
            if (const auto* const input = core::get_if<core::Buffer>(&start.work.input))
                output = *input;
            output.push_back(std::byte{static_cast<unsigned char>(seat.index)});
            const bool fails = start.work.entry == "fail";
            act(seat.index, [&](Tasks& tasks) {
                if (fails)
                    tasks.worker().not_done(start.run, Ending::unit_failed, "it fails", now);
                else
                    tasks.worker().done(start.run, output, now);
            });
        }
    }
};

}  // namespace fabric::tasks

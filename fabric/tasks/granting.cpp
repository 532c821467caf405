// Which task is next, and who gets it (rules TK20–TK22).
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/tasks/dispatcher.h"

namespace fabric::tasks {

void Dispatcher::enqueue(const Task& task) {
    if (live_.at(task.id).is_under_way) return;
    pending_[task.work.priority][task.asker][need_of(task)].insert(task.number);
    may_grant_ = true;
}

void Dispatcher::dequeue(const Task& task) {
    const auto queued = pending_.find(task.work.priority);
    if (queued == pending_.end()) return;
    const auto of_asker = queued->second.find(task.asker);
    if (of_asker == queued->second.end()) return;
    const auto numbers = of_asker->second.find(need_of(task));
    if (numbers == of_asker->second.end()) return;
    numbers->second.erase(task.number);
    if (numbers->second.empty()) of_asker->second.erase(numbers);
    if (of_asker->second.empty()) queued->second.erase(of_asker);
    if (queued->second.empty()) pending_.erase(queued);
}

// What is left over has its turn in the next round.
void Dispatcher::grant() {
    Round round{.rooms = rooms()};
    std::size_t count = 0;
    while (const Task* const task = next_pending(round)) {
        if (count == grants_per_round_max || commands_.full()) {
            may_grant_ = true;
            return;
        }
        Live& about = live_.at(task->id);
        // It is queued again, if it still waits when that is decided.
        if (about.is_under_way) {
            dequeue(*task);
            continue;
        }
        const auto worker = worker_for(*task);
        if (!worker) {
            round.passed_over.insert(task->number);
            continue;
        }
        const bool is_proposed =
            propose(GrantLease{task->id, {task->generation.value + 1}, *worker});
        ASSERT(is_proposed);
        ++count;
        dequeue(*task);
        about.reserved_for = *worker;
        ++leases_of_[task->asker];
        Worker& chosen = workers_.at(*worker);
        ++chosen.reserved;
        if (chosen.free_places() == 0) round.rooms = rooms();
    }
}

auto Dispatcher::rooms() const -> std::array<Room, engine_count> {
    std::array<Room, engine_count> rooms{};
    for (const auto& [member, worker] : workers_) {
        const Capacity& capacity = worker.capacity;
        if (capacity.places == 0) continue;
        const bool is_authority = owner_.is_authority(member);
        const std::uint64_t memory = std::min(capacity.memory, memory_max) + 1;
        const std::uint64_t free = worker.free_places() > 0 ? memory : 0;
        for (std::size_t i = 0; i < engine_count; ++i) {
            if ((capacity.engines & bit_of(static_cast<Engine>(i))) == 0) continue;
            Room& room = rooms[i];
            auto& of_role = is_authority ? room.authority_free : room.citizen_free;
            of_role = std::max(of_role, free);
            if (!is_authority) room.citizen_able = std::max(room.citizen_able, memory);
        }
    }
    return rooms;
}

// Of what was not tried yet it is certain; of what was, who has tried it decides.
bool Dispatcher::may_be_done(const Need& need, const Round& round) {
    const Room& room = round.rooms[std::to_underlying(need.engine)];
    if (need.was_tried && round.passed_over.size() >= passed_over_max) return false;
    const bool has_authority = need.memory < room.authority_free;
    if (need.is_for_authority) return has_authority;
    if (need.memory < room.citizen_free) return true;
    return has_authority && (need.was_tried || need.memory >= room.citizen_able);
}

// Of the highest priority; of these, of the member with the fewest leases; of these, the oldest.
const Task* Dispatcher::next_pending(const Round& round) const {
    const auto leases_of = [&](const Member& asker) {
        const auto at = leases_of_.find(asker);
        return at == leases_of_.end() ? std::size_t{0} : at->second;
    };
    for (const auto& [priority, askers] : pending_) {
        const Task* best = nullptr;
        for (const auto& [asker, queued] : askers) {
            if (best && leases_of(asker) >= leases_of(best->asker)) continue;
            if (const Task* const first = first_of(queued, round)) best = first;
        }
        if (best) return best;
    }
    return nullptr;
}

const Task* Dispatcher::first_of(const Queued& queued, const Round& round) const {
    std::optional<std::uint64_t> first;
    for (const auto& [need, numbers] : queued) {
        if (!may_be_done(need, round)) continue;
        const auto next = std::ranges::find_if(
            numbers, [&](std::uint64_t number) { return !round.passed_over.contains(number); });
        if (next != numbers.end()) first = std::min(first.value_or(*next), *next);
    }
    return first ? table_.find(table_.by_number().at(*first)) : nullptr;
}

std::optional<Member> Dispatcher::worker_for(const Task& task) const {
    struct Candidate {
        Member member;
        // In this order, the less the better.
        std::array<std::size_t, 4> reluctance;
    };
    std::optional<Candidate> best;
    bool is_citizen_able = false;
    for (const auto& [member, worker] : workers_) {
        if (!can_do(member, worker, task.work)) continue;
        const bool is_authority = owner_.is_authority(member);
        const bool has_failed = has_failed_at(task, member);
        is_citizen_able |= !is_authority && !has_failed;
        if (worker.free_places() == 0) continue;
        const std::size_t runs = worker.leases.size() + worker.reserved;
        const std::size_t load = 1'000 * runs / worker.capacity.places;
        const Candidate candidate{
            member,
            {has_failed ? 1U : 0U, is_authority && !task.work.is_for_authority ? 1U : 0U, load,
             worker.codes.contains(task.work.code.hash) ? 0U : 1U}};
        if (!best || candidate.reluctance < best->reluctance) best = candidate;
    }
    if (!best) return std::nullopt;
    // An Authority has better things to do, if others only are busy.
    const bool is_second_choice = best->reluctance[1] != 0 && is_citizen_able;
    return is_second_choice ? std::nullopt : std::optional(best->member);
}

bool Dispatcher::can_do(const Member& member, const Worker& worker, const Work& work) const {
    const Capacity& capacity = worker.capacity;
    return capacity.places > 0 && (capacity.engines & bit_of(work.engine)) != 0 &&
           work.memory <= capacity.memory &&
           (!work.is_for_authority || owner_.is_authority(member));
}

bool Dispatcher::has_failed_at(const Task& task, const Member& worker) {
    return std::ranges::any_of(task.attempts, [&](const Attempt& attempt) {
        return attempt.worker == worker && attempt.ending != Ending::went;
    });
}

}  // namespace fabric::tasks

// Which task is next, and who gets it (rules TK20–TK22).
#include <algorithm>

#include "fabric/tasks/dispatcher.h"

namespace fabric::tasks {

using core::Instant;

void Dispatcher::enqueue(const Task& task) {
    if (live_.at(task.id).is_under_way) return;
    pending_[task.work.priority][task.asker].insert(task.number);
}

void Dispatcher::dequeue(const Task& task) {
    const auto queued = pending_.find(task.work.priority);
    if (queued == pending_.end()) return;
    const auto of_asker = queued->second.find(task.asker);
    if (of_asker == queued->second.end()) return;
    of_asker->second.erase(task.number);
    if (of_asker->second.empty()) queued->second.erase(of_asker);
    if (queued->second.empty()) pending_.erase(queued);
}

void Dispatcher::grant(Instant) {
    if (free_places() == 0) return;
    Unmet unmet;
    while (const Task* const task = next_pending(unmet)) {
        const auto worker = worker_for(*task);
        if (!worker) {
            unmet[need_of(*task)] = task->work.memory;
            continue;
        }
        const Generation generation{task->generation.value + 1};
        if (!propose(GrantLease{task->id, generation, *worker})) return;
        dequeue(*task);
        live_.at(task->id).reserved_for = *worker;
        ++workers_.at(*worker).reserved;
        ++leases_of_[task->asker];
    }
}

std::size_t Dispatcher::free_places() const {
    std::size_t free = 0;
    for (const auto& [member, worker] : workers_) free += worker.free_places();
    return free;
}

// Of the highest priority; of these, of the member with the fewest leases; of these, the oldest.
const Task* Dispatcher::next_pending(const Unmet& unmet) const {
    const auto leases_of = [&](const Member& asker) {
        const auto at = leases_of_.find(asker);
        return at == leases_of_.end() ? std::size_t{0} : at->second;
    };
    for (const auto& [priority, queued] : pending_) {
        const Task* best = nullptr;
        for (const auto& [asker, numbers] : queued) {
            if (best && leases_of(asker) >= leases_of(best->asker)) continue;
            if (const Task* const first = first_of(numbers, unmet)) best = first;
        }
        if (best) return best;
    }
    return nullptr;
}

// The first that some worker may be able to do.
const Task* Dispatcher::first_of(const std::set<std::uint64_t>& numbers, const Unmet& unmet) const {
    std::size_t looked_at = 0;
    for (const std::uint64_t number : numbers) {
        const Task& task = *table_.find(table_.by_number().at(number));
        const auto at = unmet.find(need_of(task));
        if (at == unmet.end() || task.work.memory < at->second) return &task;
        if (++looked_at == looked_at_max) break;
    }
    return nullptr;
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

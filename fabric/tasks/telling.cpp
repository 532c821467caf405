// What those are told that wait for a task (TK31).
#include "fabric/tasks/dispatcher.h"

namespace fabric::tasks {

using core::Instant;

Standing Dispatcher::standing_of(const Task& task) const {
    return {.id = task.id,
            .is_known = true,
            .state = task.state,
            .generation = task.generation,
            .worker = task.worker,
            .permille = progress(task.id),
            .attempts = task.attempts,
            .output = task.output};
}

void Dispatcher::tell_waiting(const Task& task) {
    const auto at = waiting_.find(task.id);
    if (at == waiting_.end()) return;
    for (const Member& member : at->second) say(member, standing_of(task));
}

void Dispatcher::tell_progress(Instant now) {
    for (auto& [id, about] : live_) {
        if (!about.has_news || now < about.told_at + options_.progress_every) continue;
        about.has_news = false;
        about.told_at = now;
        if (const Task* const task = table_.find(id)) tell_waiting(*task);
    }
}

}  // namespace fabric::tasks

// Asking is what a member does about tasks that it asks for or waits for (rules TK30–TK32): it says
// so to who leads until it is heard, and tells its user how they stand.
#pragma once

#include <map>
#include <optional>

#include "core/base/queue.h"
#include "core/base/result.h"
#include "fabric/tasks/events.h"
#include "fabric/tasks/options.h"
#include "fabric/tasks/outbox.h"
#include "fabric/tasks/weight.h"

namespace fabric::tasks {

class Asking {
public:
    explicit Asking(const Options& options) : options_(options) {}

    // Error::backlog_full of all three, or what check_work() says. Of a name that is asked for
    // already, nothing.
    [[nodiscard]] core::Result<void> submit(const TaskId& id, Work work, core::Instant now);
    [[nodiscard]] core::Result<void> await(const TaskId& id, core::Instant now);
    // Nothing more is told of it; it goes on.
    void leave(const TaskId& id);
    [[nodiscard]] core::Result<void> cancel(const TaskId& id, core::Instant now);

    void leader(bool is_there, core::Instant now);
    void hear(const Submitted& told);
    void hear(const NotSubmitted& told);
    void hear(const Standing& told);
    void hear(const Line& told);

    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    // To who leads.
    [[nodiscard]] std::optional<Message> next_message() { return outgoing_.pop(); }
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::size_t count() const { return own_.size(); }

private:
    struct Own {
        std::optional<Work> work{};  // Until it is in the table.
        bool is_to_be_cancelled = false;
        bool was_heard = false;  // By who leads now.
        core::Instant say_at{};
    };

    [[nodiscard]] bool has_place_for(const TaskId& id) const {
        return own_.contains(id) || own_.size() < options_.own_max;
    }
    void say(const TaskId& id, Own& own, core::Instant now);
    void say(Message message) {
        const std::size_t size = weight_of(message);
        outgoing_.push(std::move(message), size);
    }
    void tell(Event event) { static_cast<void>(events_.push(std::move(event))); }

    static constexpr std::size_t outgoing_max = std::size_t{1} << 14;
    static constexpr std::size_t events_max = std::size_t{1} << 16;

    const Options& options_;
    bool has_leader_ = false;
    std::map<TaskId, Own> own_;
    Outbox<Message> outgoing_{outgoing_max};
    core::Queue<Event> events_{events_max};
};

}  // namespace fabric::tasks

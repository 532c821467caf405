// The worker is what a member does about leases that it is given (rules TK10, TK13–TK15): it
// fetches what they need, has its body run them, pulses, and says what came of them until that was
// heard.
#pragma once

#include <map>
#include <optional>

#include "core/base/queue.h"
#include "fabric/tasks/events.h"
#include "fabric/tasks/options.h"
#include "fabric/tasks/outbox.h"
#include "fabric/tasks/owner.h"
#include "fabric/tasks/weight.h"

namespace fabric::tasks {

class Worker {
public:
    Worker(const Owner& owner, const Options& options) : owner_(owner), options_(options) {}

    // What there is, from now on. What has begun goes on.
    void offer(const Capacity& capacity, core::Instant now);
    // Whoever ran them has gone.
    void give_back_all(std::string_view words, core::Instant now);
    // There is somebody to say something to, and it may be somebody else; or nobody.
    void leader(bool is_there, core::Instant now);

    void hear(const Grant& grant, core::Instant now);
    void hear(const Stop& stop, core::Instant now);

    // What the body says of a run that was started; of any other nothing is believed.
    void progress(RunNumber run, std::uint16_t permille, core::Instant now);
    void logged(RunNumber run, std::string_view line);
    void done(RunNumber run, Content output, core::Instant now);
    void not_done(RunNumber run, Ending ending, std::string_view words, core::Instant now);

    void arrived(const ContentHash& hash, core::Instant now);
    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    // To who leads.
    [[nodiscard]] std::optional<Message> next_message() { return outgoing_.pop(); }
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }

    [[nodiscard]] const Capacity& capacity() const { return capacity_; }
    [[nodiscard]] std::size_t lease_count() const { return leases_.size(); }

private:
    enum class Phase : std::uint8_t { fetching, ready, running, over };
    struct Lease {
        Generation generation{};
        Work work;
        Phase phase = Phase::fetching;
        RunNumber run{};
        core::Instant begun_at{};
        std::uint16_t permille = 0;
        // What became of it, and when that is to be said again.
        std::optional<Message> outcome{};
        core::Instant say_at{};
    };
    using Leases = std::map<TaskId, Lease>;

    [[nodiscard]] bool has_all(const Work& work) const;
    void begin_ready(core::Instant now);
    void begin(const TaskId& id, Lease& lease, core::Instant now);
    void end(Leases::iterator at, Message outcome, core::Instant now);
    void give_back(Leases::iterator at, std::string_view words, core::Instant now);
    void give_back_unbegun(core::Instant now);
    void drop(Leases::iterator at);
    void pulse(core::Instant now);
    void give_back_slow_ones(core::Instant now);
    void stop_those_to_be_done_once(core::Instant now);
    [[nodiscard]] Leases::iterator find(RunNumber run);
    [[nodiscard]] std::size_t running_count() const;
    [[nodiscard]] std::optional<core::Instant> slow_at(const Lease& lease) const;
    void say(Message message) {
        const std::size_t size = weight_of(message);
        outgoing_.push(std::move(message), size);
    }
    // Else a letter is ignored, as if it had been lost.
    [[nodiscard]] bool may_hear() const { return events_.size() < told_by_letters_max; }
    void tell(Event event);

    static constexpr std::size_t outgoing_max = std::size_t{1} << 12;
    // What letters make it tell until it is taken; besides, two for each lease.
    static constexpr std::size_t told_by_letters_max = std::size_t{1} << 10;
    static constexpr std::size_t events_max = std::size_t{1} << 13;
    // Besides those that run: on their way, or waiting to be heard.
    static constexpr std::size_t leases_max = std::size_t{4} * places_max;
    static_assert(events_max > told_by_letters_max + 4 * leases_max);

    const Owner& owner_;
    const Options& options_;
    Capacity capacity_;
    bool has_leader_ = false;
    bool has_offered_ = false;  // And who leads may count on it.
    std::optional<core::Instant> alone_since_;
    std::optional<core::Instant> pulse_at_;
    RunNumber last_run_;
    Leases leases_;
    Outbox<Message> outgoing_{outgoing_max};
    core::Queue<Event> events_{events_max};
};

}  // namespace fabric::tasks

// The dispatcher is what who leads does about tasks: it takes them, gives them to workers, takes
// leases back, and tells whoever waits (rules TK10–TK32, spec/tasks.md). What it decides are
// commands; they count when the ordered log has handed them back to the table.
//
// After every call that is not const: settle(), order every next_batch(), and send every
// next_message().
#pragma once

#include <map>
#include <optional>
#include <set>

#include "core/base/queue.h"
#include "fabric/tasks/message.h"
#include "fabric/tasks/options.h"
#include "fabric/tasks/outbox.h"
#include "fabric/tasks/owner.h"
#include "fabric/tasks/table.h"
#include "fabric/tasks/weight.h"

namespace fabric::tasks {

struct Outgoing {
    Member to{};
    Message message;
};

class Dispatcher {
public:
    // All of them outlive it.
    Dispatcher(const Table& table, const Owner& owner, const Options& options)
        : table_(table), owner_(owner), options_(options) {}

    // We lead from now on, and until then.
    void begin(core::Instant now);
    void end();
    [[nodiscard]] bool leads() const { return leads_; }

    // What is said to who leads; anything else is not for us.
    void hear(const Member& from, const Message& message, core::Instant now);
    // Its connection has ended, or it is not there any more.
    void gone(const Member& member, core::Instant now);
    // Bytes are here that a message named.
    void arrived(const ContentHash& hash, core::Instant now);

    // The table has taken it, or it had no effect; of whoever led.
    void applied(const Command& command, core::Instant now);
    // Batches that were handed out are lost.
    void not_ordered(core::Instant now);
    [[nodiscard]] std::optional<core::Buffer> next_batch();

    // Decides who is given what, once behind all that was heard.
    void settle() {
        if (leads_ && std::exchange(may_grant_, false)) grant();
    }
    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const { return look_at_; }
    [[nodiscard]] std::optional<Outgoing> next_message();
    // Bytes that are needed here.
    [[nodiscard]] std::optional<Elsewhere> next_wanted();

    [[nodiscard]] std::size_t worker_count() const { return workers_.size(); }
    // In thousandths.
    [[nodiscard]] std::uint16_t progress(const TaskId& id) const;

private:
    struct Worker {
        Capacity capacity{};
        std::set<TaskId> leases{};
        std::size_t reserved = 0;  // Leases that are not in the table yet.
        std::set<ContentHash> codes{};
        core::Instant silent_at{};
        // When the leases that it does not seem to know are said again, and which was said last.
        core::Instant regrant_at{};
        TaskId regranted_last{};

        [[nodiscard]] std::size_t free_places() const {
            const std::size_t taken = leases.size() + reserved;
            return capacity.places > taken ? capacity.places - taken : 0;
        }
    };
    // What is known of a task besides what is in the table, while it is open.
    struct Live {
        bool is_under_way = false;  // A command about it.
        bool is_to_be_cancelled = false;
        std::optional<Member> reserved_for{};
        // As the table had it when it was looked at last.
        std::optional<Member> leased_to{};
        Generation generation{};
        core::Instant run_until{};
        // Of the asker's times: when it is too late to begin, and to end.
        std::optional<core::Instant> begin_until{};
        core::Instant end_until{};
        std::uint16_t permille = 0;
        bool has_news = false;
        core::Instant told_at{};
    };
    struct Held {
        Member from{};
        Message message;
        ContentHash hash{};
    };
    // What a worker must have for it. Who has tried it already matters to what was tried.
    struct Need {
        Engine engine;
        bool is_for_authority;
        bool was_tried;
        std::uint64_t memory;
        friend constexpr auto operator<=>(const Need&, const Need&) = default;
    };
    // Of those that wait: by priority, then by who asked, then by need, then by age.
    using Queued = std::map<Need, std::set<std::uint64_t>>;
    // Of an engine: less memory than this is to be had now, or will be when a place is free.
    struct Room {
        std::uint64_t citizen_free = 0;
        std::uint64_t authority_free = 0;
        std::uint64_t citizen_able = 0;
    };
    struct Round {
        std::array<Room, engine_count> rooms{};
        // Tried ones that wait for somebody else.
        std::set<std::uint64_t> passed_over{};
    };

    // dispatcher.cpp
    void take(const Member& from, const Submit& submit, core::Instant now);
    void take(const Member& from, const Await& await, core::Instant now);
    void take(const Member& from, const Leave& leave, core::Instant now);
    void take(const Member& from, const Cancel& cancel, core::Instant now);
    void take(const Member& from, const Pulse& pulse, core::Instant now);
    void take(const Member& from, const Done& done, core::Instant now);
    void take(const Member& from, const NotDone& not_done, core::Instant now);
    void take(const Member& from, const Logged& logged, core::Instant now);
    [[nodiscard]] bool hold(const Member& from, const Message& message, const Content& content);
    void say_again(const Member& to, Worker& worker, const std::set<TaskId>& unheard,
                   core::Instant now);
    bool propose(Command command);
    void say(const Member& to, Message message) {
        // What is lost is said again, as if a link had lost it.
        const std::size_t size = weight_of(message);
        outgoing_.push({to, std::move(message)}, size);
    }
    [[nodiscard]] Live* live(const TaskId& id);
    [[nodiscard]] bool has_lease(const Task* task, const Member& worker,
                                 Generation generation) const;

    // granting.cpp
    void enqueue(const Task& task);
    void dequeue(const Task& task);
    void grant();
    [[nodiscard]] std::array<Room, engine_count> rooms() const;
    [[nodiscard]] static bool may_be_done(const Need& need, const Round& round);
    [[nodiscard]] const Task* next_pending(const Round& round) const;
    [[nodiscard]] const Task* first_of(const Queued& queued, const Round& round) const;
    [[nodiscard]] std::optional<Member> worker_for(const Task& task) const;
    [[nodiscard]] bool can_do(const Member& member, const Worker& worker, const Work& work) const;
    [[nodiscard]] static bool has_failed_at(const Task& task, const Member& worker);
    [[nodiscard]] static Need need_of(const Task& task) {
        return {task.work.engine, task.work.is_for_authority, !task.attempts.empty(),
                task.work.memory};
    }

    // leases.cpp
    void note_added(const Task& task, core::Instant now);
    void note_lease(const Task& task, core::Instant now);
    void note_over(const TaskId& id, const Task* task);
    void let_go(const Task& task, Live& about);
    void end_reservation(const Member& worker, const Task& task);
    void count_lease_less(const Member& asker);
    void take_back(const TaskId& id, Ending ending, std::string_view words, core::Instant now);
    void look(core::Instant now);
    void look_at(const Task& task, core::Instant now);
    void forget_old(core::Instant now);
    void arm(core::Instant now);

    // telling.cpp
    [[nodiscard]] Standing standing_of(const Task& task) const;
    void tell_waiting(const Task& task);
    void tell_progress(core::Instant now);

    static constexpr std::size_t outgoing_max = std::size_t{1} << 16;
    static constexpr std::size_t wanted_max = std::size_t{1} << 10;
    static constexpr std::size_t codes_per_worker_max = 64;
    static constexpr std::size_t workers_max = 4'096;
    static constexpr std::size_t grants_per_round_max = 256;
    static constexpr std::size_t passed_over_max = 256;
    static constexpr std::size_t regrants_max = 16;
    static constexpr std::size_t open_per_member_max = tasks_max / 2;
    // Of what has ended.
    static constexpr std::size_t ended_size_max = table_size_max / 2;

    const Table& table_;
    const Owner& owner_;
    const Options& options_;
    bool leads_ = false;
    std::optional<core::Instant> look_at_;

    std::map<Member, Worker> workers_;
    std::map<TaskId, Live> live_;
    std::map<std::uint8_t, std::map<Member, Queued>, std::greater<>> pending_;
    bool may_grant_ = false;                   // Something has changed.
    std::map<Member, std::size_t> leases_of_;  // By who asked, those on their way too.
    std::map<Member, std::size_t> open_of_;
    std::map<TaskId, std::set<Member>> waiting_;
    std::vector<Held> held_;

    std::set<TaskId> forgetting_;  // Commands on their way.
    core::Queue<Command> commands_{options_.commands_under_way_max};
    Outbox<Outgoing> outgoing_{outgoing_max};
    core::Queue<Elsewhere> wanted_{wanted_max};
};

}  // namespace fabric::tasks

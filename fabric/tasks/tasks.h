// Tasks is one member's part in the work of a mesh (spec/tasks.md): the table if it is an
// Authority, what who leads does with it, what a worker does, and what its user asked for; and how
// they reach one another. It is a state machine without links, disks or runs.
//
//     tasks.submit(id, work, now);            tasks.offer({.places = 4, …}, now);
//     tasks.leader(key_of_leader, now);       tasks.connected(peer, now);
//     tasks.receive(peer, letter, now);       tasks.apply(batch, now);
//
// After every call that is not const: order every next_batch(), send every next_letter(), take
// every next_need() and every next_event(), and arm one timer for deadline(), at which expire() is
// called.
#pragma once

#include "fabric/tasks/asking.h"
#include "fabric/tasks/dispatcher.h"
#include "fabric/tasks/worker.h"

namespace fabric::tasks {

struct OutgoingLetter {
    Member to{};  // Connected.
    core::Buffer bytes;
};

class Tasks {
public:
    // The owner outlives it.
    Tasks(const Member& self, const Owner& owner, const Options& options)
        : self_(self), owner_(owner), options_(options) {}
    Tasks(const Tasks&) = delete;  // Its parts know one another.
    Tasks& operator=(const Tasks&) = delete;

    // --- Its user.
    [[nodiscard]] Asking& asking() { return asking_; }
    // --- Its body.
    [[nodiscard]] Worker& worker() { return worker_; }
    void arrived(const ContentHash& hash, core::Instant now);

    // --- The mesh. Who leads the ordered log, if that is known; and whether it is us, and we may.
    void leader(const std::optional<Member>& leader, core::Instant now);
    void connected(const Member& member, core::Instant now);
    void gone(const Member& member, core::Instant now);
    // Error: it does not speak as we do.
    [[nodiscard]] core::Result<void> receive(const Member& from, core::Bytes bytes,
                                             core::Instant now);

    // --- The ordered log, at an Authority.
    void apply(core::Bytes batch, core::Instant now);
    void not_ordered(core::Instant now) { dispatcher_.not_ordered(now); }
    [[nodiscard]] std::optional<core::Buffer> next_batch() { return dispatcher_.next_batch(); }
    [[nodiscard]] core::Buffer state() const { return table_.write(); }
    [[nodiscard]] core::Result<void> install(core::Bytes state, core::Instant now);
    // Bytes that the table refers to, or does not any more: to be held, and fetched if need be.
    [[nodiscard]] std::optional<NeedChange> next_need() { return table_.needs().next_change(); }

    // Takes what its parts have for one another; once behind every call.
    void settle(core::Instant now);
    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    [[nodiscard]] std::optional<OutgoingLetter> next_letter() { return letters_.pop(); }
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }

    [[nodiscard]] const Table& table() const { return table_; }
    [[nodiscard]] const Dispatcher& dispatcher() const { return dispatcher_; }

private:
    [[nodiscard]] bool leads() const { return leader_ == self_; }
    [[nodiscard]] std::optional<Member> way_to_leader() const;
    void look_for_leader(core::Instant now);
    void hear_for_leader(const Member& who, const Message& message, core::Instant now);
    void hear_from_leader(const Message& message, core::Instant now);
    void take_from(const Member& from, const Letter& letter, core::Instant now);
    void pass_on(const Member& from, const Letter& letter, core::Instant now);
    void fetch_for_leader(const Member& from, const Message& message, core::Instant now);
    void say_to_leader(Message message, core::Instant now);
    void say_as_leader(Outgoing outgoing, core::Instant now);
    void write(const Member& to, const Letter& letter);

    static constexpr std::size_t letters_max = std::size_t{1} << 16;
    static constexpr std::size_t events_max = std::size_t{1} << 17;
    static constexpr std::size_t routes_max = 8'192;

    Member self_;
    const Owner& owner_;
    Options options_;
    Table table_;
    Dispatcher dispatcher_{table_, owner_, options_};
    Worker worker_{owner_, options_};
    Asking asking_{options_};

    std::optional<Member> leader_;
    std::set<Member> connected_;
    bool has_way_ = false;
    std::optional<Member> way_;  // By whom.
    // Of members that are not connected to us: who brings what they say.
    std::map<Member, Member> routes_;
    // Bytes that members have named in what we passed on, until they are here.
    std::map<Member, std::map<ContentHash, core::Instant>> fetched_;
    Outbox<OutgoingLetter> letters_{letters_max};
    core::Queue<Event> events_{events_max};
};

}  // namespace fabric::tasks

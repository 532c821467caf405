// Histories of three writers over loss, repetition and reordering, against a twin that knows the
// past of every event as a set and looks through everything again whenever something arrives.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <set>

#include "core/crdt/change/change_writers.h"

namespace core::crdt {
namespace {

struct Command {
    enum class Kind : std::uint8_t { write, deliver, catch_up, forget, restart };

    Kind kind;
    std::size_t replica;
    std::size_t other;
    std::uint64_t events;
};

void showValue(const Command& command, std::ostream& out) {
    constexpr std::array names{"write", "deliver", "catch_up", "forget", "restart"};
    out << names[static_cast<std::size_t>(command.kind)] << "(" << command.replica << ", "
        << command.other << ", " << command.events << ")";
}

rc::Gen<Command> any_command() {
    using Kind = Command::Kind;
    return rc::gen::build<Command>(
        rc::gen::set(&Command::kind, rc::gen::weightedElement<Kind>({{6, Kind::write},
                                                                     {10, Kind::deliver},
                                                                     {1, Kind::catch_up},
                                                                     {1, Kind::forget},
                                                                     {1, Kind::restart}})),
        rc::gen::set(&Command::replica, rc::gen::inRange<std::size_t>(0, 3)),
        rc::gen::set(&Command::other, rc::gen::inRange<std::size_t>(0, 100)),
        rc::gen::set(&Command::events, rc::gen::inRange<std::uint64_t>(1, 4)));
}

using Events = std::set<Dot>;

struct Sent {
    Buffer bytes;
    Change change;
    Events past;
};

Events events_of(const Change& change) {
    Events events;
    for (std::uint64_t i = 0; i < change.events; ++i)
        events.insert({change.author, change.counter + i});
    return events;
}
Events events_of(const Version& version) {
    Events events;
    for (const auto& [author, counter] : version)
        for (std::uint64_t i = 1; i <= counter; ++i) events.insert({author, i});
    return events;
}

struct Replica {
    History history;
    Events delivered;
    std::set<std::size_t> arrived;  // As indices; those that wait are among them.
};

class Play {
public:
    void step(const Command& command) {
        Replica& replica = replicas_[command.replica];
        switch (command.kind) {
            case Command::Kind::write: write(command.replica, command.events); break;
            case Command::Kind::deliver:
                if (!sent_.empty()) deliver(replica, command.other % sent_.size());
                break;
            case Command::Kind::catch_up:
                catch_up(replica, replicas_[command.other % 3].history);
                break;
            case Command::Kind::forget: replica.history.forget(replica.history.version()); break;
            case Command::Kind::restart: restart(replica); break;
        }
    }

    void finish() {
        for (Replica& replica : replicas_)
            for (std::size_t i = sent_.size(); i > 0; --i) deliver(replica, i - 1);
        const Buffer snapshot = snapshot_of(replicas_[0].history);
        for (const Replica& replica : replicas_) {
            RC_ASSERT(replica.history.missing().empty());
            RC_ASSERT(snapshot_of(replica.history) == snapshot);
        }
        History read = history_from(snapshot).value();
        RC_ASSERT(snapshot_of(read) == snapshot);
    }

private:
    void write(std::size_t who, std::uint64_t events) {
        Replica& replica = replicas_[who];
        Change change = replica.history.next(Author{who + 1});
        change.events = events;
        sent_.push_back({signed_change(change), change, replica.delivered});
        std::uint64_t largest = 0;
        for (const Dot dot : replica.delivered) largest = std::max(largest, lamports_.at(dot));
        RC_ASSERT(change.lamport.value == largest + 1);
        for (const Dot dot : events_of(change)) lamports_[dot] = ++largest;
        deliver(replica, sent_.size() - 1);
        RC_ASSERT(replica.delivered.contains(change.first()));
    }

    void deliver(Replica& replica, std::size_t index) {
        const auto taken = replica.history.take(sent_[index].bytes);
        RC_ASSERT(taken.has_value());
        RC_ASSERT(taken->proofs.empty() && taken->refused.empty());
        std::set<std::size_t> ready;
        for (const Delivered& delivered : taken->ready) {
            const auto at = std::ranges::find(sent_, delivered.change, &Sent::change);
            RC_ASSERT(at != sent_.end());
            RC_ASSERT(events_of(delivered.past) == at->past);
            RC_ASSERT(std::ranges::includes(replica.delivered, at->past));
            replica.delivered.merge(events_of(at->change));
            ready.insert(static_cast<std::size_t>(at - sent_.begin()));
        }
        replica.arrived.insert(index);
        RC_ASSERT(taken->ready.empty() || ready.contains(index));
        // Of what arrived, nothing waits whose past is there.
        for (const std::size_t other : replica.arrived) {
            const bool is_there = replica.delivered.contains(sent_[other].change.first());
            RC_ASSERT(is_there || !std::ranges::includes(replica.delivered, sent_[other].past));
        }
        RC_ASSERT(events_of(replica.history.version()) == replica.delivered);
        std::uint64_t largest = 0;
        for (const Dot dot : replica.delivered) largest = std::max(largest, lamports_.at(dot));
        RC_ASSERT(replica.history.lamport().value == largest);
    }

    void catch_up(Replica& replica, const History& other) {
        const auto changes = other.since(replica.history.version());
        if (!changes) {
            RC_ASSERT(changes.error() == Error::value_missing);
            return;
        }
        for (const Bytes bytes : *changes) {
            const auto at = std::ranges::find_if(
                sent_, [&](const Sent& sent) { return equal(sent.bytes, bytes); });
            deliver(replica, static_cast<std::size_t>(at - sent_.begin()));
        }
        RC_ASSERT(replica.history.version().includes(other.version()));
    }

    // What waited is lost, and so are the bytes.
    void restart(Replica& replica) {
        replica.history = history_from(snapshot_of(replica.history)).value();
        std::erase_if(replica.arrived, [&](std::size_t index) {
            return !replica.delivered.contains(sent_[index].change.first());
        });
    }

    std::array<Replica, 3> replicas_;
    std::vector<Sent> sent_;
    std::map<Dot, std::uint64_t> lamports_;
};

// [CH6] [CH8] [CH9]
RC_GTEST_PROP(HistoryProperty, CH7_delivers_what_the_twin_does_whatever_the_way, ()) {
    const auto commands = *rc::gen::container<std::vector<Command>>(any_command());
    Play play;
    for (const Command& command : commands) play.step(command);
    play.finish();
}

}  // namespace
}  // namespace core::crdt

// The judge of the types that merge, for property tests, which include RapidCheck before it: events
// with what their authors saw, kept for ever, and the value as a plain function of the events that
// a replica knows. It is slow, and obviously right.
//
//     Play<OrSetRules> play(3);
//     play.step(command);   // mutates, delivers, merges; checks the value after each step
//     play.finish();        // everybody merges with everybody: states and bytes must be equal
#pragma once

#include <array>
#include <map>
#include <set>
#include <vector>

#include "core/crdt/causal.h"
#include "core/crdt/state_bytes.h"

namespace core::crdt::twin {

template <class Operation>
struct Event {
    Dot dot;
    Operation operation;
    std::set<Dot> saw;
};

template <class Operation>
using History = std::map<Dot, Event<Operation>>;

// Whether one of the events for which `ends` holds had seen the dot.
template <class Operation, class Ends>
bool is_seen_by(const History<Operation>& history, Dot dot, Ends ends) {
    for (const auto& [other, event] : history)
        if (other != dot && event.saw.contains(dot) && ends(event)) return true;
    return false;
}

struct Command {
    enum class Kind : std::uint8_t { mutate, deliver, merge, catch_up };

    Kind kind;
    std::size_t replica;
    std::size_t other;  // A replica, or a delta.
    std::uint32_t argument;
};

inline void showValue(const Command& command, std::ostream& out) {
    constexpr std::array names{"mutate", "deliver", "merge", "catch_up"};
    out << names[static_cast<std::size_t>(command.kind)] << "(" << command.replica << ", "
        << command.other << ", " << command.argument << ")";
}

inline rc::Gen<Command> any_command() {
    using Kind = Command::Kind;
    return rc::gen::build<Command>(
        rc::gen::set(
            &Command::kind,
            rc::gen::weightedElement<Kind>(
                {{4, Kind::mutate}, {4, Kind::deliver}, {1, Kind::merge}, {2, Kind::catch_up}})),
        rc::gen::set(&Command::replica, rc::gen::inRange<std::size_t>(0, 3)),
        rc::gen::set(&Command::other, rc::gen::inRange<std::size_t>(0, 60)),
        rc::gen::set(&Command::argument, rc::gen::inRange<std::uint32_t>(0, 1000)));
}

// Rules has: State, Operation; operation_of(argument); mutate(state, author, operation) → Delta;
// value(state) and expected(history), which are compared. If it has note(history, dot), that may
// write down in the new event what it turned out to do, given all that its author saw.
template <class Rules>
class Play {
public:
    using State = Rules::State;
    using Operation = Rules::Operation;

    explicit Play(std::size_t replicas) : states_(replicas), known_(replicas) {}

    void step(const Command& command) {
        const std::size_t replica = command.replica % states_.size();
        switch (command.kind) {
            case Command::Kind::mutate: mutate(replica, command.argument); break;
            case Command::Kind::deliver: deliver(replica, command.other); break;
            case Command::Kind::merge: merge(replica, command.other % states_.size()); break;
            case Command::Kind::catch_up: catch_up(replica, command.other % states_.size()); break;
        }
        check(replica);
    }

    void finish() {
        for (int round = 0; round < 2; ++round)
            for (std::size_t i = 0; i < states_.size(); ++i) merge((i + 1) % states_.size(), i);
        for (std::size_t i = 0; i < states_.size(); ++i) {
            check(i);
            RC_ASSERT(states_[i] == states_[0]);
            RC_ASSERT(bytes_of(states_[i]) == bytes_of(states_[0]));
        }
        const Buffer bytes = bytes_of(states_[0]);
        Reader reader(bytes);
        const auto read_back = State::Causal::read(reader);
        RC_ASSERT(read_back.has_value());
        RC_ASSERT(*read_back == states_[0]);
        RC_ASSERT(reader.at_end());
    }

private:
    struct Sent {
        Dot dot;
        typename State::Delta delta;
    };

    void mutate(std::size_t replica, std::uint32_t argument) {
        const Operation operation = Rules::operation_of(argument);
        State& state = states_[replica];
        const State before = state;
        const auto delta = Rules::mutate(state, Author{replica + 1}, operation);
        // The law of deltas: applying one to what was before gives what is now.
        State again = before;
        again.apply(delta);
        RC_ASSERT(again == state);
        again.apply(delta);
        RC_ASSERT(again == state);

        // Removals have no dot of their own; here they get one that no state sees.
        const Dot dot{Author{replica + 1}, next_[replica]++};
        history_[dot] = {dot, operation, known_[replica]};
        if constexpr (requires { Rules::note(history_, dot); }) Rules::note(history_, dot);
        known_[replica].insert(dot);
        sent_.push_back({dot, delta});
    }

    void deliver(std::size_t replica, std::size_t index) {
        if (sent_.empty()) return;
        const Sent& sent = sent_[index % sent_.size()];
        states_[replica].apply(sent.delta);
        known_[replica].insert(sent.dot);
    }

    void merge(std::size_t replica, std::size_t other) {
        State copy = states_[replica];
        states_[replica].merge(states_[other]);
        known_[replica].insert(known_[other].begin(), known_[other].end());
        // Merging is commutative, and merging again changes nothing.
        State turned = states_[other];
        turned.merge(copy);
        RC_ASSERT(turned == states_[replica]);
        turned.merge(states_[other]);
        RC_ASSERT(turned == states_[replica]);
    }

    void catch_up(std::size_t replica, std::size_t other) {
        State whole = states_[replica];
        whole.merge(states_[other]);
        states_[replica].merge(states_[other].since(states_[replica].version()));
        known_[replica].insert(known_[other].begin(), known_[other].end());
        RC_ASSERT(states_[replica] == whole);
    }

    // What came without its past may show what a later event ended; such a state is only looked at
    // again when the past has come.
    bool is_closed(std::size_t replica) const {
        for (const Dot dot : known_[replica])
            for (const Dot seen : history_.at(dot).saw)
                if (!known_[replica].contains(seen)) return false;
        return true;
    }

    void check(std::size_t replica) const {
        if (!is_closed(replica)) return;
        History<Operation> known;
        for (const Dot dot : known_[replica]) known.emplace(dot, history_.at(dot));
        RC_ASSERT(Rules::value(states_[replica]) == Rules::expected(known));
    }

    std::vector<State> states_;
    std::vector<std::set<Dot>> known_;
    History<Operation> history_;
    std::vector<Sent> sent_;
    std::map<std::size_t, std::uint64_t> next_ = [] {
        std::map<std::size_t, std::uint64_t> next;
        for (std::size_t i = 0; i < 16; ++i) next[i] = 1;
        return next;
    }();
};

template <class Rules>
void play_any_history() {
    const auto commands = *rc::gen::container<std::vector<Command>>(any_command());
    Play<Rules> play(3);
    for (const Command& command : commands) play.step(command);
    play.finish();
}

}  // namespace core::crdt::twin

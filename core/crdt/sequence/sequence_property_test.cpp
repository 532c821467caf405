// Sequences in all three orders, over random histories of three writers who see one another now and
// then, against the list of single items. The strong list specification: every replica has the same
// items in the same order, an item never changes its place against another, and what is visible is
// what was inserted and not deleted.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "core/base/variant.h"
#include "core/crdt/sequence/sequence_twin.h"

namespace core::crdt::sequence {
namespace {

struct Command {
    enum class Kind : std::uint8_t { insert, erase, catch_up };

    Kind kind;
    std::size_t replica;
    std::uint32_t position;
    std::uint32_t size;
};

void showValue(const Command& command, std::ostream& out) {
    constexpr std::array names{"insert", "erase", "catch_up"};
    out << names[static_cast<std::size_t>(command.kind)] << "(" << command.replica << ", "
        << command.position << ", " << command.size << ")";
}

rc::Gen<Command> any_command() {
    using Kind = Command::Kind;
    return rc::gen::build<Command>(
        rc::gen::set(&Command::kind,
                     rc::gen::weightedElement<Kind>(
                         {{6, Kind::insert}, {3, Kind::erase}, {3, Kind::catch_up}})),
        rc::gen::set(&Command::replica, rc::gen::inRange<std::size_t>(0, 3)),
        rc::gen::set(&Command::position, rc::gen::inRange<std::uint32_t>(0, 12)),
        rc::gen::set(&Command::size, rc::gen::inRange<std::uint32_t>(1, 4)));
}

using Operation = Variant<Insertion, Deletion>;

// Every replica sends to a common list, in which nothing comes before what it refers to, and reads
// it up to where it likes.
class Play {
public:
    explicit Play(Order order) {
        for (std::size_t i = 0; i < 3; ++i) replicas_.emplace_back(order);
    }

    void step(const Command& command) {
        Replica& replica = replicas_[command.replica];
        const std::uint32_t size = replica.sequence.size();
        const std::uint32_t position = std::min(command.position, size);
        switch (command.kind) {
            case Command::Kind::insert: insert(command.replica, position, command.size); break;
            case Command::Kind::erase: erase(replica, position, command.size); break;
            case Command::Kind::catch_up: catch_up(replica, replica.seen + command.size); break;
        }
        check(replica);
    }

    void finish() {
        for (Replica& replica : replicas_) {
            catch_up(replica, operations_.size());
            check(replica);
            RC_ASSERT(ids(replica) == ids(replicas_[0]));
        }
    }

private:
    struct Replica {
        explicit Replica(Order order) : sequence(order), twin(order) {}

        Sequence sequence;
        SequenceTwin twin;
        std::size_t seen = 0;  // Of the operations, which are its own too.
        std::vector<bool> is_own;
        std::uint64_t next = 1;
        std::uint64_t lamport = 1;
    };

    void insert(std::size_t index, std::uint32_t position, std::uint32_t size) {
        Replica& replica = replicas_[index];
        const Dot first{Author{index + 1}, replica.next};
        const Insertion insertion =
            replica.sequence.insert(position, size, first, Lamport{replica.lamport});
        replica.next += size;
        replica.lamport += size;
        replica.twin.integrate(insertion);
        send(replica, insertion);
    }

    void erase(Replica& replica, std::uint32_t position, std::uint32_t size) {
        size = std::min(size, replica.sequence.size() - position);
        replica.sequence.erase(position, size, [&](const Deletion& deletion) {
            replica.twin.integrate(deletion);
            send(replica, deletion);
        });
    }

    void send(Replica& replica, const Operation& operation) {
        operations_.push_back(operation);
        replica.is_own.resize(operations_.size());
        replica.is_own.back() = true;
    }

    void catch_up(Replica& replica, std::size_t until) {
        replica.is_own.resize(operations_.size());
        for (; replica.seen < std::min(until, operations_.size()); ++replica.seen) {
            if (replica.is_own[replica.seen]) continue;
            match(operations_[replica.seen], [&](const auto& operation) {
                RC_ASSERT(replica.sequence.integrate(operation).has_value());
                replica.twin.integrate(operation);
                take_in(replica, operation);
            });
        }
    }

    static void take_in(Replica& replica, const Insertion& insertion) {
        replica.lamport = std::max(replica.lamport, insertion.lamport.value + insertion.size);
    }
    static void take_in(Replica&, const Deletion&) {}

    using Ids = std::vector<std::pair<Dot, bool>>;

    static Ids ids(const Replica& replica) {
        Ids ids;
        replica.sequence.each([&](Dot first, std::uint32_t size, bool is_deleted) {
            for (std::uint32_t i = 0; i < size; ++i)
                ids.emplace_back(Dot{first.author, first.counter + i}, is_deleted);
        });
        return ids;
    }

    static void check(const Replica& replica) {
        Ids expected;
        for (const auto& item : replica.twin.items())
            expected.emplace_back(item.id, item.is_deleted);
        RC_ASSERT(ids(replica) == expected);
        const auto visible = std::ranges::count(expected, false, &Ids::value_type::second);
        RC_ASSERT(replica.sequence.size() == static_cast<std::uint32_t>(visible));
    }

    std::vector<Replica> replicas_;
    std::vector<Operation> operations_;
};

void play_any_history(Order order) {
    const auto commands = *rc::gen::container<std::vector<Command>>(any_command());
    Play play(order);
    for (const Command& command : commands) play.step(command);
    play.finish();
}

RC_GTEST_PROP(SequenceProperty, SQ1_fugue_max, ()) { play_any_history(Order::fugue_max); }
RC_GTEST_PROP(SequenceProperty, SQ1_yata, ()) { play_any_history(Order::yata); }
RC_GTEST_PROP(SequenceProperty, SQ1_rga, ()) { play_any_history(Order::rga); }

}  // namespace
}  // namespace core::crdt::sequence

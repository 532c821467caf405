// An author who says whatever can be said: operations on nodes of other kinds, on items and past
// events that nobody knows, in any order and as often as they like. All others come to the same all
// the same, and what they keep is bounded by what arrived.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/crdt/document/document_acts.h"
#include "core/crdt/document/events_mirror.h"
#include "core/crdt/replica/replica.h"

namespace core::crdt {
namespace {

constexpr Author hostile{9};

// Operations made of choices, which need not make sense.
class Nonsense {
public:
    Nonsense(std::vector<std::uint32_t> choices, Dot next)
        : choices_(std::move(choices)), next_(next) {}

    Operations operations() {
        Operations operations;
        for (std::uint32_t i = 0; i < choose(6); ++i) {
            const std::uint32_t parent = choose(i + 1);
            Node::Step step = key();
            if (choose(3) == 0) step = dot();
            operations.nodes.push_back({parent, std::move(step), kind()});
        }
        const auto nodes = static_cast<std::uint32_t>(operations.nodes.size());
        for (std::uint32_t i = 0; i < 1 + choose(12); ++i)
            operations.list.push_back({choose(nodes + 1), what()});
        return operations;
    }

private:
    std::uint32_t choose(std::uint32_t count) {
        if (choices_.empty()) return 0;
        const std::uint32_t choice = choices_[at_++ % choices_.size()];
        return (choice + static_cast<std::uint32_t>(at_ / choices_.size())) % count;
    }
    std::string key() { return choose(2) == 0 ? "a" : "b"; }
    NodeKind kind() { return static_cast<NodeKind>(choose(node_kind_count)); }
    // Of honest authors and its own, known and unknown ones.
    Dot dot() {
        if (choose(4) == 0) return {hostile, next_.counter + choose(20)};
        return {Author{1 + choose(4)}, 1 + choose(30)};
    }
    Dot dot_or_edge() { return choose(3) == 0 ? Dot{} : dot(); }
    Content content() {
        if (choose(2) == 0) return kind();
        return Value::of(static_cast<std::int64_t>(choose(3)));
    }

    Operation::What what() {
        switch (choose(9)) {
            case 0: return MapSet{key(), content()};
            case 1: return MapRemove{key()};
            case 2:
                return ListInsert{dot_or_edge(), dot_or_edge(),
                                  std::vector<Content>(1 + choose(3), content())};
            case 3: return ListSet{dot(), content()};
            case 4: return TextInsert{dot_or_edge(), dot_or_edge(), "wörd"};
            case 5: {
                Erase erase;
                for (std::uint32_t i = 0; i < 1 + choose(3); ++i)
                    erase.runs.push_back({dot(), 1 + choose(8)});
                return erase;
            }
            case 6: return CounterSum{{choose(3) == 0 ? UINT64_MAX : choose(9), choose(9)}};
            case 7: return SetAdd{Value::of(static_cast<std::int64_t>(choose(3)))};
            default: return SetRemove{Value::of(static_cast<std::int64_t>(choose(3)))};
        }
    }

    std::vector<std::uint32_t> choices_;
    std::size_t at_ = 0;
    Dot next_;
};

struct Turn {
    Command command;
    bool is_hostile = false;
    std::vector<std::uint32_t> choices;
};

void showValue(const Turn& turn, std::ostream& out) {
    if (!turn.is_hostile) return showValue(turn.command, out);
    out << "hostile";
    for (const std::uint32_t choice : turn.choices) out << ' ' << choice;
}

rc::Gen<Turn> any_turn() {
    return rc::gen::build<Turn>(
        rc::gen::set(&Turn::command, any_command()),
        rc::gen::set(&Turn::is_hostile, rc::gen::weightedElement<bool>({{3, false}, {1, true}})),
        rc::gen::set(&Turn::choices, rc::gen::container<std::vector<std::uint32_t>>(
                                         rc::gen::inRange<std::uint32_t>(0, 10'000))));
}

// What the hostile author sends, as of what one of the others has seen.
WorldChange sent(WorldReplica& seen, const Turn& turn) {
    WorldChange change;
    change.past = seen.document.version();
    change.first = {hostile, change.past[hostile] + 1};
    change.lamport = Lamport{seen.lamport.value + 1};
    const Operations operations = Nonsense(turn.choices, change.first).operations();
    change.events = std::max<std::uint64_t>(1, operations.events());
    change.operations = write_operations(hostile, operations);
    return change;
}

std::size_t size_of(const std::vector<WorldChange>& changes) {
    std::size_t size = 0;
    for (const WorldChange& change : changes) size += change.operations.size();
    return size;
}

RC_GTEST_PROP(Hostile, DC6_DC1_all_come_to_the_same_whatever_somebody_says_DE1, ()) {
    Play play;
    // Its changes are a chain, as those of all.
    std::optional<WorldChange> last;
    for (const Turn& turn : *rc::gen::container<std::vector<Turn>>(any_turn())) {
        WorldReplica& mine = play.replicas[turn.command.replica];
        if (!turn.is_hostile) {
            play.step(turn.command, check_events);
        } else if (!last || mine.knows(*last)) {
            play.changes.push_back(sent(mine, turn));
            last = play.changes.back();
            const Tree before = mine.document.tree();
            const Events events = mine.take(*last);
            check_events(before, mine, events);
        }
    }
    for (WorldReplica& replica : play.replicas) replica.take_all(play.changes);
    WorldReplica late = replica(8);
    std::ranges::sort(play.changes, {}, [](const WorldChange& change) {
        return Stamp{change.lamport, change.first.author};
    });
    for (const WorldChange& change : play.changes) late.take(change);
    const Buffer snapshot = snapshot_of(late.document);
    for (const WorldReplica& replica : play.replicas)
        RC_ASSERT(snapshot_of(replica.document) == snapshot);

    // An item takes some bytes more here than it took when it came; nothing takes many.
    RC_ASSERT(snapshot.size() <= 100 + 16 * size_of(play.changes));
    Reader reader(snapshot);
    const auto read_back = Document::read(reader);
    RC_ASSERT(read_back.has_value());
    RC_ASSERT(snapshot_of(*read_back) == snapshot);
}

// A replica that refuses a change has done nothing of it, nor noted it.
RC_GTEST_PROP(Hostile, DC6_RP2_what_is_refused_has_changed_nothing, ()) {
    const auto seed =
        *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 10'000));
    const auto place = *rc::gen::inRange<std::size_t>(0, 10'000);
    const auto bit = *rc::gen::inRange<unsigned>(0, 8);
    const auto key_of = [](std::uint8_t number) {
        crypto::Ed25519Seed bytes;
        bytes.mutable_view()[0] = std::byte{number};
        return crypto::Ed25519KeyPair(std::move(bytes));
    };
    Replica alice({}, Author{1}, key_of(1));
    RC_ASSERT(alice
                  .edit(0,
                        [](Editor& editor) -> Result<void> {
                            TRY(editor.insert_text(Path{"a"}, 0, "hello"));
                            return editor.insert_items(Path{"b"}, 0, {{Value()}, {MapTree{}}});
                        })
                  .has_value());
    Change change = History().next(hostile);
    change.operations = write_operations(hostile, Nonsense(seed, change.first()).operations());
    change.events =
        std::max<std::uint64_t>(1, read_operations(hostile, change.operations)->events());
    change.operations[place % change.operations.size()] ^= std::byte{1} << bit;
    const auto state_of = [](const Replica& replica) {
        Buffer bytes;
        BufferWriter writer(bytes, SIZE_MAX);
        replica.write(writer);
        return bytes;
    };
    const Buffer before = state_of(alice);
    const auto taken = alice.take(*write_change(change, {}, key_of(9)));
    if (taken) return;
    RC_ASSERT(state_of(alice) == before);
    static_cast<void>(alice.take_news());
    RC_ASSERT(alice.edit(0, [](Editor& editor) { return editor.remove(Path{"a"}); }).has_value());
    RC_ASSERT(alice.take_news().size() == 1u);
}

}  // namespace
}  // namespace core::crdt

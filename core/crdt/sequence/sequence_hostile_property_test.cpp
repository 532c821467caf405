// Insertions of authors who name whatever neighbours they like, in every order in which nothing
// comes before what it names: all come to one order, and in fugue_max it is that of the tree.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/crdt/sequence/fugue_twin.h"
#include "core/crdt/sequence/sequence.h"

namespace core::crdt::sequence {
namespace {

struct Claim {
    std::size_t author;
    std::size_t left;
    std::size_t right;
    std::uint32_t size;
    std::uint64_t lamport;
    std::size_t seen;  // How much of what there is the author names.
};

void showValue(const Claim& claim, std::ostream& out) {
    out << "author " << claim.author << " left " << claim.left << " right " << claim.right
        << " size " << claim.size << " lamport " << claim.lamport << " seen " << claim.seen;
}

rc::Gen<Claim> any_claim() {
    return rc::gen::build<Claim>(
        rc::gen::set(&Claim::author, rc::gen::inRange<std::size_t>(1, 4)),
        rc::gen::set(&Claim::left, rc::gen::inRange<std::size_t>(0, 40)),
        rc::gen::set(&Claim::right, rc::gen::inRange<std::size_t>(0, 40)),
        rc::gen::set(&Claim::size, rc::gen::inRange<std::uint32_t>(1, 4)),
        rc::gen::set(&Claim::lamport, rc::gen::inRange<std::uint64_t>(0, 10)),
        rc::gen::set(&Claim::seen, rc::gen::inRange<std::size_t>(1, 40)));
}

std::vector<Dot> items_of(const Sequence& sequence) {
    std::vector<Dot> items;
    sequence.each([&](Dot first, std::uint32_t size, bool) {
        for (std::uint32_t i = 0; i < size; ++i) items.push_back({first.author, first.counter + i});
    });
    return items;
}

std::vector<Insertion> any_insertions(Order order) {
    Sequence all(order);
    std::vector<Insertion> insertions;
    std::map<std::size_t, std::uint64_t> next;
    for (const Claim& claim : *rc::gen::container<std::vector<Claim>>(any_claim())) {
        const std::vector<Dot> items = items_of(all);
        const std::size_t seen = std::min(items.size(), claim.seen);
        const auto item = [&](std::size_t choice) {
            return choice % (seen + 1) == 0 ? Dot{} : items[choice % (seen + 1) - 1];
        };
        std::uint64_t& counter = next[claim.author];
        const Insertion insertion{{Author{claim.author}, counter + 1},
                                  claim.size,
                                  item(claim.left),
                                  order == Order::rga ? Dot{} : item(claim.right),
                                  Lamport{claim.lamport}};
        if (!all.integrate(insertion)) continue;
        counter += claim.size;
        insertions.push_back(insertion);
    }
    return insertions;
}

// In turns, whatever can be taken, beginning at a place of its own each time.
Sequence played(Order order, std::vector<Insertion> insertions, std::size_t turn) {
    Sequence sequence(order);
    while (!insertions.empty()) {
        const auto is_ready = [&](const Insertion& insertion) {
            const auto knows = [&](Dot dot) { return dot.counter == 0 || sequence.contains(dot); };
            return knows(insertion.left) && knows(insertion.right);
        };
        std::ranges::rotate(insertions, insertions.begin() + static_cast<std::ptrdiff_t>(
                                                                 (turn += 7) % insertions.size()));
        const auto ready = std::ranges::find_if(insertions, is_ready);
        RC_ASSERT(ready != insertions.end());
        RC_ASSERT(sequence.integrate(*ready).has_value());
        insertions.erase(ready);
    }
    return sequence;
}

void all_come_to_the_same(Order order) {
    const std::vector<Insertion> insertions = any_insertions(order);
    const std::vector<Dot> items = items_of(played(order, insertions, 0));
    for (std::size_t turn = 1; turn < 4; ++turn)
        RC_ASSERT(items_of(played(order, insertions, turn)) == items);
    if (order != Order::fugue_max) return;
    FugueTwin twin;
    for (const Insertion& insertion : insertions) twin.integrate(insertion);
    RC_ASSERT(twin.items() == items);
}

RC_GTEST_PROP(SequenceHostile, SQ6_fugue_max_is_the_tree_whatever_is_claimed, ()) {
    all_come_to_the_same(Order::fugue_max);
}
RC_GTEST_PROP(SequenceHostile, SQ6_yata_is_one_order_whatever_is_claimed, ()) {
    all_come_to_the_same(Order::yata);
}
RC_GTEST_PROP(SequenceHostile, SQ6_rga_is_one_order_whatever_is_claimed, ()) {
    all_come_to_the_same(Order::rga);
}

}  // namespace
}  // namespace core::crdt::sequence

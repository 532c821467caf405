// Places against a naive twin, which has them as Yjs has, with two sets and without short cuts:
// crowds of writers in one place, who type forwards, backwards and in between, and know of some of
// each other.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <optional>
#include <set>

#include "core/base/prng.h"
#include "core/crdt/yjs/document/document.h"
#include "core/crdt/yjs/update_writer.h"

namespace core::crdt::yjs {
namespace {

struct Letter {
    ItemId id;
    std::optional<ItemId> origin;
    std::optional<ItemId> right_origin;
};

// A list of letters as one of the writers sees it.
class Twin {
public:
    [[nodiscard]] std::size_t size() const { return letters_.size(); }
    [[nodiscard]] bool has(ItemId id) const { return known_.contains(id); }
    [[nodiscard]] const std::vector<Letter>& letters() const { return letters_; }

    Letter type(Client client, std::size_t position) {
        Letter typed{{client, clocks_[client]}, {}, {}};
        if (position > 0) typed.origin = letters_[position - 1].id;
        if (position < size()) typed.right_origin = letters_[position].id;
        insert(position, typed);
        return typed;
    }

    // Whether what it refers to is there.
    [[nodiscard]] bool can_take(const Letter& letter) {
        return letter.id.clock == clocks_[letter.id.client] &&
               (!letter.origin || has(*letter.origin)) &&
               (!letter.right_origin || has(*letter.right_origin));
    }

    void take(const Letter& letter) {
        std::size_t left = letter.origin ? place_of(*letter.origin) + 1 : 0;
        const std::size_t right = letter.right_origin ? place_of(*letter.right_origin) : size();
        std::set<ItemId> before;
        std::set<ItemId> conflicting;
        for (std::size_t i = left; i < right; ++i) {
            const Letter& other = letters_[i];
            before.insert(other.id);
            conflicting.insert(other.id);
            if (other.origin == letter.origin) {
                if (other.id.client < letter.id.client) {
                    left = i + 1;
                    conflicting.clear();
                } else if (other.right_origin == letter.right_origin) {
                    break;
                }
            } else if (other.origin && before.contains(*other.origin)) {
                if (!conflicting.contains(*other.origin)) {
                    left = i + 1;
                    conflicting.clear();
                }
            } else {
                break;
            }
        }
        insert(left, letter);
    }

private:
    [[nodiscard]] std::size_t place_of(ItemId id) const {
        std::size_t place = 0;
        while (letters_[place].id != id) ++place;
        return place;
    }
    void insert(std::size_t position, const Letter& letter) {
        letters_.insert(letters_.begin() + static_cast<std::ptrdiff_t>(position), letter);
        known_.insert(letter.id);
        clocks_[letter.id.client] = letter.id.clock + 1;
    }

    std::vector<Letter> letters_;
    std::set<ItemId> known_;
    std::map<Client, std::uint64_t> clocks_;
};

// Everything in an order that nobody typed it in, but that is possible.
std::vector<Letter> shuffled(std::vector<Letter> all, Prng& prng) {
    Twin twin;
    std::vector<Letter> ordered;
    while (ordered.size() < all.size()) {
        const Letter& next = all[prng.below(all.size())];
        if (twin.has(next.id) || !twin.can_take(next)) continue;
        twin.take(next);
        ordered.push_back(next);
    }
    return ordered;
}

std::vector<ItemId> order_in(Document& document) {
    std::vector<ItemId> order;
    const Store& store = document.store();
    for (const Item* item = document.text("t").type().start; item; item = item->right)
        for (std::uint64_t i = 0; i < item->length; ++i)
            order.push_back(store.id_of({item->client, item->clock + i}));
    return order;
}

void apply(Document& document, const Letter& letter) {
    Struct one;
    one.id = letter.id;
    one.length = 1;
    one.kind = Kind::string;
    one.text = "x";
    one.origin = letter.origin;
    one.right_origin = letter.right_origin;
    if (!one.origin && !one.right_origin) one.parent = "t";
    UpdateWriter writer(Format::v1, 1);
    writer.begin_client(one.id.client, 1, one.id.clock);
    writer.add(one);
    const Buffer update = std::move(writer).finish({}).value();
    RC_ASSERT(!document.apply_update(update, Format::v1)->is_waiting);
}

RC_GTEST_PROP(YjsPlacing, YX3_crowds_are_in_the_order_of_yjs, ()) {
    Prng prng(Seed{*rc::gen::arbitrary<std::uint64_t>()});
    const std::size_t writers = prng.below(2) == 0 ? 3 : 40 + prng.below(20);
    const std::uint64_t letters = 1 + prng.below(writers < 40 ? 40 : 4);
    std::vector<Letter> all;
    Twin first;
    for (std::uint64_t i = prng.below(3); i > 0; --i)
        all.push_back(first.type(Client{20000}, first.size()));
    std::vector<Twin> twins(writers, first);
    for (std::uint64_t left = writers * letters; left > 0; --left) {
        const std::size_t writer = prng.below(writers);
        Twin& twin = twins[writer];
        // Most of them in the same place.
        const std::size_t last = twin.size();
        const std::size_t position = prng.below(3) == 0   ? prng.below(last + 1)
                                     : prng.below(2) == 0 ? std::min<std::size_t>(last, 1)
                                                          : last;
        all.push_back(twin.type(Client{1 + writer * 101 % 10007}, position));
        if (prng.below(8) > 0) continue;
        const Twin other = twins[prng.below(writers)];
        for (const Letter& letter : all)
            if (other.has(letter.id) && !twin.has(letter.id)) twin.take(letter);
    }
    for (int times = 0; times < 2; ++times) {
        Twin twin;
        Document document(Client{number_max});
        for (const Letter& letter : shuffled(all, prng)) {
            twin.take(letter);
            apply(document, letter);
        }
        std::vector<ItemId> expected;
        for (const Letter& letter : twin.letters()) expected.push_back(letter.id);
        RC_ASSERT(order_in(document) == expected);
    }
}

}  // namespace
}  // namespace core::crdt::yjs

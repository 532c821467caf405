// Edits by positions in what an asker saw, over random doings of others. Every character is another
// one, so that the text itself says which are there: what is typed stands right behind what stood
// in front of it, or where that was; what is erased is gone, and nothing else is.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>

#include "core/codec/utf8.h"
#include "core/crdt/document/document_world.h"
#include "fabric/control/perform.h"

namespace fabric::control {
namespace {

using core::crdt::Author;
using core::crdt::Document;
using core::crdt::Editor;
using core::crdt::Lamport;
using core::crdt::NodeKind;
using core::crdt::Path;

struct Move {
    enum class Kind : std::uint8_t { type, erase, others_type, others_erase, tell };

    Kind kind;
    std::uint32_t position;
    std::uint32_t size;
    std::uint32_t state;
};

void showValue(const Move& move, std::ostream& out) {
    constexpr std::array names{"type", "erase", "others_type", "others_erase", "tell"};
    out << names[static_cast<std::size_t>(move.kind)] << "(" << move.position << ", " << move.size
        << ", " << move.state << ")";
}

rc::Gen<Move> any_move() {
    using Kind = Move::Kind;
    return rc::gen::build<Move>(
        rc::gen::set(&Move::kind, rc::gen::weightedElement<Kind>({{3, Kind::type},
                                                                  {2, Kind::erase},
                                                                  {4, Kind::others_type},
                                                                  {3, Kind::others_erase},
                                                                  {3, Kind::tell}})),
        rc::gen::set(&Move::position, rc::gen::inRange<std::uint32_t>(0, 20)),
        rc::gen::set(&Move::size, rc::gen::inRange<std::uint32_t>(1, 5)),
        rc::gen::set(&Move::state, rc::gen::inRange<std::uint32_t>(0, 4)));
}

using Text = std::u32string;

// A text that others change, and an asker who sees some of its states.
class Desk {
public:
    Desk() { tell(); }

    void step(const Move& move) {
        switch (move.kind) {
            case Move::Kind::type: type(move); break;
            case Move::Kind::erase: erase(move); break;
            case Move::Kind::others_type:
                edit(bob, InsertText{at(now_, move.position), fresh(move.size)}, nullptr);
                break;
            case Move::Kind::others_erase: {
                const std::uint32_t from = at(now_, move.position);
                edit(bob, EraseText{from, at(now_, from + move.size) - from}, nullptr);
                break;
            }
            case Move::Kind::tell: tell(); break;
        }
    }

private:
    static constexpr Author ann{1};
    static constexpr Author bob{2};

    struct Known {
        std::uint64_t state;
        Text text;
    };

    static std::uint32_t at(const Text& text, std::uint32_t position) {
        return std::min(position, static_cast<std::uint32_t>(text.size()));
    }
    std::string fresh(std::uint32_t size) {
        std::string characters;
        for (; size > 0; --size) core::codec::append_utf8(characters, last_++);
        return characters;
    }

    void tell() {
        const auto* const items =
            core::crdt::find_sequence(document_.root(), Path{std::string("t")});
        const auto state = views_.tell(items ? View(*items) : View());
        known_.push_back({state, now_});
    }

    // Any state that the asker may have taken over.
    Known& take_over(std::uint32_t wanted) {
        known_.erase(known_.begin(),
                     known_.begin() + static_cast<std::ptrdiff_t>(wanted % known_.size()));
        return known_.front();
    }

    void edit(Author author, const Act& act, View* view) {
        core::crdt::Transaction transaction(document_, author, Lamport{++lamport_});
        Editor editor(transaction);
        const Path path{std::string("t")};
        const auto done = perform(act, {editor, path, document_, view});
        RC_ASSERT(done.has_value());
        static_cast<void>(transaction.finish());
        const auto tree = core::crdt::find_tree(document_.root(), document_.characters(), path);
        now_ = tree ? decoded(core::get<core::crdt::TextTree>(tree->what).characters) : Text();
    }

    void type(const Move& move) {
        Known& known = take_over(move.state);
        const std::uint32_t position = at(known.text, move.position);
        const std::string characters = fresh(move.size);
        const Text before = now_;
        edit(ann, InsertText{position, characters}, views_.use(known.state));
        views_.changed();
        known_.resize(1);
        const Text typed = decoded(characters);
        const std::size_t begin = now_.find(typed);
        RC_ASSERT(begin != Text::npos);
        Text rest = now_;
        RC_ASSERT(rest.erase(begin, typed.size()) == before);
        for (std::size_t i = 0; i < known.text.size(); ++i) {
            const std::size_t found = now_.find(known.text[i]);
            if (found == Text::npos) continue;
            RC_ASSERT((found < begin) == (i < position));
            if (i + 1 == position) RC_ASSERT(found + 1 == begin);
        }
        known.text.insert(position, typed);
    }

    void erase(const Move& move) {
        Known& known = take_over(move.state);
        const std::uint32_t position = at(known.text, move.position);
        const std::uint32_t size = at(known.text, position + move.size) - position;
        Text left = now_;
        std::erase_if(left, [&](char32_t character) {
            return known.text.substr(position, size).find(character) != Text::npos;
        });
        edit(ann, EraseText{position, size}, views_.use(known.state));
        views_.changed();
        known_.resize(1);
        RC_ASSERT(now_ == left);
        known.text.erase(position, size);
    }

    static Text decoded(std::string_view utf8) {
        Text text;
        while (!utf8.empty()) text += core::codec::take_code_point(utf8);
        return text;
    }

    Document document_;
    std::uint64_t lamport_ = 0;
    char32_t last_ = 0x4e00;
    Text now_;
    Views views_;
    std::vector<Known> known_;
};

RC_GTEST_PROP(ViewProperty, CT19_edits_are_where_their_asker_saw_them, ()) {
    Desk desk;
    for (const Move& move : *rc::gen::container<std::vector<Move>>(any_move())) desk.step(move);
}

}  // namespace
}  // namespace fabric::control

// Undo over random histories: alone, one comes back to what was shown; beside another who writes at
// the same time, what is left is what that other wrote.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/crdt/document/document_acts.h"

namespace core::crdt {
namespace {

// What one sees by going back and forth is what one saw there before.
RC_GTEST_PROP(UndoProperty, DU1_DU3_alone_one_comes_back_to_what_was_shown, ()) {
    WorldReplica alice = replica(1);
    Undo undo;
    alice.undo = &undo;
    std::vector<Tree> shown{alice.document.tree()};
    std::size_t at = 0;
    for (const Command& command : *rc::gen::container<std::vector<Command>>(any_command())) {
        if (command.what < 6) {
            alice.edit([&command](Transaction& edit) {
                Act(edit, command)();
                if (command.what < 2) Act(edit, turned(command))();
            });
            if (alice.was_noted) {
                shown.resize(++at);
                shown.push_back(alice.document.tree());
            } else {
                RC_ASSERT(alice.document.tree() == shown[at]);
            }
        } else if (command.what < 10) {
            RC_ASSERT(undo.can_undo() == (at > 0));
            if (at > 0) --at;
            alice.undo_last();
        } else {
            RC_ASSERT(undo.can_redo() == (at + 1 < shown.size()));
            if (at + 1 < shown.size()) ++at;
            alice.redo_last();
        }
        RC_ASSERT(alice.document.tree() == shown[at]);
    }
}

// A text, a list and a counter. Bob's characters are all different, so that they are known again
// also where Alice erased them and put them back.
class Both {
public:
    Both() { alice_.undo = &undo_; }

    void step(const Command& command) {
        const std::size_t choice = command.choices[0];
        switch (command.what % 6) {
            case 0: return bob_writes(choice, command.choices[1]);
            case 1: return bob_erases(choice);
            case 2: return alice_writes(choice, command.choices[1]);
            case 3: return alice_erases(choice, command.choices[1]);
            case 4: return send(alice_, choice % 3 == 0 ? alice_.redo_last() : alice_.undo_last());
            default: (choice % 2 == 0 ? alice_ : bob_).take_all(changes_);
        }
    }

    void finish() {
        meet();
        while (undo_.can_redo()) send(alice_, alice_.redo_last());
        const Tree before = alice_.document.tree();
        std::size_t count = 0;
        for (; undo_.can_undo(); ++count) send(alice_, alice_.undo_last());
        meet();
        RC_ASSERT(letters(bob_, "t") == written_by_bob());
        RC_ASSERT(letters(bob_, "l") == written_by_bob());
        RC_ASSERT(sum(bob_) == added_by_bob_);
        for (; count > 0; --count) send(alice_, alice_.redo_last());
        RC_ASSERT(alice_.document.tree() == before);
    }

private:
    static Node& text(Transaction& edit) { return edit.make(edit.root(), "t", NodeKind::text); }
    static Node& list(Transaction& edit) { return edit.make(edit.root(), "l", NodeKind::list); }
    static Node& counter(Transaction& edit) {
        return edit.make(edit.root(), "n", NodeKind::counter);
    }
    static std::uint32_t position_in(Node& node, std::size_t choice) {
        return static_cast<std::uint32_t>(choice % (node.sequence()->size() + 1));
    }
    // Nothing if it did nothing.
    void send(const WorldReplica& author, WorldChange change) {
        if (author.knows(change)) changes_.push_back(std::move(change));
    }
    void meet() {
        alice_.take_all(changes_);
        bob_.take_all(changes_);
        RC_ASSERT(snapshot_of(alice_.document) == snapshot_of(bob_.document));
    }

    void bob_writes(std::size_t choice, std::size_t by) {
        send(bob_, bob_.edit([&](Transaction& edit) {
            edit.insert(list(edit), position_in(list(edit), choice),
                        std::vector<Content>{Value::of(next_)});
            std::string letter;
            codec::append_utf8(letter, static_cast<char32_t>(next_++));
            edit.insert(text(edit), position_in(text(edit), choice), letter);
            edit.add(counter(edit), static_cast<std::int64_t>(by));
            added_by_bob_ += static_cast<std::int64_t>(by);
        }));
    }
    // What Alice wrote: all of that will be gone in the end.
    void bob_erases(std::size_t choice) {
        send(bob_, bob_.edit([&](Transaction& edit) {
            const std::string shown =
                string_of(*text(edit).as<TextBody>(), bob_.document.characters());
            std::string_view rest = shown;
            for (std::uint32_t i = 0; !rest.empty(); ++i) {
                if (codec::take_code_point(rest) == U'a' && choice-- % 3 == 0)
                    return edit.erase(text(edit), i, 1);
            }
        }));
    }
    void alice_writes(std::size_t choice, std::size_t by) {
        send(alice_, alice_.edit([&](Transaction& edit) {
            edit.insert(text(edit), position_in(text(edit), choice), "aaa");
            edit.insert(list(edit), position_in(list(edit), choice),
                        {Value::of("a"), NodeKind::map});
            edit.add(counter(edit), static_cast<std::int64_t>(by) - 500);
        }));
    }
    void alice_erases(std::size_t choice, std::size_t size) {
        send(alice_, alice_.edit([&](Transaction& edit) {
            for (Node* const node : {&text(edit), &list(edit)}) {
                const std::uint32_t position = position_in(*node, choice);
                const auto wanted = static_cast<std::uint32_t>(size % 5);
                edit.erase(*node, position, std::min(wanted, node->sequence()->size() - position));
            }
        }));
    }

    // Sorted: what somebody typed between two that are erased and put back at the same time may
    // come to stand beside them.
    static std::u32string letters(WorldReplica& replica, const char* key) {
        std::u32string letters;
        const auto shown =
            find_tree(replica.document.root(), replica.document.characters(), Path{key});
        if (!shown) return letters;
        if (const auto* const text = get_if<TextTree>(&shown->what)) {
            std::string_view rest = text->characters;
            while (!rest.empty()) letters += codec::take_code_point(rest);
        } else {
            for (const Tree& item : get<ListTree>(shown->what).items)
                letters += static_cast<char32_t>(*get<Value>(item.what).as_integer());
        }
        std::ranges::sort(letters);
        return letters;
    }
    [[nodiscard]] std::u32string written_by_bob() const {
        std::u32string written;
        for (auto letter = first_letter; letter < static_cast<char32_t>(next_); ++letter)
            written += letter;
        return written;
    }
    static std::int64_t sum(WorldReplica& replica) {
        const auto shown =
            find_tree(replica.document.root(), replica.document.characters(), Path{"n"});
        return shown ? get<CounterTree>(shown->what).value : 0;
    }

    static constexpr char32_t first_letter = 0x4e00;

    Undo undo_;
    WorldReplica alice_ = replica(1);
    WorldReplica bob_ = replica(2);
    std::vector<WorldChange> changes_;
    std::int64_t next_ = first_letter;
    std::int64_t added_by_bob_ = 0;
};

RC_GTEST_PROP(UndoProperty, DU2_DU3_beside_another_what_the_other_wrote_is_left, ()) {
    Both both;
    for (const Command& command : *rc::gen::container<std::vector<Command>>(any_command()))
        both.step(command);
    both.finish();
}

}  // namespace
}  // namespace core::crdt

// Documents of three writers who exchange what they did late, twice and in any order: in the end
// they show the same, have the same state, and cut nothing differently from who reads it anew.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "core/crdt/yjs/document/document.h"
#include "core/crdt/yjs/document/json.h"

namespace core::crdt::yjs {
namespace {

constexpr std::size_t writers = 3;

struct Command {
    enum class Kind : std::uint8_t {
        text_insert,
        text_erase,
        text_format,
        list_insert,
        list_nest,
        list_erase,
        map_set,
        map_erase,
        deliver,
        repeat
    };

    Kind kind;
    std::size_t writer;
    std::size_t place;
    std::size_t count;
};

void showValue(const Command& command, std::ostream& out) {
    out << static_cast<int>(command.kind) << "(" << command.writer << ", " << command.place << ", "
        << command.count << ")";
}

rc::Gen<Command> any_command() {
    using Kind = Command::Kind;
    return rc::gen::build<Command>(
        rc::gen::set(&Command::kind, rc::gen::weightedElement<Kind>({{6, Kind::text_insert},
                                                                     {3, Kind::text_erase},
                                                                     {2, Kind::text_format},
                                                                     {3, Kind::list_insert},
                                                                     {1, Kind::list_nest},
                                                                     {2, Kind::list_erase},
                                                                     {3, Kind::map_set},
                                                                     {1, Kind::map_erase},
                                                                     {12, Kind::deliver},
                                                                     {2, Kind::repeat}})),
        rc::gen::set(&Command::writer, rc::gen::inRange<std::size_t>(0, writers)),
        rc::gen::set(&Command::place, rc::gen::inRange<std::size_t>(0, 30)),
        rc::gen::set(&Command::count, rc::gen::inRange<std::size_t>(1, 4)));
}

class Play {
public:
    void step(const Command& command) {
        Document& document = *documents_[command.writer];
        if (command.kind == Command::Kind::deliver || command.kind == Command::Kind::repeat)
            return deliver(command, document);
        document.transact([&] { edit(command, document); });
        const Buffer update = document.last_update(Format::v1).value();
        for (std::size_t other = 0; other < writers && !update.empty(); ++other)
            if (other != command.writer) inboxes_[other].push_back(update);
    }

    void finish() {
        for (std::size_t writer = 0; writer < writers; ++writer)
            for (const Buffer& update : inboxes_[writer])
                RC_ASSERT(documents_[writer]->apply_update(update, Format::v1).has_value());
        Document& first = *documents_[0];
        const Buffer all = first.encode_state_as_update({}, Format::v2).value();
        Document copied(Client{99});
        RC_ASSERT(!copied.apply_update(all, Format::v2)->is_waiting);
        for (std::size_t writer = 1; writer < writers; ++writer)
            compare(first, *documents_[writer]);
        compare(first, copied);
    }

private:
    static void compare(Document& left, Document& right) {
        RC_ASSERT(left.state_vector() == right.state_vector());
        RC_ASSERT(shown(left) == shown(right));
    }

    static std::string shown(Document& document) {
        const Store& store = document.store();
        return json_of_delta(store, delta_of_text(document.text("t").type())).value() +
               json_of(store, document.array("a").type()).value() +
               json_of(store, document.map("m").type()).value();
    }

    void deliver(const Command& command, Document& document) {
        auto& inbox = inboxes_[command.writer];
        if (inbox.empty()) return;
        const std::size_t place = command.place % inbox.size();
        RC_ASSERT(document.apply_update(inbox[place], Format::v1).has_value());
        if (command.kind == Command::Kind::deliver)
            inbox.erase(inbox.begin() + static_cast<std::ptrdiff_t>(place));
    }

    static void edit(const Command& command, Document& document) {
        const SharedText text = document.text("t");
        const SharedArray list = document.array("a");
        const SharedMap map = document.map("m");
        const std::array<std::string_view, 4> words{"a", "bc", "def", "漢"};
        const std::string_view word = words[command.count];
        const std::uint64_t in_text = std::min<std::uint64_t>(command.place, text.length());
        const std::uint64_t in_list = std::min<std::uint64_t>(command.place, list.length());
        const std::string key(1, static_cast<char>('a' + command.place % 3));
        const Content number = Content::any("\x7D\x05");
        switch (command.kind) {
            case Command::Kind::text_insert: RC_ASSERT(text.insert(in_text, word)); break;
            case Command::Kind::text_erase: RC_ASSERT(text.erase(in_text, command.count)); break;
            case Command::Kind::text_format:
                RC_ASSERT(
                    text.format(in_text, command.count,
                                {{key, {Value::Form::any, command.place % 2 ? "\x78" : "\x7E"}}}));
                break;
            case Command::Kind::list_insert: RC_ASSERT(list.insert(in_list, number)); break;
            case Command::Kind::list_nest:
                RC_ASSERT(list.insert(in_list, Content::shared(TypeKind::map)));
                RC_ASSERT(SharedMap(document, *list.get(in_list)->type).set(key, number));
                break;
            case Command::Kind::list_erase:
                if (in_list < list.length()) RC_ASSERT(list.erase(in_list, 1));
                break;
            case Command::Kind::map_set: RC_ASSERT(map.set(key, number)); break;
            case Command::Kind::map_erase: RC_ASSERT(map.erase(key)); break;
            case Command::Kind::deliver:
            case Command::Kind::repeat: break;
        }
    }

    std::array<std::unique_ptr<Document>, writers> documents_{
        std::make_unique<Document>(Client{1}), std::make_unique<Document>(Client{20}),
        std::make_unique<Document>(Client{300})};
    std::array<std::vector<Buffer>, writers> inboxes_;
};

RC_GTEST_PROP(YjsDocumentProperty, YX12_who_has_all_shows_the_same, ()) {
    Play play;
    for (const Command& command : *rc::gen::container<std::vector<Command>>(any_command()))
        play.step(command);
    play.finish();
}

}  // namespace
}  // namespace core::crdt::yjs

// A machine whose peers hand on whatever the input says, at whatever times, by authors who sign
// what they like. It must not fail an ASSERT, stays within its bounds, and who takes its events
// late or never knows in the end what there is.
#include <map>

#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "fabric/notes/single_test.h"

namespace {

using namespace fabric::notes;
using namespace fabric::notes::testing;

constexpr std::size_t input_size_max = 256;

Options small() {
    Options options;
    options.own_topics_max = 2;
    options.notes_per_author_max = 3;
    options.notes_max = 8;
    options.notes_size_max = 2 * (topic_size_max + note_size_max) + 400;
    options.peers_max = 3;
    options.checks = {8, seconds{1}};
    return options;
}

// Verifying costs what the rest does a hundred times over: what is signed is kept.
NoteView note_from(core::Reader& reader) {
    const auto number = [&] { return unsigned{reader.u8().value_or(0)}; };
    const unsigned what = number();
    const unsigned which = number();
    struct Made {
        Draft draft;
        NoteView note;
    };
    static std::map<std::pair<unsigned, unsigned>, Made> all;
    auto [at, is_new] = all.try_emplace({what, which % 64});
    if (is_new) {
        Draft& draft = at->second.draft;
        draft = {.author = what % 5,
                 .sequence = which % 8,
                 .topic = std::string(1, static_cast<char>('a' + what / 5 % 5)),
                 .text = std::string(what / 25 % 3 * 60, 'x'),
                 .life = 1 + which / 8 % 4,
                 .valid_for = seconds{1 + what / 75 * 59},
                 .is_direct = which / 32 % 2 == 1};
        at->second.note = signed_view(draft);
    }
    NoteView note = at->second.note;
    if (which >= 192) note.signature.bytes[0] ^= std::byte{1};
    return note;
}

void check(Notes& machine, core::Instant now) {
    const Options options = small();
    const Amount amount = machine.amount();
    ASSERT(amount.count <= options.notes_max && amount.size <= options.notes_size_max);
    ASSERT(machine.events_count() <= 2 * options.notes_max + options.peers_max);
    ASSERT(!machine.deadline() || *machine.deadline() > now);
    for (unsigned i = 0; i < 5; ++i) ASSERT(machine.due_count(peer_of(i)) <= options.notes_max);
}

using Known = std::map<std::pair<AuthorKey, std::string>, std::string>;

void take_events(Notes& machine, Known& known) {
    while (const auto event = machine.next_event()) {
        if (const NoteSet* set = get_if<NoteSet>(&*event))
            known[{set->author, set->topic}] = core::as_text(set->bytes);
        else if (const NoteGone* gone = get_if<NoteGone>(&*event))
            ASSERT(known.erase({gone->author, gone->topic}) == 1);
    }
    Known all;
    for (const Said& said : machine.all())
        all[{said.author, std::string(said.topic)}] = core::as_text(said.bytes);
    ASSERT(known == all);
}

void take_messages(Notes& machine, unsigned peer, core::Instant now) {
    while (const auto message = machine.next_message(peer_of(peer), now)) {
        const auto notes = read_message(*message);
        ASSERT(notes);
        for (const NoteView& note : *notes) ASSERT(note.author != key_of(4));
    }
}

}  // namespace

FUZZ(notes_hostile) {
    core::Reader reader(input.first(std::min(input.size(), input_size_max)));
    Single single(small(), Life{2});
    single.members.strangers.insert(4);
    Notes& machine = single.machine;
    Known known;
    while (!reader.at_end()) {
        const unsigned step = unsigned{*reader.u8()};
        const unsigned more = step / 16;
        const unsigned peer = 1 + more % 4;
        switch (step % 16) {
            case 0: static_cast<void>(machine.connected(peer_of(peer), single.now)); break;
            case 1: machine.disconnected(peer_of(peer), single.now); break;
            case 2: single.wait(milliseconds{10} * more * more); break;
            case 3: single.wait(seconds{2} * more * more); break;
            case 4: {
                single.now += seconds{more};  // Whatever comes next wakes it.
                continue;
            }
            case 5: {
                const core::Bytes bytes =
                    reader.take(std::min<std::size_t>(more, reader.remaining())).value();
                machine.receive(peer_of(peer), bytes, single.now);
                break;
            }
            case 6: single.clear(std::string(1, static_cast<char>('a' + more % 4))); break;
            case 7:
            case 8:
                static_cast<void>(single.set(std::string(1, static_cast<char>('a' + more % 4)),
                                             std::string(step % 16 - 6, 'o')));
                break;
            case 9: machine.author_gone(key_of(more % 5), single.now); break;
            case 10: machine.set_hidden(more % 2 == 1, single.now); break;
            case 11: take_events(machine, known); break;
            case 12: take_messages(machine, peer, single.now); break;
            default: {
                std::vector<NoteView> notes;
                for (unsigned i = 0; i < 1 + more / 4; ++i) notes.push_back(note_from(reader));
                machine.receive(peer_of(peer), write_message(notes), single.now);
                break;
            }
        }
        machine.expire(single.now);
        check(machine, single.now);
    }
    take_events(machine, known);
    machine.clear_all(single.now);
    for (unsigned i = 0; i < 5; ++i) machine.disconnected(peer_of(i), single.now);
    // When nobody says anything any more nothing is left.
    single.wait(std::chrono::minutes{10});
    take_events(machine, known);
    ASSERT(known.empty() && machine.amount() == Amount{});
    ASSERT(!machine.deadline() && machine.events_count() == 0);
}

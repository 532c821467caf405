// One machine whose peers and authors are played by the test: it says what they hand on, and looks
// at what comes out. Time goes from deadline to deadline.
#pragma once

#include <algorithm>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/codec/public_key.h"
#include "fabric/notes/notes.h"

namespace fabric::notes::testing {

using core::Duration;
using core::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Texts = std::vector<std::string>;

inline constexpr unsigned keys_max = 100;
inline constexpr unsigned self_number = 0;

inline const KeyPair& pair_of(unsigned number) {
    static const auto all = [] {
        std::vector<KeyPair> pairs;
        for (unsigned i = 0; i < keys_max; ++i) {
            core::crypto::Ed25519Seed seed;
            for (std::byte& byte : seed.mutable_view()) byte = static_cast<std::byte>(i + 1);
            pairs.emplace_back(std::move(seed));
        }
        return pairs;
    }();
    ASSERT(number < keys_max);
    return all[number];
}
inline const AuthorKey& key_of(unsigned number) { return pair_of(number).public_key(); }
inline PeerId peer_of(unsigned number) {
    return PeerId::of(core::codec::PublicKey(key_of(number)));
}
inline unsigned number_of(const AuthorKey& key) {
    for (unsigned i = 0; i < keys_max; ++i)
        if (key_of(i) == key) return i;
    return keys_max;
}

inline std::string text_of(const AuthorKey& author, std::string_view topic, core::Bytes bytes) {
    const std::string text(core::as_text(bytes));
    return core::formatted("{} {}", number_of(author), topic) + (text.empty() ? "" : "=" + text);
}
inline Texts texts_of(const std::vector<Said>& all) {
    Texts texts;
    for (const Said& said : all) texts.push_back(text_of(said.author, said.topic, said.bytes));
    return texts;
}
inline std::string text_of(const Event& event) {
    return match(event,
                 core::Cases{
                     [](const NoteSet& e) { return text_of(e.author, e.topic, e.bytes); },
                     [](const NoteGone& e) { return text_of(e.author, e.topic, {}) + " gone"; },
                     [](const Misbehaved& e) {
                         return "misbehaved: " + std::string(core::describe(e.error));
                     },
                 });
}

// All are members but some.
struct Members final : Owner {
    [[nodiscard]] bool may_note(const AuthorKey& author) const override {
        return !strangers.contains(number_of(author));
    }
    std::set<unsigned> strangers = {};
};

struct Draft {
    unsigned author = 1;
    std::uint64_t sequence = 1;
    std::string topic = "a";
    std::string text = "x";
    std::uint64_t life = 1;
    seconds valid_for{45};
    bool is_direct = false;
};

inline NoteView view_of(const Draft& draft) {
    return {.author = key_of(draft.author),
            .version = {Life{draft.life}, Sequence{draft.sequence}},
            .valid_for = draft.valid_for,
            .topic = draft.topic,
            .bytes = core::as_bytes(draft.text),
            .is_direct = draft.is_direct};
}
inline NoteView signed_view(const Draft& draft, const MeshId& mesh = {}) {
    NoteView note = view_of(draft);
    note.signature = sign(note, mesh, pair_of(draft.author));
    return note;
}
// As many messages as it takes.
inline std::vector<core::Buffer> messages_of(const std::vector<NoteView>& notes) {
    std::vector<core::Buffer> messages;
    std::vector<NoteView> some;
    std::size_t size = head_size_max;
    for (const NoteView& note : notes) {
        if (size + size_of(note) > message_size_max) {
            messages.push_back(write_message(some));
            some.clear();
            size = head_size_max;
        }
        size += size_of(note);
        some.push_back(note);
    }
    if (!some.empty()) messages.push_back(write_message(some));
    return messages;
}

class Single {
public:
    explicit Single(const Options& options = {}, Life life = Life{10})
        : machine(pair_of(self_number), members, options, life, now) {}

    void connect(unsigned number) { ASSERT(machine.connected(peer_of(number), now)); }
    void disconnect(unsigned number) { machine.disconnected(peer_of(number), now); }
    [[nodiscard]] core::Result<void> set(std::string_view topic, std::string_view text) {
        return machine.set(topic, core::as_bytes(text), now);
    }
    void clear(std::string_view topic) { machine.clear(topic, now); }

    void receive(unsigned from, const std::vector<NoteView>& notes) {
        for (const core::Buffer& message : messages_of(notes))
            machine.receive(peer_of(from), message, now);
    }
    void receive(unsigned from, const Draft& draft) { receive(from, {signed_view(draft)}); }

    // Runs the machine at each of its deadlines.
    void wait(Duration duration) {
        const Instant end = now + duration;
        while (machine.deadline() && *machine.deadline() <= end) {
            now = std::max(now, *machine.deadline());
            machine.expire(now);
        }
        now = end;
    }

    [[nodiscard]] Texts told() {
        Texts texts;
        while (const auto event = machine.next_event()) texts.push_back(text_of(*event));
        return texts;
    }
    // What goes to a peer now.
    [[nodiscard]] Texts sent(unsigned to) {
        Texts texts;
        while (const auto message = machine.next_message(peer_of(to), now)) {
            last_message = *message;
            ASSERT(message->size() <= message_size_max);
            for (const NoteView& note : read_message(*message).value())
                texts.push_back(text_of(note.author, note.topic, note.bytes));
        }
        return texts;
    }
    // Of the message that was sent last.
    [[nodiscard]] std::vector<NoteView> last() const { return read_message(last_message).value(); }
    // In the order of the authors' numbers, not of their keys.
    [[nodiscard]] Texts shown() const {
        Texts texts = texts_of(machine.all());
        std::ranges::sort(texts);
        return texts;
    }
    [[nodiscard]] std::uint64_t refused(Refused reason) const {
        return machine.counters().refused[std::to_underlying(reason)];
    }

    Members members;
    Instant now{seconds{1'000}};
    Notes machine;
    core::Buffer last_message;
};

}  // namespace fabric::notes::testing

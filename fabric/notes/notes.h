// Notes are what members say of themselves for the moment, by topic: a cursor, a selection, that
// somebody is typing (rules NE1–NE50, spec/notes.md). Of each only the last counts. They are in no
// journal, and forgotten when their authors go. Authors sign them, and whoever has one hands it on,
// so that they reach those whom their authors are not connected to. It is a state machine:
// connections, messages and the time come in; messages and events go out.
//
//     notes.connected(peer, now);  notes.set("board: cursor", bytes, now);
//     notes.receive(peer, message, now);
//
// After every call that is not const,
//   1. for each peer whose lane has room take next_message() and send it, until there is none or no
//      room; and ask for that peer again when its lane has room;
//   2. take next_event() until there is none; who comes late is told the newest;
//   3. arm one timer for deadline(), and call expire() when it is reached.
// Lanes keep the order and lose nothing while they last. Who leaves calls clear_all() and sends
// what there is.
//
// A version that was not sent gives way to the next: what waits is bounded by how many notes there
// are, however fast their authors are and however slow a peer is.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/allowance.h"
#include "fabric/notes/board.h"
#include "fabric/notes/dues.h"
#include "fabric/notes/events.h"
#include "fabric/notes/message.h"
#include "fabric/notes/options.h"

namespace fabric::notes {

// What only who knows the mesh knows.
class Owner {
public:
    // Whether others believe its notes: members, not ourselves.
    [[nodiscard]] virtual bool may_note(const AuthorKey& author) const = 0;

protected:
    ~Owner() = default;
};

class Notes {
public:
    // The life is larger than those in which this key spoke before.
    Notes(const KeyPair& self, const Owner& owner, const Options& options, Life life,
          core::Instant now);

    // Ours. Errors as check_topic()'s; Error::value_missing or too_large for bytes,
    // Error::storage_full if we speak of too much already.
    [[nodiscard]] core::Result<void> set(std::string_view topic, core::Bytes bytes,
                                         core::Instant now);
    void clear(std::string_view topic, core::Instant now);
    void clear_all(core::Instant now);
    // Whether this page is one whose timers hardly run.
    void set_hidden(bool is_hidden, core::Instant now);

    // False if it is there, or there are too many.
    [[nodiscard]] bool connected(const PeerId& peer, core::Instant now);
    void disconnected(const PeerId& peer, core::Instant now);
    void receive(const PeerId& from, core::Bytes message, core::Instant now);
    // It is no member any more: nothing of it is kept. Ours stay.
    void author_gone(const AuthorKey& author, core::Instant now);
    void expire(core::Instant now);

    [[nodiscard]] std::optional<core::Buffer> next_message(const PeerId& peer, core::Instant now);
    [[nodiscard]] std::optional<Event> next_event();
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    // What is said, ours too, in the order of authors and topics. Views until the next call that is
    // not const.
    [[nodiscard]] std::vector<Said> all() const;
    [[nodiscard]] std::vector<Said> about(std::string_view topic) const;

    [[nodiscard]] const Counters& counters() const { return counters_; }
    // With what is only remembered.
    [[nodiscard]] Amount amount() const { return board_.amount(); }
    [[nodiscard]] std::size_t due_count(const PeerId& peer) const;
    [[nodiscard]] std::size_t events_count() const {
        return misbehaved_.size() + gone_.size() + changed_.size();
    }

private:
    struct Peer {
        std::optional<AuthorKey> key;  // Nothing if it cannot be an author.
        Dues dues = {};
        core::Allowance checks = {};
        // Authors to whom it is connected itself, as it lately said, and until when that counts.
        std::map<AuthorKey, core::Instant> hears = {};
    };
    using Name = std::pair<AuthorKey, std::string>;
    template <class T>
    using OrRefused = std::expected<T, Refused>;

    void run(core::Instant now);
    void end_state(NoteNumber number, core::Instant now);
    void erase(NoteNumber number);

    // own.cpp
    [[nodiscard]] core::Duration own_valid_for() const;
    [[nodiscard]] core::Duration own_interval() const;
    [[nodiscard]] std::vector<NoteNumber> own_numbers(State state) const;
    void say(NoteNumber number, core::Bytes bytes, core::Instant now);
    void renew(core::Instant now);
    void outdo(const NoteView& other, core::Instant now);

    // taking.cpp
    [[nodiscard]] OrRefused<void> take(const PeerId& from, Peer& peer, const NoteView& note,
                                       core::Instant now);
    [[nodiscard]] OrRefused<void> take_own(Peer& peer, const NoteView& note, core::Instant now);
    [[nodiscard]] OrRefused<void> check(Peer& peer, const NoteView& note, core::Instant now);
    [[nodiscard]] OrRefused<void> check_room(const NoteView& note) const;
    [[nodiscard]] Amount most_of_others() const;
    void put(const PeerId& from, const NoteView& note, core::Instant now);
    [[nodiscard]] NoteNumber make_room(const NoteView& note);
    void refuse(const PeerId& from, Refused reason, core::Error error);

    // handing.cpp
    [[nodiscard]] static bool hears(const Peer& peer, const AuthorKey& author, core::Instant now);
    static void settle(Peer& peer, NoteNumber number, const AuthorKey& author, core::Instant now);
    void hear(Peer& peer, const NoteView& note, core::Instant now);
    void hand_on(NoteNumber number, const PeerId* from, core::Instant now);
    [[nodiscard]] core::Instant earliest_for(const Peer& peer, NoteNumber number,
                                             const AuthorKey& author, core::Instant now) const;
    [[nodiscard]] bool may_hand_on(const Record& record, const Peer& to, core::Instant now) const;
    [[nodiscard]] NoteView signed_note(Record& record);
    [[nodiscard]] std::vector<NoteView> take_due(Peer& to, core::Instant now);

    const KeyPair& self_;
    const Owner& owner_;
    Options options_;
    Version last_;  // Of ours.
    bool is_hidden_ = false;
    std::optional<core::Instant> renew_at_ = {};
    std::optional<core::Instant> outdone_at_ = {};
    core::Instant now_;

    Board board_;
    std::map<PeerId, Peer> peers_;
    std::set<AuthorKey> neighbours_;  // The keys of peers.

    std::map<PeerId, core::Error> misbehaved_;
    std::set<Name> gone_;           // Told as said, and not even remembered now.
    std::set<NoteNumber> changed_;  // Since it was told.
    Counters counters_ = {};
};

}  // namespace fabric::notes

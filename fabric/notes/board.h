// Board is where notes hang: the newest version of each, by author and topic, ours among them. A
// note is said; or cleared, which others must learn; or over, and then only its version is kept, so
// that who is slow to hand it on does not bring it back.
//
//     said --clear--> cleared --no longer valid--> over --remembered for long enough--> (none)
//      |                                            ^
//      |__ no longer valid _________________________|
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/base/deadlines.h"
#include "fabric/notes/message.h"

namespace fabric::notes {

enum class State : std::uint8_t { said, cleared, over };

struct Record {
    AuthorKey author;
    std::string topic;
    State state = State::over;
    Version version = {};
    core::Duration valid_for = {};
    core::Buffer bytes = {};
    // Our own notes are signed when they first go out: who writes faster than others read signs
    // only what is read.
    std::optional<Signature> signature = {};
    // Of its state. What we say ourselves does not end.
    std::optional<core::Instant> ends_at = {};
    std::optional<core::Instant> valid_until = {};  // Sooner it ends while its author is away.
    bool is_told = false;                           // Whoever takes events knows it as said.
    core::Deadlines<NoteNumber>::Place place = {};
};

// How much there is.
struct Amount {
    std::size_t count = 0;
    std::size_t size = 0;  // Of topics and bytes.
    friend bool operator==(const Amount&, const Amount&) = default;
};
[[nodiscard]] Amount amount_of(const Record& record);

class Board {
public:
    struct Author {
        Life life = {};  // What was said in an earlier one is no more.
        std::map<std::string, NoteNumber, std::less<>> topics = {};
        Amount lasting = {};
    };

    [[nodiscard]] const std::map<NoteNumber, Record>& all() const { return records_; }
    [[nodiscard]] const std::map<AuthorKey, Author>& authors() const { return authors_; }
    [[nodiscard]] const Author* author(const AuthorKey& key) const;
    [[nodiscard]] std::optional<NoteNumber> find(const AuthorKey& author,
                                                 std::string_view topic) const;
    [[nodiscard]] Record& at(NoteNumber number);
    [[nodiscard]] const Record& at(NoteNumber number) const;

    // All, and what does not give way to newcomers: what is not over.
    [[nodiscard]] Amount amount() const { return amount_; }
    [[nodiscard]] Amount lasting() const { return lasting_; }
    [[nodiscard]] Amount lasting_of(const AuthorKey& author) const;

    // A place for what is to be said: its author is new, or in this life.
    NoteNumber add(const AuthorKey& author, std::string_view topic, Life life);
    // Said, or cleared if there are no bytes. The author lives this life from now on.
    void put(NoteNumber number, const NoteView& note, std::optional<core::Instant> ends_at);
    // For no longer than that, until its author is there again.
    void end_by(NoteNumber number, core::Instant when);
    void end_when_invalid(NoteNumber number);
    void end(NoteNumber number, core::Instant remembered_until);
    // An author goes with its last note.
    void erase(NoteNumber number);

    // What is over for the longest time, of all.
    [[nodiscard]] std::optional<NoteNumber> longest_over() const;
    // Of what an author no longer says, what ends next: what is over, else what was cleared.
    [[nodiscard]] std::optional<NoteNumber> first_to_give_way(const AuthorKey& author) const;

    [[nodiscard]] std::optional<core::Instant> deadline() const { return due_.earliest(); }
    // The next whose state ends. Its end is to be dealt with.
    [[nodiscard]] std::optional<NoteNumber> take_due(core::Instant now);

private:
    void count(const Record& record);
    void discount(const Record& record);
    [[nodiscard]] Author& author_of(const Record& record);
    void set_end(NoteNumber number, Record& record, std::optional<core::Instant> when);

    std::map<NoteNumber, Record> records_;
    std::map<AuthorKey, Author> authors_;
    std::set<std::pair<core::Instant, NoteNumber>> over_;
    core::Deadlines<NoteNumber> due_;
    Amount amount_ = {};
    Amount lasting_ = {};
    NoteNumber last_ = {};
};

}  // namespace fabric::notes

// History is every author's chain of changes as far as it is known without a gap: it says which
// change may be applied next, keeps back those whose past is missing, finds out authors who told
// two tales, and gives a peer what it lacks (rules CH3–CH9, spec/change.md).
//
//     for (const Delivered& next : TRY(history.take(bytes)).ready) document.apply(next);
//
// Every change is judged by its author's chain and by what its news name, never by what else has
// arrived: so replicas judge alike, whatever way it came, and also after forget() and read().
#pragma once

#include <map>
#include <vector>

#include "core/crdt/change/author_log.h"
#include "core/crdt/change/equivocation.h"
#include "core/crdt/change/waiting_changes.h"

namespace core::crdt {

// A change in its turn, with what its author knew when making it.
struct Delivered {
    Change change;
    Version past;  // Includes the author's own earlier events, not the change's.
};

class History {
public:
    enum class Verdict : std::uint8_t { delivered, waiting, known, quarantined };
    // One that had waited, and cannot be true.
    struct Refused {
        Author author;
        std::uint64_t sequence = 0;
        Error error;
    };
    struct Taken {
        Verdict verdict = Verdict::known;
        // In an order in which nothing comes before its past; those that had waited too.
        std::vector<Delivered> ready;
        std::vector<Refused> refused;
        // To be kept by the caller and told to others. Missing for an author who contradicts a
        // change whose bytes were forgotten.
        std::vector<Equivocation> proofs;
    };

    // A change whose signature was checked. Refused, and nothing is changed, if it cannot be true
    // (a counter or Lamport number that its past contradicts, news that are none), and with
    // Error::too_large if it came too early and there is no room for it to wait.
    [[nodiscard]] Result<Taken> take(Bytes signed_change);
    // Quarantines an author whom somebody else found out; the caller has checked both signatures.
    [[nodiscard]] Result<void> convict(const Equivocation& proof);
    [[nodiscard]] bool is_quarantined(Author author) const;
    // Of its last delivered change; 0 if there is none.
    [[nodiscard]] std::uint64_t sequence(Author author) const {
        const AuthorLog* const log = log_of(author);
        return log ? log->sequence() : 0;
    }

    [[nodiscard]] const Version& version() const { return version_; }
    // The largest of all delivered events.
    [[nodiscard]] Lamport lamport() const { return lamport_; }

    // Whether what an author writes next will be taken, whatever it is: Error::author_quarantined,
    // value_missing if the author wrote more than was delivered, and would tell another tale now,
    // too_large if there are too many authors, or no numbers left.
    [[nodiscard]] Result<void> check_can_write(Author author) const;
    // The beginning of an author's own next change: all but what it does, with one event.
    [[nodiscard]] Change next(Author author) const;

    // What a peer that has seen so much lacks, in causal order, as long as it is kept.
    // Error::value_missing if some of it was forgotten: then the peer needs a snapshot.
    [[nodiscard]] Result<std::vector<Bytes>> since(const Version& version) const;
    // What must arrive before those that wait can be delivered: up to which event of whom. It is
    // what they claim: an author can name what nobody has.
    [[nodiscard]] Version missing() const;
    // Those that wait for their past.
    [[nodiscard]] const WaitingChanges& waiting() const { return waiting_; }

    // Forgets the bytes of all changes that the version includes; what is needed to judge later
    // ones stays.
    void forget(const Version& version);
    // The state without the bytes of changes and without those that wait, for snapshots: equal
    // histories, equal bytes.
    void write(BufferWriter& writer) const;
    [[nodiscard]] static Result<History> read(Reader& reader);

private:
    friend class ChangesSince;
    using Place = WaitingChanges::Place;

    // How a change stands to what was delivered.
    struct Standing {
        enum class Kind : std::uint8_t {
            ready,
            early,        // Its author's change before it is missing.
            awaiting,     // So is the event `awaited`.
            contradicts,  // It names another change before it than was delivered.
        };
        Kind kind;
        Dot awaited{};
    };

    [[nodiscard]] const AuthorLog* log_of(Author author) const;
    [[nodiscard]] bool has_room_for(Author author) const;

    // `news_checked` is where to go on among the news, and where that came to.
    [[nodiscard]] Result<Standing> judge(const Change& change, std::size_t& news_checked) const;
    [[nodiscard]] Result<void> judge_news(const Change& change) const;

    [[nodiscard]] Verdict take_again(const AuthorLog& log, const Change& change, Bytes bytes,
                                     Taken& taken);
    // Returns who can be looked at again now.
    [[nodiscard]] std::vector<Place> deliver(Change change, Buffer bytes, Taken& taken);
    void deliver_released(std::vector<Place> released, Taken& taken);
    void quarantine(Place one, Bytes one_bytes, Bytes other_bytes, Taken& taken);

    std::map<Author, AuthorLog> logs_;
    Version version_;
    Lamport lamport_;
    WaitingChanges waiting_;
};

}  // namespace core::crdt

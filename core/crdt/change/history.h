// History is every author's chain of changes as far as it is known without a gap: it says which
// change may be applied next, keeps back those whose past is missing, finds out authors who told
// two tales, and gives a peer what it lacks.
//
//     for (const Change& change : TRY(history.take(bytes)).ready) document.apply(change);
#pragma once

#include <optional>
#include <vector>

#include "core/crdt/change/change.h"

namespace core::crdt {

// Changes that wait for their past, of all authors together.
inline constexpr std::size_t waiting_changes_max = 4'096;
inline constexpr std::size_t waiting_bytes_max = std::size_t{64} << 20;

// Two signed changes of one author with one sequence number, which no honest author makes. Whoever
// has the author's key can check it.
struct Equivocation {
    Author author;
    std::uint64_t sequence = 0;
    Buffer one;
    Buffer other;
};

// A change in its turn, with what its author knew when making it.
struct Delivered {
    Change change;
    Version past;  // Includes the author's own earlier events, not the change's.
};

class History {
public:
    enum class Verdict : std::uint8_t { delivered, waiting, known, quarantined };
    struct Taken {
        Verdict verdict = Verdict::known;
        // In an order in which nothing comes before its past; those that had waited too.
        std::vector<Delivered> ready;
        std::optional<Equivocation> proof;
    };

    // A change whose signature was checked. Refused, and nothing is changed, if it cannot be true:
    // a counter, sequence, hash or Lamport number that its past contradicts.
    [[nodiscard]] Result<Taken> take(Bytes signed_change);

    [[nodiscard]] const Version& version() const;
    [[nodiscard]] Lamport lamport() const;

    // The beginning of an author's own next change: all but what it does.
    [[nodiscard]] Change next(Author author) const;

    // What a peer that has seen so much lacks, in causal order, as long as it is kept.
    // Error::value_missing if some of it was forgotten: then the peer needs a snapshot.
    [[nodiscard]] Result<std::vector<Bytes>> since(const Version& version) const;
    // What must arrive before those that wait can be delivered: up to which event of whom.
    [[nodiscard]] Version missing() const;

    // Forgets the bytes of all changes that the version includes; what is needed to judge later
    // ones stays.
    void forget(const Version& version);
    // The state without the bytes of changes, for snapshots: equal histories, equal bytes.
    void write(BufferWriter& writer) const;
    [[nodiscard]] static Result<History> read(Reader& reader);
};

}  // namespace core::crdt

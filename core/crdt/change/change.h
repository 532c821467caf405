// Change is what one author did to a document in one go: the unit that is signed, sent, kept in
// journals and applied whole. Changes of an author are a chain: each names the hash of the one
// before it, so that nobody can tell two tales without being found out (rules CH1–CH9,
// spec/change.md).
//
// A change takes one event of its author for each dot that its operations need, and one at least;
// event i of it has the Lamport number `lamport` + i.
#pragma once

#include "core/base/blake3.h"
#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/crdt/version.h"
#include "core/crypto/ed25519.h"

namespace core::crdt {

// Larger ones are refused before anything is allocated for them.
inline constexpr std::size_t change_size_max = std::size_t{16} << 20;
// What takes an event takes a byte. Without a bound, one change could use up all numbers there are.
inline constexpr std::uint64_t change_events_max = change_size_max;
// Of counters and Lamport numbers: JavaScript counts exactly as far.
inline constexpr std::uint64_t event_number_max = (std::uint64_t{1} << 53) - 1;
// More than all that is in front of the operations and behind them takes, but for the news: numbers
// of nine bytes, a hash, a signature.
inline constexpr std::size_t change_frame_size_max = 256;
// Of the news of all the authors there may be.
inline constexpr std::size_t change_news_size_max = authors_max * (sizeof(std::uint64_t) + 8);

// Which document a change is of, drawn by whoever began it. It is not written into changes: who
// sends and keeps them knows. Yet authors sign it, so that nobody can put what somebody did to one
// document into another.
using DocumentId = FixedBytes<struct DocumentIdTag, 32>;

struct Change {
    Author author;
    std::uint64_t sequence = 0;  // Counted from 1.
    Blake3Digest previous;       // Of the author's change before it; zeros if it is the first.
    Dot first() const { return {author, counter}; }
    std::uint64_t counter = 0;  // Of its first event.
    std::uint64_t events = 0;   // At least 1.
    // What the author saw of others since its previous change; never names the author itself.
    Version news;
    // One more than the largest of all events that the author knew.
    Lamport lamport;
    // When the author's clock said it was, in milliseconds since 1970: for people's eyes. Decides
    // nothing.
    std::int64_t wall_time = 0;
    Buffer operations;

    [[nodiscard]] std::uint64_t last_counter() const { return counter + events - 1; }
    [[nodiscard]] Lamport last_lamport() const { return Lamport{lamport.value + events - 1}; }

    friend bool operator==(const Change&, const Change&) = default;
};

// A change as it travels: the signature is over everything in front of it. Error::too_large if it
// would be larger than may be, or if the numbers have run out.
[[nodiscard]] Result<Buffer> write_change(const Change& change, const DocumentId& document,
                                          const crypto::Ed25519KeyPair& author_key);
// Checks the form, not the signature.
[[nodiscard]] Result<Change> read_change(Bytes signed_change);
// Error::signature_wrong also for a change of another document.
[[nodiscard]] Result<void> verify_change(Bytes signed_change, const DocumentId& document,
                                         const crypto::Ed25519PublicKey& author_key);
// What the author's next change names as `previous`: of all bytes, signature included.
[[nodiscard]] Blake3Digest hash_of_change(Bytes signed_change);

}  // namespace core::crdt

// Erasures keeps what one author deleted, event by event, for those who have not seen it. Most
// deletions are of one character, and the next is of the one in front of it or behind it: such runs
// take as much room as one event.
//
// Since every event of an author is either a character or an erasure, it also knows how many
// characters the author typed before an event.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/small_vector.h"
#include "core/crdt/sequence/sequence.h"

namespace core::crdt {

// Nearly always of one run of items.
using Deletions = SmallVector<sequence::Deletion, 1>;

// `count` events, each of which deletes one item: the target, and then those before or behind it.
struct ErasureRun {
    Dot target;
    std::uint32_t count = 1;
    bool is_backwards = false;

    [[nodiscard]] Dot target_at(std::uint32_t index) const {
        return {target.author, is_backwards ? target.counter - index : target.counter + index};
    }
    friend bool operator==(const ErasureRun&, const ErasureRun&) = default;
};

class Erasures {
public:
    // Counters rise from call to call.
    void add(std::uint32_t counter, const Deletions& deletions);
    void add(std::uint32_t counter, const ErasureRun& run);

    void pack();

    // What the event is, if it is an erasure: a run from that event on, or a single event that
    // deletes anything else.
    [[nodiscard]] std::optional<ErasureRun> run_from(std::uint32_t counter) const;
    [[nodiscard]] std::optional<Deletions> find(std::uint32_t counter) const;

    // How many erasures have a smaller counter.
    [[nodiscard]] std::uint32_t count_before(std::uint32_t counter) const;

private:
    enum class Kind : std::uint32_t { forwards, backwards, other };

    // Events behind one another; their number is what `before` is more in the next entry.
    struct Entry {
        std::uint32_t counter;
        std::uint32_t before;  // Erasures in front of it.
        std::uint32_t target;  // The counter of the first one's, or the first of its pieces.
        std::uint32_t author : 30;
        Kind kind : 2;
    };
    struct Piece {
        std::uint32_t author;
        std::uint32_t first;
        std::uint32_t size : 31;
        bool is_last : 1;
    };
    static constexpr std::uint32_t author_number_max = (1u << 30) - 1;

    // The entry that the event is in, or null.
    [[nodiscard]] const Entry* entry_of(std::uint32_t counter) const;
    [[nodiscard]] std::uint32_t count_of(const Entry& entry) const;
    [[nodiscard]] ErasureRun run_of(const Entry& entry) const;
    [[nodiscard]] bool continues_last(std::uint32_t counter, Dot target) const;
    void push(std::uint32_t counter, Kind kind, Author author, std::uint32_t target,
              std::uint32_t count);
    [[nodiscard]] std::uint32_t number_of(Author author);

    std::vector<Entry> entries_;
    std::vector<Piece> pieces_;
    std::vector<Author> authors_;
    FlatMap<Author, std::uint32_t> numbers_;  // Their places in authors_.
    std::uint32_t count_ = 0;
};

}  // namespace core::crdt

// DotContext is the set of all events that a replica knows of, those whose effect is gone included:
// what separates "not seen yet" from "seen and removed". Events that came out of order stay behind
// a gap until it closes; then only the last counter of each author is left, however many there
// were.
#pragma once

#include <vector>

#include "core/base/flat_map.h"
#include "core/base/range_set.h"
#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/base/writer.h"
#include "core/crdt/dot.h"
#include "core/crdt/version.h"

namespace core::crdt {

class DotContext {
public:
    [[nodiscard]] static DotContext of(const Version& version);

    [[nodiscard]] bool empty() const { return counters_.empty(); }
    // By author, each with the ranges of its counters.
    [[nodiscard]] auto begin() const { return counters_.begin(); }
    [[nodiscard]] auto end() const { return counters_.end(); }

    [[nodiscard]] std::size_t author_count() const { return counters_.size(); }
    // Authors by their place in ascending order, which is how encodings name them.
    [[nodiscard]] Author author_at(std::size_t place) const { return counters_.at(place).first; }
    [[nodiscard]] std::size_t place_of(Author author) const { return counters_.place_of(author); }

    [[nodiscard]] bool includes(Dot dot) const;
    // The next event of an author who knows all of its own.
    [[nodiscard]] Dot next(Author author) const;
    // How far everything is known without a gap.
    [[nodiscard]] Version version() const;

    void add(Dot dot) { add(dot.author, {dot.counter, dot.counter + 1}); }
    void add(Author author, Range counters);
    void remove(std::vector<Dot> dots);
    void merge(const DotContext& other);

    friend bool operator==(const DotContext&, const DotContext&) = default;

private:
    // None is empty.
    FlatMap<Author, RangeSet> counters_;
};

// Authors in ascending order, each with its ranges, as the distances between their ends.
void write_dot_context(BufferWriter& writer, const DotContext& context);
[[nodiscard]] Result<DotContext> read_dot_context(Reader& reader);

}  // namespace core::crdt

// Version says how much of every author's work somebody has seen: the first n events of each. It is
// the vector clock of an event, and the version vector of a replica (rules CL1–CL5, spec/crdt.md).
#pragma once

#include <compare>

#include "core/base/flat_map.h"
#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/base/writer.h"
#include "core/crdt/dot.h"

namespace core::crdt {

// A mesh in which more people write than this needs another kind of clock.
inline constexpr std::size_t authors_max = 65'535;

class Version {
public:
    [[nodiscard]] bool empty() const { return counters_.empty(); }
    [[nodiscard]] std::size_t size() const { return counters_.size(); }
    // By author, each with its counter, which is not zero.
    [[nodiscard]] auto begin() const { return counters_.begin(); }
    [[nodiscard]] auto end() const { return counters_.end(); }

    // 0 if nothing was seen.
    [[nodiscard]] std::uint64_t operator[](Author author) const {
        const std::uint64_t* const counter = counters_.find(author);
        return counter ? *counter : 0;
    }
    [[nodiscard]] bool includes(Dot dot) const { return dot.counter <= (*this)[dot.author]; }
    [[nodiscard]] bool includes(const Version& other) const;

    // The author's next events, so many, which then are included; the counter of the first.
    std::uint64_t include_next(Author author, std::uint64_t count) {
        std::uint64_t& counter = counters_.ensure(author);
        counter += count;
        return counter - count + 1;
    }
    // Has seen everything of the author up to the dot.
    void include(Dot dot);
    void merge(const Version& other);

    // Whether one saw the other; unordered if neither did.
    friend std::partial_ordering operator<=>(const Version& left, const Version& right);
    friend bool operator==(const Version&, const Version&) = default;

private:
    friend Result<Version> read_version(Reader& reader);

    FlatMap<Author, std::uint64_t> counters_;
};

[[nodiscard]] inline bool happened_before(const Version& left, const Version& right) {
    return left <=> right == std::partial_ordering::less;
}
[[nodiscard]] inline bool concurrent(const Version& left, const Version& right) {
    return left <=> right == std::partial_ordering::unordered;
}

// Authors in ascending order, each with its counter: equal versions, equal bytes.
void write_version(BufferWriter& writer, const Version& version);
[[nodiscard]] Result<Version> read_version(Reader& reader);

}  // namespace core::crdt

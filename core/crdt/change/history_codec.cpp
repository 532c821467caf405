// A history in bytes: first every author with the runs of its changes, then what each knew at its
// end, in which authors are named by their places in the list. Whatever can be checked against the
// runs is: a history that is read could have come about.
#include "core/codec/count.h"
#include "core/codec/varint.h"
#include "core/crdt/change/history.h"

namespace core::crdt {
namespace {

constexpr std::uint8_t history_format_version = 1;

// Author, state and number of runs; place and counter.
constexpr std::size_t author_size_min = sizeof(std::uint64_t) + 2;
constexpr std::size_t clock_entry_size_min = 2;

enum class State : std::uint8_t { good, quarantined };

struct ReadAuthor {
    Author author;
    State state = State::good;
    ChangeRuns runs;
    Blake3Digest head;
};

using Places = FlatMap<Author, std::size_t>;

void write_clock(BufferWriter& writer, const Version& clock, Author own, const Places& places) {
    codec::write_varint(writer, clock.size() - 1);
    std::size_t place_min = 0;
    for (const auto& [author, counter] : clock) {
        if (author == own) continue;
        const std::size_t place = *places.find(author);
        codec::write_varint(writer, place - place_min);
        codec::write_varint(writer, counter);
        place_min = place + 1;
    }
}

Result<std::vector<ReadAuthor>> read_history_authors(Reader& reader) {
    const std::size_t count = TRY(codec::read_count(reader, author_size_min, authors_max));
    std::vector<ReadAuthor> authors;
    for (std::uint64_t i = 0; i < count; ++i) {
        ReadAuthor read;
        read.author = Author{TRY(reader.u64_be())};
        if (i > 0 && read.author <= authors.back().author) return fail(Error::not_canonical);
        const std::uint8_t state = TRY(reader.u8());
        if (state > static_cast<std::uint8_t>(State::quarantined)) return fail(Error::malformed);
        read.state = State{state};
        read.runs = TRY(ChangeRuns::read(reader));
        // Only of an author who was found out nothing may have been delivered.
        if (read.runs.empty() && read.state == State::good) return fail(Error::not_canonical);
        if (!read.runs.empty()) read.head = TRY(reader.fixed<Blake3Digest>());
        authors.push_back(std::move(read));
    }
    return authors;
}

// The last change had the Lamport number that all of this leads to.
Result<Version> read_clock(Reader& reader, const ReadAuthor& own,
                           const std::vector<ReadAuthor>& authors) {
    const std::uint64_t count = TRY(codec::read_count(reader, clock_entry_size_min));
    Version clock;
    Lamport largest = own.runs.lamport_before_last_change();
    std::size_t place_min = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t distance = TRY(codec::read_varint(reader));
        const std::uint64_t counter = TRY(codec::read_varint(reader));
        if (distance >= authors.size() - place_min) return fail(Error::malformed);
        const std::size_t place = place_min + static_cast<std::size_t>(distance);
        const ReadAuthor& other = authors[place];
        if (other.author == own.author) return fail(Error::not_canonical);
        const auto lamport = other.runs.lamport_at_end(counter);
        if (!lamport) return fail(Error::malformed);
        largest = std::max(largest, *lamport);
        clock.include({other.author, counter});
        place_min = place + 1;
    }
    if (own.runs.first_lamport_of_last_change().value != largest.value + 1)
        return fail(Error::malformed);
    clock.include({own.author, own.runs.last_counter()});
    return clock;
}

}  // namespace

void History::write(BufferWriter& writer) const {
    writer.u8(history_format_version);
    codec::write_varint(writer, logs_.size());
    Places places;
    for (const auto& [author, log] : logs_) {
        places.insert(author, places.size());
        writer.u64_be(author.value);
        writer.u8(
            static_cast<std::uint8_t>(log.is_quarantined() ? State::quarantined : State::good));
        log.runs().write(writer);
        if (log.sequence() > 0) writer.bytes(log.head().view());
    }
    for (const auto& [author, log] : logs_)
        if (log.sequence() > 0) write_clock(writer, log.clock(), author, places);
}

Result<History> History::read(Reader& reader) {
    if (TRY(reader.u8()) != history_format_version) return fail(Error::format_unknown);
    const std::vector<ReadAuthor> authors = TRY(read_history_authors(reader));
    History history;
    for (const ReadAuthor& read : authors) {
        AuthorLog log;
        if (!read.runs.empty())
            log = AuthorLog(read.runs, read.head, TRY(read_clock(reader, read, authors)));
        if (read.state == State::quarantined) log.quarantine();
        history.version_.include({read.author, read.runs.last_counter()});
        history.lamport_ = std::max(history.lamport_, read.runs.last_lamport());
        history.logs_.emplace_hint(history.logs_.end(), read.author, std::move(log));
    }
    return history;
}

}  // namespace core::crdt

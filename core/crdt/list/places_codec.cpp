// places     count of authors whom only neighbours name, these ascending (8 bytes each); count of
//            authors who inserted, each:
//              its place in the context
//              count of runs, each: gap, size, left, right; in the order rga left, Lamport number
//              count of ranges of what is left, each: gap, size
// gap        how many counters there are between it and the one before
// left …     0 for the edge; counter × authors + place of the author
//
// Places count the authors of the context first, then the others; `authors` is how many both are.
#include "core/crdt/list/places_codec.h"

#include <algorithm>
#include <optional>

namespace core::crdt::list {
namespace {

constexpr std::size_t author_size_min = 7;
constexpr std::size_t places_run_size_min = 4;
constexpr std::size_t range_size_min = 2;

bool is_in(const DotContext& context, Author author) {
    const std::size_t place = context.place_of(author);
    return place < context.author_count() && context.author_at(place) == author;
}

class PlacesWriter {
public:
    PlacesWriter(StoreWriter& writer, const Places& places) : writer_(writer), places_(places) {}

    void write(const DotContext& left) {
        gather_others();
        writer_.number(others_.size());
        for (const Author other : others_) writer_.bytes().u64_be(other.value);
        writer_.number(places_.known().size());
        auto author_left = left.begin();
        for (const auto& [author, counters] : places_.known()) {
            writer_.number(writer_.context().place_of(author));
            write_runs(author, counters);
            const bool has_some = author_left != left.end() && author_left->first == author;
            write_ranges(has_some ? author_left->second : RangeSet{});
            if (has_some) ++author_left;
        }
    }

private:
    void gather_others() {
        const auto mention = [this](Dot dot) {
            if (dot.counter > 0 && !is_in(writer_.context(), dot.author))
                others_.push_back(dot.author);
        };
        places_.each_insertion_since({}, [&mention](const Insertion& run) {
            mention(run.left);
            mention(run.right);
        });
        std::ranges::sort(others_);
        const auto repeated = std::ranges::unique(others_);
        others_.erase(repeated.begin(), repeated.end());
    }

    void write_runs(Author author, const RangeSet& counters) {
        std::vector<Insertion> runs;
        for (const Range range : counters)
            places_.each_insertion(author, range,
                                   [&runs](const Insertion& run) { runs.push_back(run); });
        writer_.number(runs.size());
        std::uint64_t reached = 0;
        for (const Insertion& run : runs) {
            write_range({run.first.counter, run.first.counter + run.size}, reached);
            write_neighbour(run.left);
            if (places_.order() == Order::rga)
                writer_.number(run.lamport.value);
            else
                write_neighbour(run.right);
        }
    }
    void write_ranges(const RangeSet& ranges) {
        writer_.number(ranges.size());
        std::uint64_t reached = 0;
        for (const Range range : ranges) write_range(range, reached);
    }
    void write_range(Range range, std::uint64_t& reached) {
        writer_.number(range.begin - reached);
        writer_.number(range.end - range.begin);
        reached = range.end;
    }
    void write_neighbour(Dot dot) {
        if (dot.counter == 0) return writer_.number(0);
        const DotContext& context = writer_.context();
        const std::size_t authors = context.author_count() + others_.size();
        const auto other = std::ranges::lower_bound(others_, dot.author) - others_.begin();
        const std::size_t place = is_in(context, dot.author)
                                      ? context.place_of(dot.author)
                                      : context.author_count() + static_cast<std::size_t>(other);
        writer_.number(dot.counter * authors + place);
    }

    StoreWriter& writer_;
    const Places& places_;
    std::vector<Author> others_;
};

class PlacesReader {
public:
    PlacesReader(StoreReader& reader, Order order)
        : reader_(reader), context_(reader.context()), order_(order) {}

    Result<PlacesRead> read() {
        TRY(read_others());
        const std::uint64_t count = TRY(reader_.count(author_size_min));
        std::optional<std::uint64_t> before;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t place = TRY(reader_.number());
            if (before && place <= *before) return fail(Error::not_canonical);
            if (place >= context_.author_count()) return fail(Error::malformed);
            TRY(read_author(static_cast<std::size_t>(place)));
            before = place;
        }
        // An author whom nothing names would make a second form of the same.
        if (std::ranges::count(is_named_, true) != std::ssize(is_named_))
            return fail(Error::not_canonical);
        return std::move(read_);
    }

private:
    Result<void> read_others() {
        const std::uint64_t count = TRY(reader_.count(sizeof(std::uint64_t)));
        for (std::uint64_t i = 0; i < count; ++i) {
            const Author author{TRY(reader_.bytes().u64_be())};
            if ((i > 0 && author <= others_.back()) || is_in(context_, author))
                return fail(Error::not_canonical);
            others_.push_back(author);
        }
        is_named_.resize(others_.size());
        return {};
    }

    Result<void> read_author(std::size_t place) {
        const auto& [author, seen] = *(context_.begin() + static_cast<std::ptrdiff_t>(place));
        const std::uint64_t count = TRY(reader_.count(places_run_size_min));
        if (count == 0) return fail(Error::not_canonical);
        RangeSet inserted;
        std::uint64_t reached = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const Range range = TRY(read_range(reached));
            if (range.begin == 0 || !seen.contains(range)) return fail(Error::malformed);
            const Insertion run = TRY(read_run({author, range.begin}, range));
            if (i > 0 && goes_on(read_.insertions.back(), run)) return fail(Error::not_canonical);
            inserted.add(range);
            read_.insertions.push_back(run);
        }
        return read_left(author, inserted);
    }

    Result<Insertion> read_run(Dot first, Range range) {
        Insertion run{first, static_cast<std::uint32_t>(range.end - range.begin), {}, {}, {}};
        run.left = TRY(read_neighbour());
        if (order_ == Order::rga) {
            run.lamport = Lamport{TRY(reader_.number())};
            if (run.lamport.value > sequence::lamport_known_max) return fail(Error::too_large);
        } else {
            run.right = TRY(read_neighbour());
        }
        return run;
    }
    [[nodiscard]] bool goes_on(const Insertion& before, const Insertion& run) const {
        const Dot behind{before.first.author, before.first.counter + before.size};
        const bool is_later =
            order_ != Order::rga || run.lamport.value == before.lamport.value + before.size;
        return run.first == behind && run.left == Dot{behind.author, behind.counter - 1} &&
               run.right == before.right && is_later;
    }

    Result<void> read_left(Author author, const RangeSet& inserted) {
        const std::uint64_t count = TRY(reader_.count(range_size_min));
        std::uint64_t reached = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t before = reached;
            const Range range = TRY(read_range(reached));
            if (i > 0 && range.begin == before) return fail(Error::not_canonical);
            if (!inserted.contains(range)) return fail(Error::malformed);
            read_.left.add(author, range);
        }
        return {};
    }

    Result<Range> read_range(std::uint64_t& reached) {
        const std::uint64_t gap = TRY(reader_.number());
        const std::uint64_t size = TRY(reader_.number());
        if (size == 0) return fail(Error::not_canonical);
        // Two numbers below 2^63 and one that was checked before do not wrap.
        const std::uint64_t begin = reached + gap;
        if (begin > sequence::items_max || size > sequence::items_max - begin)
            return fail(Error::too_large);
        reached = begin + size;
        return Range{begin, reached};
    }

    Result<Dot> read_neighbour() {
        const std::uint64_t number = TRY(reader_.number());
        if (number == 0) return Dot{};
        const std::size_t authors = context_.author_count() + others_.size();
        if (number < authors) return fail(Error::malformed);
        if (number / authors > sequence::items_max) return fail(Error::too_large);
        const auto place = static_cast<std::size_t>(number % authors);
        if (place < context_.author_count())
            return Dot{context_.author_at(place), number / authors};
        is_named_[place - context_.author_count()] = true;
        return Dot{others_[place - context_.author_count()], number / authors};
    }

    StoreReader& reader_;
    const DotContext& context_;
    Order order_;
    std::vector<Author> others_;
    std::vector<bool> is_named_;
    PlacesRead read_;
};

}  // namespace

void write_places(StoreWriter& writer, const Places& places, const DotContext& left) {
    PlacesWriter(writer, places).write(left);
}

Result<PlacesRead> read_places(StoreReader& reader, Order order) {
    return PlacesReader(reader, order).read();
}

}  // namespace core::crdt::list

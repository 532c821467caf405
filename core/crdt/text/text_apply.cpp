// Taking in what others did. What is here already is left out first, and all that the rest refers
// to is looked for; only then is anything changed.
#include <algorithm>

#include "core/base/assert.h"
#include "core/base/range_set.h"
#include "core/codec/utf8.h"
#include "core/crdt/text/erased_ranges.h"
#include "core/crdt/text/text.h"
#include "core/crdt/text/text_change.h"

namespace core::crdt {

using sequence::Deletion;
using sequence::Insertion;

namespace {

// The part of a run that is behind what was reached: the run may have grown since it was sent last.
TextChange behind(const TextChange& change, std::uint64_t reached) {
    if (change.first.counter > reached) return change;
    if (const auto* const run = get_if<ErasureRun>(&change.what)) {
        const auto skipped = static_cast<std::uint32_t>(reached - change.first.counter) + 1;
        return {{change.first.author, reached + 1},
                ErasureRun{run->target_at(skipped), run->count - skipped, run->is_backwards}};
    }
    const auto* const insertion = get_if<TextInsertion>(&change.what);
    ASSERT(insertion != nullptr);
    std::string_view left = insertion->characters;
    for (std::uint64_t i = change.first.counter; i <= reached; ++i)
        (void)codec::take_code_point(left);
    const Dot last{change.first.author, reached};
    TextInsertion rest{last, insertion->right, std::string(left), insertion->lamport};
    if (rest.lamport.value > 0) rest.lamport.value += reached + 1 - change.first.counter;
    return {{last.author, reached + 1}, std::move(rest)};
}

}  // namespace

// What of a delta is not here yet, and whether all that it refers to will be.
class Text::Newcomers {
public:
    explicit Newcomers(const Text& text) : text_(text) {}

    Result<TextDelta> of(const TextDelta& delta) {
        TextDelta news;
        news.reserve(delta.size());
        for (const TextChange& whole : delta) {
            const std::uint64_t before = reached_by(whole.first.author);
            if (whole.first.counter == 0 || size_of(whole) == 0) return fail(Error::malformed);
            if (whole.first.counter > sequence::items_max) return fail(Error::too_large);
            if (whole.first.counter + size_of(whole) - 1 <= before) continue;
            TextChange change = behind(whole, before);
            if (change.first.counter != before + 1) return fail(Error::value_missing);
            TRY(add(change));
            news.push_back(std::move(change));
        }
        return news;
    }

private:
    // Of one author, when the part of the delta that was looked at is applied.
    struct Ahead {
        std::uint64_t reached = 0;
        RangeSet characters;
    };

    [[nodiscard]] std::uint64_t reached_by(Author author) const {
        const Ahead* const ahead = ahead_.find(author);
        return ahead ? ahead->reached : text_.version_[author];
    }

    Result<void> add(const TextChange& change) {
        const std::uint64_t size = size_of(change);
        added_ += size;
        if (change.first.counter > sequence::items_max - size ||
            added_ > sequence::items_max - text_.sequence_.total_size())
            return fail(Error::too_large);
        if (!refers_to_known(change)) return fail(Error::value_missing);
        if (text_.version_[change.first.author] == 0 && !ahead_.contains(change.first.author) &&
            text_.version_.size() + ++new_authors_ > authors_max)
            return fail(Error::too_large);
        Ahead& ahead = ahead_.ensure(change.first.author);
        const std::uint64_t end = change.first.counter + size;
        ahead.reached = end - 1;
        if (holds_alternative<TextInsertion>(change.what))
            ahead.characters.add({change.first.counter, end});
        return {};
    }

    [[nodiscard]] bool refers_to_known(const TextChange& change) const {
        if (const auto* const insertion = get_if<TextInsertion>(&change.what))
            return knows(insertion->left) && knows(insertion->right);
        return each_deletion(change, [this](const Deletion& deletion) {
            return deletion.first.counter > 0 && deletion.size > 0 &&
                   knows(deletion.first, deletion.size);
        });
    }
    [[nodiscard]] bool knows(Dot neighbour) const {
        return neighbour.counter == 0 || knows(neighbour, 1);
    }
    // What is here comes before what is ahead.
    [[nodiscard]] bool knows(Dot first, std::uint64_t size) const {
        if (first.counter > sequence::items_max) return false;
        const std::uint64_t end = first.counter + size;
        const std::uint64_t here = std::min(end, text_.version_[first.author] + 1);
        if (first.counter < here) {
            const AuthorState& author = *text_.authors_.find(first.author);
            if (!author.has_typed(static_cast<std::uint32_t>(first.counter),
                                  static_cast<std::uint32_t>(here - first.counter)))
                return false;
            first.counter = here;
        }
        const Ahead* const ahead = ahead_.find(first.author);
        return first.counter == end ||
               (ahead && ahead->characters.contains(Range{first.counter, end}));
    }

    const Text& text_;
    OrderedMap<Author, Ahead> ahead_;
    std::uint64_t added_ = 0;
    std::size_t new_authors_ = 0;
};

// All of them or none: that two neighbours cannot have been seen side by side is found out only
// where they stand. Deletions come later, and make no difference to where anything goes.
Result<void> Text::integrate_insertions(const TextDelta& news) {
    std::vector<Insertion> done;
    for (const TextChange& change : news) {
        const auto* const typed = get_if<TextInsertion>(&change.what);
        if (typed == nullptr) continue;
        const Insertion next{change.first, size_of(change), typed->left, typed->right,
                             typed->lamport};
        if (const auto integrated = sequence_.integrate(next); !integrated) {
            for (; !done.empty(); done.pop_back()) sequence_.take_back(done.back());
            return integrated;
        }
        done.push_back(next);
    }
    return {};
}

Result<void> Text::apply(const TextDelta& delta) {
    const TextDelta news = TRY(Newcomers(*this).of(delta));
    TRY(integrate_insertions(news));
    ErasedRanges erased;
    for (const TextChange& change : news) {
        if (!holds_alternative<TextInsertion>(change.what)) {
            const bool is_done = each_deletion(change, [&](const Deletion& deletion) {
                return erased.each_new(deletion, [this](const Deletion& fresh) {
                    return sequence_.integrate(fresh).has_value();
                });
            });
            ASSERT(is_done);
        }
        put(change);
    }
    return {};
}

void Text::merge(Text& other) {
    ASSERT(order() == other.order());
    if (this == &other) return;
    const auto merged = apply(other.since(version_));
    ASSERT(merged);
}

}  // namespace core::crdt

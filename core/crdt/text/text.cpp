// The sequence knows the order, the glyphs of each author what stands there; erasures are kept as
// they were made, for those that have not seen them.
#include "core/crdt/text/text.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/base/range_set.h"
#include "core/codec/utf8.h"

namespace core::crdt {

using sequence::Deletion;
using sequence::Insertion;

namespace {

std::uint32_t size_of(const TextChange& change) {
    if (const auto* const insertion = std::get_if<TextInsertion>(&change.what))
        return static_cast<std::uint32_t>(codec::code_point_count(insertion->characters));
    if (const auto* const run = std::get_if<ErasureRun>(&change.what)) return run->count;
    return 1;
}

// What an erasure deletes, `visit(Deletion)`, as long as that returns true.
template <class Visit>
bool each_deletion(const TextChange& change, Visit visit) {
    if (const auto* const erasure = std::get_if<TextErasure>(&change.what))
        return std::ranges::all_of(erasure->deletions, visit);
    const auto& run = std::get<ErasureRun>(change.what);
    const Dot first = run.is_backwards ? run.target_at(run.count - 1) : run.target;
    return visit(Deletion{first, run.count});
}

// The part of a run that is behind what was reached: the run may have grown since it was sent last.
TextChange behind(const TextChange& change, std::uint64_t reached) {
    if (change.first.counter > reached) return change;
    if (const auto* const run = std::get_if<ErasureRun>(&change.what)) {
        const auto skipped = static_cast<std::uint32_t>(reached - change.first.counter) + 1;
        return {{change.first.author, reached + 1},
                ErasureRun{run->target_at(skipped), run->count - skipped, run->is_backwards}};
    }
    const auto* const insertion = std::get_if<TextInsertion>(&change.what);
    ASSERT(insertion != nullptr);
    std::string_view left = insertion->characters;
    for (std::uint64_t i = change.first.counter; i <= reached; ++i)
        (void)codec::take_code_point(left);
    const Dot last{change.first.author, reached};
    return {{last.author, reached + 1}, TextInsertion{last, insertion->right, std::string(left)}};
}

}  // namespace

std::string Text::to_string() const {
    std::string text;
    text.reserve(size());
    sequence_.each([&](Dot first, std::uint32_t size, bool is_deleted) {
        if (is_deleted) return;
        const AuthorState* const author = authors_.find(first.author);
        author->append_to(text, static_cast<std::uint32_t>(first.counter), size);
    });
    return text;
}

TextChange Text::insert(Author author, std::uint32_t position, std::string_view characters) {
    const Dot first{author, version_[author] + 1};
    const auto size = static_cast<std::uint32_t>(codec::code_point_count(characters));
    const Insertion inserted = sequence_.insert(position, size, first);
    const TextChange change{first,
                            TextInsertion{inserted.left, inserted.right, std::string(characters)}};
    put(change);
    return change;
}

TextChange Text::erase(Author author, std::uint32_t position, std::uint32_t size) {
    const Dot first{author, version_[author] + 1};
    TextErasure erasure;
    sequence_.erase(position, size,
                    [&](const Deletion& deletion) { erasure.deletions.push_back(deletion); });
    const TextChange change{first, std::move(erasure)};
    put(change);
    return change;
}

// Notes what is in the sequence already.
void Text::put(const TextChange& change) {
    AuthorState& state = authors_.ensure(change.first.author);
    auto counter = static_cast<std::uint32_t>(change.first.counter);
    if (const auto* const insertion = std::get_if<TextInsertion>(&change.what)) {
        std::string_view left = insertion->characters;
        std::uint32_t place = state.place_of(counter);
        for (; !left.empty(); ++counter) state.glyphs.put(place++, codec::take_code_point(left));
        version_.include({change.first.author, counter - 1});
        return;
    }
    if (const auto* const run = std::get_if<ErasureRun>(&change.what))
        state.erasures.add(counter, *run);
    else
        state.erasures.add(counter, std::get<TextErasure>(change.what).deletions);
    version_.include({change.first.author, counter + size_of(change) - 1});
}

namespace {

// What will be there when the part of a delta that was looked at is applied.
class Announced {
public:
    explicit Announced(sequence::Sequence& there) : there_(there) {}

    void add(Dot first, std::uint32_t size) {
        items_.ensure(first.author).add({first.counter, first.counter + size});
    }
    [[nodiscard]] bool knows(Dot first, std::uint32_t size) const {
        if (first.counter == 0 || there_.contains_all(first, size)) return true;
        const RangeSet* const items = items_.find(first.author);
        for (std::uint64_t end = first.counter + size; first.counter < end; ++first.counter)
            if (!(items && items->contains(first.counter)) && !there_.contains(first)) return false;
        return true;
    }

private:
    sequence::Sequence& there_;
    FlatMap<Author, RangeSet> items_;
};

bool refers_to_known(const Announced& announced, const TextChange& change) {
    if (const auto* const insertion = std::get_if<TextInsertion>(&change.what))
        return announced.knows(insertion->left, 1) && announced.knows(insertion->right, 1);
    return each_deletion(change, [&announced](const Deletion& deletion) {
        return deletion.first.counter > 0 && announced.knows(deletion.first, deletion.size);
    });
}

}  // namespace

Result<void> Text::check(const TextDelta& delta) {
    Version reached = version_;
    Announced announced(sequence_);
    std::uint64_t added = 0;
    for (const TextChange& whole : delta) {
        const std::uint64_t before = reached[whole.first.author];
        if (whole.first.counter == 0 || size_of(whole) == 0) return fail(Error::malformed);
        if (whole.first.counter > sequence::items_max) return fail(Error::too_large);
        if (whole.first.counter + size_of(whole) - 1 <= before) continue;
        const TextChange change = behind(whole, before);
        const std::uint64_t size = size_of(change);
        if (change.first.counter != before + 1) return fail(Error::value_missing);
        added += size;
        if (change.first.counter > sequence::items_max - size ||
            added > sequence::items_max - sequence_.total_size())
            return fail(Error::too_large);
        if (!refers_to_known(announced, change)) return fail(Error::value_missing);
        if (std::holds_alternative<TextInsertion>(change.what))
            announced.add(change.first, static_cast<std::uint32_t>(size));
        reached.include({change.first.author, before + size});
        if (reached.size() > authors_max) return fail(Error::too_large);
    }
    return {};
}

Result<void> Text::apply(const TextDelta& delta) {
    TRY(check(delta));
    for (const TextChange& whole : delta) {
        const std::uint64_t before = version_[whole.first.author];
        if (whole.first.counter + size_of(whole) - 1 <= before) continue;
        const TextChange change = behind(whole, before);
        if (const auto* const insertion = std::get_if<TextInsertion>(&change.what)) {
            const auto done = sequence_.integrate(
                Insertion{change.first, size_of(change), insertion->left, insertion->right, {}});
            ASSERT(done);
        } else {
            const bool done = each_deletion(change, [this](const Deletion& deletion) {
                return sequence_.integrate(deletion).has_value();
            });
            ASSERT(done);
        }
        put(change);
    }
    return {};
}

void Text::merge(Text& other) {
    if (this == &other) return;
    const auto merged = apply(other.since(version_));
    ASSERT(merged);
}

void Text::pack() {
    sequence_.pack();
    for (const auto& [author, counter] : version_)
        if (AuthorState* const state = authors_.find(author)) state->erasures.pack();
}

// --- What is new since a version

// The longest change that begins there.
TextChange Text::change_at(Dot first) {
    AuthorState& state = *authors_.find(first.author);
    const auto counter = static_cast<std::uint32_t>(first.counter);
    if (auto deletions = state.erasures.find(counter))
        return {first, TextErasure{std::move(*deletions)}};
    if (const auto run = state.erasures.run_from(counter)) return {first, *run};
    const Insertion inserted = sequence_.inserted(first, sequence::items_max);
    TextInsertion insertion{inserted.left, inserted.right, {}};
    state.append_to(insertion.characters, counter, inserted.size);
    return {first, std::move(insertion)};
}

// Takes the changes of the first author, as far as they refer to what was taken; where one refers
// to another author's, that author's come first.
class Text::Collector {
public:
    Collector(Text& text, const Version& version) : text_(text), reached_(version) {}

    TextDelta collect() {
        for (const auto& [author, end] : text_.version_) take({author, end});
        return std::move(delta_);
    }

private:
    // A stack instead of recursion: authors may answer one another for ever.
    void take(Dot last) {
        std::vector<Dot> wanted{last};
        while (!wanted.empty()) {
            const Dot until = wanted.back();
            if (reached_.includes(until)) {
                wanted.pop_back();
                continue;
            }
            TextChange change = text_.change_at({until.author, reached_[until.author] + 1});
            const std::size_t before = wanted.size();
            each_reference(change, [&](Dot dot) {
                if (!reached_.includes(dot)) wanted.push_back(dot);
            });
            if (wanted.size() > before) continue;
            reached_.include({until.author, change.first.counter + size_of(change) - 1});
            delta_.push_back(std::move(change));
        }
    }

    template <class Visit>
    static void each_reference(const TextChange& change, Visit visit) {
        if (const auto* const insertion = std::get_if<TextInsertion>(&change.what)) {
            visit(insertion->left);
            visit(insertion->right);
            return;
        }
        each_deletion(change, [&visit](const Deletion& deletion) {
            visit({deletion.first.author, deletion.first.counter + deletion.size - 1});
            return true;
        });
    }

    Text& text_;
    Version reached_;
    TextDelta delta_;
};

TextDelta Text::since(const Version& version) { return Collector(*this, version).collect(); }

}  // namespace core::crdt

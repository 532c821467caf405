// The sequence knows the order, the glyphs of each author what stands there; erasures are kept as
// they were made, for those that have not seen them.
#include "core/crdt/text/text.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/codec/utf8.h"
#include "core/crdt/text/text_change.h"

namespace core::crdt {

using sequence::Deletion;
using sequence::Insertion;

namespace {

// What is typed is one byte, for which counting and copying any number are detours.
std::uint32_t count_of(std::string_view characters) {
    if (characters.size() == 1) return 1;
    return static_cast<std::uint32_t>(codec::code_point_count(characters));
}
std::string copied(std::string_view characters) {
    if (characters.size() != 1) return std::string(characters);
    std::string one;
    one.push_back(characters.front());
    return one;
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
    const std::uint32_t size = count_of(characters);
    const Dot first{author, version_.include_next(author, size)};
    const Insertion inserted = sequence_.insert(position, size, first);
    AuthorState& state = authors_.ensure(author);
    state.glyphs.put(state.place_of(static_cast<std::uint32_t>(first.counter)), characters);
    return {first,
            decltype(TextChange::what)(std::in_place_type<TextInsertion>, inserted.left,
                                       inserted.right, copied(characters), inserted.lamport)};
}

TextChange Text::erase(Author author, std::uint32_t position, std::uint32_t size) {
    TextChange change{{author, version_.include_next(author, 1)}, TextErasure{}};
    Deletions& deletions = get<TextErasure>(change.what).deletions;
    sequence_.erase(position, size,
                    [&](const Deletion& deletion) { deletions.push_back(deletion); });
    const auto counter = static_cast<std::uint32_t>(change.first.counter);
    authors_.ensure(author).erasures.add(counter, deletions);
    return change;
}

// Notes what is in the sequence already.
void Text::put(const TextChange& change) {
    AuthorState& state = authors_.ensure(change.first.author);
    const auto counter = static_cast<std::uint32_t>(change.first.counter);
    if (const auto* const insertion = get_if<TextInsertion>(&change.what))
        state.glyphs.put(state.place_of(counter), insertion->characters);
    else if (const auto* const run = get_if<ErasureRun>(&change.what))
        state.erasures.add(counter, *run);
    else
        state.erasures.add(counter, get<TextErasure>(change.what).deletions);
    version_.include({change.first.author, counter + size_of(change) - 1});
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
    TextInsertion insertion{inserted.left, inserted.right, {}, inserted.lamport};
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
        if (const auto* const insertion = get_if<TextInsertion>(&change.what)) {
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

// Plays the history again, in a sequence without characters, to see where each step was made. What
// its author saw otherwise than it is here, because others wrote at the same time, is named:
//
//   insert_between      left, right; in the order rga the Lamport number instead of right
//   erase_those…        the first one to go
//   erase_these         how many runs; each its first and its size
//
// A named character is the place of its author + 1 and how many events ago it was among the
// author's own, or 0 for the edge of the text.
#include "core/base/assert.h"
#include "core/codec/utf8.h"
#include "core/codec/varint.h"
#include "core/crdt/text/text_file.h"
#include "core/crdt/text/text_file_parts.h"
#include "core/crdt/text/text_steps.h"

namespace core::crdt {

using sequence::Deletion;
using sequence::Insertion;
using text_file::Column;
using text_file::PartsWriter;
using text_file::StepKind;

namespace {

class StepsOfText {
public:
    explicit StepsOfText(Text& text) : shadow_(text.order()) {
        for (const auto& [author, counter] : text.version()) authors_.push_back(author);
        for (const TextChange& change : text.since({})) take(change);
        steps_.finish();
    }
    [[nodiscard]] const text_file::Columns& columns() const { return columns_; }

private:
    void take(const TextChange& change) {
        steps_.author(place_of(change.first.author));
        if (const auto* const insertion = get_if<TextInsertion>(&change.what))
            take(change.first, *insertion);
        else if (const auto* const run = get_if<ErasureRun>(&change.what))
            take(change.first, *run);
        else
            take(change.first, get<TextErasure>(change.what).deletions);
    }

    void take(Dot first, const TextInsertion& typed) {
        const auto size = static_cast<std::uint32_t>(codec::code_point_count(typed.characters));
        const Insertion insertion{first, size, typed.left, typed.right, typed.lamport};
        if (const auto position = position_of(insertion)) {
            step(StepKind::insert, size, *position);
            shadow_.insert(*position, size, first);
            cursor_.inserted(*position, size);
        } else {
            steps_.step(StepKind::insert_between, size, 0);
            refer(typed.left);
            if (shadow_.order() == sequence::Order::rga)
                steps_.number(Column::references, typed.lamport.value);
            else
                refer(typed.right);
            ASSERT(shadow_.integrate(insertion));
        }
        reached_.include({first.author, first.counter + size - 1});
    }

    void take(Dot first, const ErasureRun& run) {
        const Dot last = run.target_at(run.count - 1);
        const Deletion range{run.is_backwards ? last : run.target, run.count};
        const auto low = position_of(range);
        // What is erased in front of the cursor was erased with the backspace key, if it is one.
        const bool is_backwards =
            run.is_backwards ||
            (low && run.count == 1 && *low == cursor_.expected(StepKind::erase_backwards));
        if (low) {
            step(is_backwards ? StepKind::erase_backwards : StepKind::erase_forwards, run.count,
                 is_backwards ? *low + run.count - 1 : *low);
            erase(*low, run.count);
        } else {
            steps_.step(
                run.is_backwards ? StepKind::erase_those_backwards : StepKind::erase_those_forwards,
                run.count, 0);
            refer(run.target);
            ASSERT(shadow_.integrate(range));
        }
        reached_.include({first.author, first.counter + run.count - 1});
    }

    void take(Dot first, const Deletions& deletions) {
        std::uint32_t size = 0;
        for (const Deletion& deletion : deletions) size += deletion.size;
        const auto low = position_of(deletions);
        if (low && size > 0) {
            step(StepKind::erase, size, *low);
            erase(*low, size);
        } else {
            steps_.step(StepKind::erase_these, 1, 0);
            steps_.number(Column::references, deletions.size());
            for (const Deletion& deletion : deletions) {
                refer(deletion.first);
                steps_.number(Column::references, deletion.size);
                ASSERT(shadow_.integrate(deletion));
            }
        }
        reached_.include(first);
    }

    // Where its author inserted it, if what is visible now shows the same.
    [[nodiscard]] std::optional<std::uint32_t> position_of(const Insertion& insertion) {
        std::uint32_t position = 0;
        if (insertion.left.counter > 0) {
            const auto left = shadow_.position_of(insertion.left);
            if (!left) return std::nullopt;
            position = *left + 1;
        }
        if (shadow_.insertion_at(position, insertion.size, insertion.first) != insertion)
            return std::nullopt;
        return position;
    }

    // Where they are, if all are visible behind one another.
    [[nodiscard]] std::optional<std::uint32_t> position_of(Deletion rest) {
        const auto low = shadow_.position_of(rest.first);
        if (!low) return std::nullopt;
        for (std::uint32_t position = *low; rest.size > 0;) {
            if (position == shadow_.size()) return std::nullopt;
            const Deletion here = shadow_.visible_at(position);
            if (here.first != rest.first) return std::nullopt;
            const std::uint32_t size = std::min(here.size, rest.size);
            position += size;
            rest.first.counter += size;
            rest.size -= size;
        }
        return low;
    }
    // Where they are, if erasing there gives just these runs.
    [[nodiscard]] std::optional<std::uint32_t> position_of(const Deletions& runs) {
        if (runs.empty()) return std::nullopt;
        const auto low = shadow_.position_of(runs[0].first);
        if (!low) return std::nullopt;
        std::uint32_t position = *low;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            if (position == shadow_.size()) return std::nullopt;
            const Deletion here = shadow_.visible_at(position);
            const bool is_last = i + 1 == runs.size();
            if (here.first != runs[i].first || here.size < runs[i].size ||
                (here.size > runs[i].size && !is_last))
                return std::nullopt;
            position += runs[i].size;
        }
        return low;
    }

    void step(StepKind kind, std::uint32_t size, std::uint32_t position) {
        steps_.step(kind, size, position - cursor_.expected(kind));
    }

    void erase(std::uint32_t position, std::uint32_t size) {
        shadow_.erase(position, size, [](const Deletion&) {});
        cursor_.erased(position);
    }

    void refer(Dot dot) {
        if (dot.counter == 0) return steps_.number(Column::references, 0);
        steps_.number(Column::references, place_of(dot.author) + 1);
        steps_.number(Column::references, reached_[dot.author] - dot.counter);
    }

    [[nodiscard]] std::uint64_t place_of(Author author) const {
        return static_cast<std::uint64_t>(std::ranges::lower_bound(authors_, author) -
                                          authors_.begin());
    }

    std::vector<Author> authors_;
    sequence::Sequence shadow_;
    Version reached_;
    text_file::Cursor cursor_;
    text_file::Columns columns_;
    text_file::StepsWriter steps_{columns_};
};

}  // namespace

// Author by author, in the order of typing.
std::string Text::deleted_characters() const {
    std::vector<Deletion> deleted;
    sequence_.each([&](Dot first, std::uint32_t size, bool is_deleted) {
        if (is_deleted) deleted.push_back({first, size});
    });
    std::ranges::sort(deleted, {}, &Deletion::first);
    std::string characters;
    for (const Deletion& run : deleted)
        authors_.find(run.first.author)
            ->append_to(characters, static_cast<std::uint32_t>(run.first.counter), run.size);
    return characters;
}

Result<Buffer> write_text_file(Text& text) {
    Buffer file;
    BufferWriter writer(file, SIZE_MAX);
    writer.u8(text_file_first_byte(text.order()));
    std::string characters = text.to_string();
    codec::write_varint(writer, characters.size());
    characters += text.deleted_characters();
    PartsWriter parts(writer);
    TRY(parts.add(as_bytes(characters)));
    codec::write_varint(writer, text.version().size());
    for (const auto& [author, counter] : text.version()) writer.u64_be(author.value);
    const StepsOfText steps(text);
    for (const Buffer& column : steps.columns()) TRY(parts.add(column));
    return file;
}

}  // namespace core::crdt

// Makes the items of the sequence step by step, and gives them their characters when all are there.
#include <algorithm>

#include "core/base/assert.h"
#include "core/codec/count.h"
#include "core/codec/utf8.h"
#include "core/codec/varint.h"
#include "core/crdt/text/erased_ranges.h"
#include "core/crdt/text/text_file.h"
#include "core/crdt/text/text_file_parts.h"
#include "core/crdt/text/text_steps.h"

namespace core::crdt {

using sequence::Deletion;
using sequence::Insertion;
using sequence::Order;
using text_file::Column;
using text_file::PartsReader;
using text_file::StepHead;
using text_file::StepKind;

namespace {

struct FileCharacters {
    Order order;
    std::string all;
    std::size_t visible_bytes;

    [[nodiscard]] std::string_view visible() const {
        return std::string_view(all).substr(0, visible_bytes);
    }
    [[nodiscard]] std::string_view deleted() const {
        return std::string_view(all).substr(visible_bytes);
    }
};

// The first part is theirs.
Result<FileCharacters> read_characters(Reader& reader, PartsReader& parts) {
    const std::uint8_t first_byte = TRY(reader.u8());
    const auto order = static_cast<Order>(first_byte / 16);
    if (first_byte / 16 >= sequence::order_count || first_byte != text_file_first_byte(order))
        return fail(Error::format_unknown);
    const std::uint64_t visible_bytes = TRY(codec::read_varint(reader));
    const Buffer bytes = TRY(parts.next());
    if (visible_bytes > bytes.size()) return fail(Error::truncated);
    FileCharacters characters{order, std::string(as_text(bytes)),
                              static_cast<std::size_t>(visible_bytes)};
    if (!codec::is_utf8(characters.visible()) || !codec::is_utf8(characters.deleted()))
        return fail(Error::malformed);
    return characters;
}

Result<std::vector<Author>> read_authors(Reader& reader) {
    const std::size_t count = TRY(codec::read_count(reader, sizeof(std::uint64_t), authors_max));
    std::vector<Author> authors;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Author author{TRY(reader.u64_be())};
        if (!authors.empty() && author <= authors.back()) return fail(Error::not_canonical);
        authors.push_back(author);
    }
    return authors;
}

}  // namespace

class TextFileReader {
public:
    TextFileReader(Order order, const std::vector<Author>& authors,
                   const text_file::Columns& columns)
        : authors_(authors), steps_(columns), text_(order) {}

    Result<Text> read(const FileCharacters& characters) {
        while (!steps_.at_end()) {
            const StepHead step = TRY(steps_.step());
            TRY(take(step));
        }
        TRY(steps_.expect_end());
        TRY(give(characters));
        text_.pack();
        return std::move(text_);
    }

private:
    Result<void> take(const StepHead& step) {
        const Author author = TRY(author_at(step.author));
        const Dot first{author, text_.version_[author] + 1};
        const std::uint32_t events =
            step.kind == StepKind::erase || step.kind == StepKind::erase_these ? 1 : step.size;
        if (first.counter > sequence::items_max - events) return fail(Error::too_large);
        switch (step.kind) {
            case StepKind::insert: TRY(insert(first, step)); break;
            case StepKind::insert_between: TRY(insert_between(first, step)); break;
            case StepKind::erase: TRY(erase(first, step)); break;
            case StepKind::erase_forwards:
            case StepKind::erase_backwards: TRY(erase_run(first, step)); break;
            case StepKind::erase_these: TRY(erase_these(first)); break;
            case StepKind::erase_those_forwards:
            case StepKind::erase_those_backwards: TRY(erase_those(first, step)); break;
        }
        text_.version_.include({author, first.counter + events - 1});
        return {};
    }

    Result<void> insert(Dot first, const StepHead& step) {
        const auto position = TRY(position_of(step, 0));
        if (step.size > sequence::items_max - sequence().total_size())
            return fail(Error::too_large);
        sequence().insert(position, step.size, first);
        cursor_.inserted(position, step.size);
        return {};
    }

    Result<void> insert_between(Dot first, const StepHead& step) {
        const Dot left = TRY(reference());
        if (text_.order() == Order::rga) {
            const Lamport lamport{TRY(steps_.number(Column::references))};
            return sequence().integrate(Insertion{first, step.size, left, {}, lamport});
        }
        const Dot right = TRY(reference());
        return sequence().integrate(Insertion{first, step.size, left, right, {}});
    }

    Result<void> erase(Dot first, const StepHead& step) {
        const auto position = TRY(position_of(step, step.size));
        Deletions deletions;
        sequence().erase(position, step.size,
                         [&](const Deletion& deletion) { deletions.push_back(deletion); });
        cursor_.erased(position);
        note(first, std::move(deletions));
        return {};
    }

    Result<void> erase_run(Dot first, const StepHead& step) {
        const bool is_backwards = step.kind == StepKind::erase_backwards;
        const auto low = TRY(position_of(step, step.size));
        const Dot target = sequence().at(low);
        std::uint32_t erased = 0;
        bool is_run = true;
        sequence().erase(low, step.size, [&](const Deletion& deletion) {
            is_run = is_run && deletion.first == Dot{target.author, target.counter + erased};
            erased += deletion.size;
        });
        if (!is_run) return fail(Error::malformed);
        cursor_.erased(low);
        note(first, run_of({target, step.size}, is_backwards));
        return {};
    }

    Result<void> erase_these(Dot first) {
        Deletions deletions;
        for (std::uint64_t left = TRY(steps_.number(Column::references)); left > 0; --left) {
            const Dot run = TRY(reference());
            const std::uint64_t size = TRY(steps_.number(Column::references));
            if (run.counter == 0 || size == 0) return fail(Error::malformed);
            if (size > sequence::items_max) return fail(Error::too_large);
            deletions.push_back({run, static_cast<std::uint32_t>(size)});
            TRY(integrate(deletions.back()));
        }
        note(first, std::move(deletions));
        return {};
    }

    Result<void> erase_those(Dot first, const StepHead& step) {
        const bool is_backwards = step.kind == StepKind::erase_those_backwards;
        Dot low = TRY(reference());
        if (is_backwards) {
            if (low.counter < step.size) return fail(Error::malformed);
            low.counter -= step.size - 1;
        }
        if (low.counter == 0) return fail(Error::malformed);
        const Deletion range{low, step.size};
        TRY(integrate(range));
        note(first, run_of(range, is_backwards));
        return {};
    }

    Result<void> integrate(const Deletion& run) {
        Result<void> done;
        erased_.each_new(run, [&](const Deletion& fresh) {
            done = sequence().integrate(fresh);
            return done.has_value();
        });
        return done;
    }

    static ErasureRun run_of(Deletion range, bool is_backwards) {
        if (!is_backwards || range.size == 1) return {range.first, range.size, false};
        return {{range.first.author, range.first.counter + range.size - 1}, range.size, true};
    }

    template <class Erased>
    void note(Dot first, Erased erased) {
        text_.authors_.ensure(first.author)
            .erasures.add(static_cast<std::uint32_t>(first.counter), std::move(erased));
    }

    // The lowest position that the step is about, with `room` characters behind it.
    Result<std::uint32_t> position_of(const StepHead& step, std::uint32_t room) {
        std::int64_t position = cursor_.expected(step.kind) + step.moved;
        if (step.kind == StepKind::erase_backwards) position -= std::int64_t{step.size} - 1;
        if (position < 0 || position + room > sequence().size()) return fail(Error::malformed);
        return static_cast<std::uint32_t>(position);
    }

    Result<Author> author_at(std::uint64_t place) const {
        if (place >= authors_.size()) return fail(Error::malformed);
        return authors_[static_cast<std::size_t>(place)];
    }

    Result<Dot> reference() {
        const std::uint64_t place = TRY(steps_.number(Column::references));
        if (place == 0) return Dot{};
        const Author author = TRY(author_at(place - 1));
        const std::uint64_t back = TRY(steps_.number(Column::references));
        const std::uint64_t reached = text_.version_[author];
        if (back >= reached) return fail(Error::malformed);
        return Dot{author, reached - back};
    }

    Result<void> give(const FileCharacters& characters) {
        std::string_view visible = characters.visible();
        std::string_view rest = characters.deleted();
        // Before anything is kept of them: steps can claim any number.
        const std::uint32_t visible_count = sequence().size();
        TRY(check_count(visible, visible_count));
        TRY(check_count(rest, sequence().total_size() - visible_count));
        std::vector<Deletion> deleted;
        sequence().each([&](Dot first, std::uint32_t size, bool is_deleted) {
            if (is_deleted)
                deleted.push_back({first, size});
            else
                give(visible, {first, size});
        });
        std::ranges::sort(deleted, {}, &Deletion::first);
        for (const Deletion& run : deleted) give(rest, run);
        return {};
    }
    static Result<void> check_count(std::string_view characters, std::uint32_t wanted) {
        const std::size_t count = codec::code_point_count(characters);
        if (count < wanted) return fail(Error::truncated);
        if (count > wanted) return fail(Error::trailing_bytes);
        return {};
    }
    void give(std::string_view& characters, Deletion run) {
        Text::AuthorState& author = text_.authors_.ensure(run.first.author);
        std::uint32_t place = author.place_of(static_cast<std::uint32_t>(run.first.counter));
        for (std::uint32_t left = run.size; left > 0; --left)
            author.glyphs.put(place++, codec::take_code_point(characters));
    }

    sequence::Sequence& sequence() { return text_.sequence_; }

    const std::vector<Author>& authors_;
    text_file::StepsReader steps_;
    text_file::Cursor cursor_;
    ErasedRanges erased_;
    Text text_;
};

Result<Text> read_text_file(Bytes file) {
    Reader reader(file);
    PartsReader parts(reader);
    const FileCharacters characters = TRY(read_characters(reader, parts));
    const std::vector<Author> authors = TRY(read_authors(reader));
    text_file::Columns columns;
    for (Buffer& column : columns) column = TRY(parts.next());
    TRY(reader.expect_end());
    Text text = TRY(TextFileReader(characters.order, authors, columns).read(characters));
    // An author who did nothing would make a second form of the same.
    if (text.version().size() != authors.size()) return fail(Error::not_canonical);
    return text;
}

Result<std::string> text_of_file(Bytes file) {
    Reader reader(file);
    PartsReader parts(reader);
    FileCharacters characters = TRY(read_characters(reader, parts));
    characters.all.resize(characters.visible_bytes);
    return std::move(characters.all);
}

}  // namespace core::crdt

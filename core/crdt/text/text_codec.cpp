// delta   := count of authors, authors ascending (8 bytes each), changes to the end
// change  := head (place of the author × 4 + kind), counter, then by kind
//   typed   right; characters           behind the author's own character before it
//   insert  left, right; characters
//   erase   count of deletions, each: first, size
//   run     target, count × 2 + 1 if backwards
// dot     := place of the author + 1, counter; or 0 for the edge
// characters := size in bytes, UTF-8
#include "core/crdt/text/text_codec.h"

#include <map>
#include <set>

#include "core/codec/utf8.h"
#include "core/codec/varint.h"

namespace core::crdt {

using sequence::Deletion;

namespace {

enum class Kind : std::uint8_t { typed, insert, erase, run };
constexpr std::uint64_t kind_count = 4;
constexpr std::size_t deletion_size_min = 3;

bool is_typed(const TextChange& change, const TextInsertion& insertion) {
    return insertion.left == Dot{change.first.author, change.first.counter - 1} &&
           insertion.left.counter > 0;
}

class DeltaWriter {
public:
    DeltaWriter(BufferWriter& bytes, const TextDelta& delta) : bytes_(bytes) {
        for (const TextChange& change : delta) note(change);
        std::uint64_t place = 0;
        for (auto& [author, known] : places_) known = place++;
    }

    void write(const TextDelta& delta) {
        number(places_.size());
        for (const auto& [author, place] : places_) bytes_.u64_be(author.value);
        for (const TextChange& change : delta) write(change);
    }

private:
    void note(const TextChange& change) {
        note(change.first);
        if (const auto* const insertion = std::get_if<TextInsertion>(&change.what)) {
            note(insertion->left);
            note(insertion->right);
            return;
        }
        if (const auto* const run = std::get_if<ErasureRun>(&change.what)) return note(run->target);
        for (const Deletion& deletion : std::get<TextErasure>(change.what).deletions)
            note(deletion.first);
    }
    void note(Dot dot) {
        if (dot.counter > 0) places_[dot.author] = 0;
    }

    void write(const TextChange& change) {
        if (const auto* const insertion = std::get_if<TextInsertion>(&change.what)) {
            const bool typed = is_typed(change, *insertion);
            head(change, typed ? Kind::typed : Kind::insert);
            if (!typed) dot(insertion->left);
            dot(insertion->right);
            number(insertion->characters.size());
            bytes_.text(insertion->characters);
            return;
        }
        if (const auto* const run = std::get_if<ErasureRun>(&change.what)) {
            head(change, Kind::run);
            dot(run->target);
            return number(std::uint64_t{run->count} * 2 + (run->is_backwards ? 1 : 0));
        }
        head(change, Kind::erase);
        const auto& deletions = std::get<TextErasure>(change.what).deletions;
        number(deletions.size());
        for (const Deletion& deletion : deletions) {
            dot(deletion.first);
            number(deletion.size);
        }
    }
    void head(const TextChange& change, Kind kind) {
        number(places_.at(change.first.author) * kind_count + static_cast<std::uint64_t>(kind));
        number(change.first.counter);
    }
    void dot(Dot dot) {
        if (dot.counter == 0) return number(0);
        number(places_.at(dot.author) + 1);
        number(dot.counter);
    }
    void number(std::uint64_t number) { codec::write_varint(bytes_, number); }

    BufferWriter& bytes_;
    std::map<Author, std::uint64_t> places_;
};

class DeltaReader {
public:
    explicit DeltaReader(Bytes bytes) : bytes_(bytes) {}

    Result<TextDelta> read() {
        TRY(read_authors());
        TextDelta delta;
        while (!bytes_.at_end()) delta.push_back(TRY(read_change()));
        // An author whom nothing names would make a second form of the same.
        if (named_.size() != authors_.size()) return fail(Error::not_canonical);
        return delta;
    }

private:
    Result<std::uint64_t> number() { return codec::read_varint(bytes_); }

    Result<void> read_authors() {
        const std::uint64_t count = TRY(number());
        if (count > bytes_.remaining() / sizeof(std::uint64_t)) return fail(Error::truncated);
        for (std::uint64_t i = 0; i < count; ++i) {
            const Author author{TRY(bytes_.u64_be())};
            if (i > 0 && author <= authors_.back()) return fail(Error::not_canonical);
            authors_.push_back(author);
        }
        return {};
    }

    Result<Author> author(std::uint64_t place) {
        if (place >= authors_.size()) return fail(Error::malformed);
        named_.insert(place);
        return authors_[static_cast<std::size_t>(place)];
    }

    Result<TextChange> read_change() {
        const std::uint64_t head = TRY(number());
        const Author who = TRY(author(head / kind_count));
        const Dot first{who, TRY(number())};
        if (first.counter == 0) return fail(Error::malformed);
        const auto kind = static_cast<Kind>(head % kind_count);
        if (kind == Kind::erase) return TextChange{first, TRY(read_erasure())};
        if (kind == Kind::run) return TextChange{first, TRY(read_run())};
        TextInsertion insertion;
        insertion.left = {who, first.counter - 1};
        if (kind == Kind::insert) insertion.left = TRY(dot());
        insertion.right = TRY(dot());
        const std::uint64_t size = TRY(number());
        const Bytes characters = TRY(bytes_.take(size));
        if (characters.empty() || !codec::is_utf8(as_text(characters)))
            return fail(Error::malformed);
        insertion.characters = as_text(characters);
        TextChange change{first, std::move(insertion)};
        const bool typed = is_typed(change, std::get<TextInsertion>(change.what));
        if (typed != (kind == Kind::typed)) return fail(Error::not_canonical);
        return change;
    }

    Result<TextErasure> read_erasure() {
        const std::uint64_t count = TRY(number());
        if (count > bytes_.remaining() / deletion_size_min) return fail(Error::truncated);
        TextErasure erasure;
        for (std::uint64_t i = 0; i < count; ++i) {
            const Dot first = TRY(dot());
            const std::uint64_t size = TRY(number());
            if (first.counter == 0 || size == 0) return fail(Error::malformed);
            if (first.counter > sequence::items_max || size > sequence::items_max - first.counter)
                return fail(Error::too_large);
            erasure.deletions.push_back({first, static_cast<std::uint32_t>(size)});
        }
        return erasure;
    }

    Result<ErasureRun> read_run() {
        const Dot target = TRY(dot());
        const std::uint64_t size = TRY(number());
        const bool is_backwards = size % 2 == 1;
        const std::uint64_t count = size / 2;
        if (count == 0 || target.counter == 0) return fail(Error::malformed);
        if (count == 1 && is_backwards) return fail(Error::not_canonical);
        if (target.counter > sequence::items_max || count > sequence::items_max - target.counter)
            return fail(Error::too_large);
        if (is_backwards && count > target.counter) return fail(Error::malformed);
        return ErasureRun{target, static_cast<std::uint32_t>(count), is_backwards};
    }

    Result<Dot> dot() {
        const std::uint64_t place = TRY(number());
        if (place == 0) return Dot{};
        const Author who = TRY(author(place - 1));
        const Dot dot{who, TRY(number())};
        if (dot.counter == 0) return fail(Error::malformed);
        return dot;
    }

    Reader bytes_;
    std::vector<Author> authors_;
    std::set<std::uint64_t> named_;
};

}  // namespace

void write_text_delta(BufferWriter& writer, const TextDelta& delta) {
    DeltaWriter(writer, delta).write(delta);
}

Result<TextDelta> read_text_delta(Bytes bytes) { return DeltaReader(bytes).read(); }

}  // namespace core::crdt

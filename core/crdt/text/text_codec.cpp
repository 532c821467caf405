// delta   := order × 65 536 + count of authors that are not known, these ascending (8 bytes each),
//            changes to the end
// change  := head: (counter × authors + place of the author) × 4 + kind; then by kind
//   typed   right; characters           behind the author's own character before it
//   insert  left, right; characters     in the order rga the Lamport number instead of right
//   erase   count of deletions, each: first, size
//   run     target, count × 2 + 1 if backwards
// dot     := counter × authors + place of the author; or 0 for the edge
// characters := size in bytes, UTF-8
//
// Places count the known authors first, then the others; `authors` is how many both are.
#include "core/crdt/text/text_codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include "core/base/assert.h"
#include "core/codec/count.h"
#include "core/codec/utf8.h"
#include "core/codec/varint.h"

namespace core::crdt {

using sequence::Deletion;
using sequence::Order;

namespace {

enum class Kind : std::uint8_t { typed, insert, erase, run };
constexpr std::uint64_t kind_count = 4;
constexpr std::size_t deletion_size_min = 2;
constexpr std::uint64_t order_factor = authors_max + 1;

bool is_typed(const TextChange& change, const TextInsertion& insertion) {
    return insertion.left == Dot{change.first.author, change.first.counter - 1} &&
           insertion.left.counter > 0;
}

// Who is named in a delta, by place.
class Authors {
public:
    Authors(std::span<const Author> known, SmallVector<Author, 4> mentioned)
        : known_(known), others_(std::move(mentioned)) {
        if (others_.size() > 1) std::ranges::sort(others_);
        const auto is_known = [this](Author author) {
            return std::ranges::find(known_, author) != known_.end();
        };
        std::size_t count = 0;
        for (const Author author : others_)
            if (!is_known(author) && (count == 0 || author != others_[count - 1]))
                others_[count++] = author;
        while (others_.size() > count) others_.pop_back();
    }

    [[nodiscard]] std::uint64_t count() const { return known_.size() + others_.size(); }
    [[nodiscard]] std::span<const Author> others() const {
        return {others_.data(), others_.size()};
    }
    [[nodiscard]] std::uint64_t place_of(Author author) const {
        const auto known = std::ranges::find(known_, author);
        if (known != known_.end()) return static_cast<std::uint64_t>(known - known_.begin());
        const auto* const at = std::ranges::lower_bound(others_, author);
        return known_.size() + static_cast<std::uint64_t>(at - others_.begin());
    }

private:
    std::span<const Author> known_;
    SmallVector<Author, 4> others_;
};

// Nearly always one, time and again, which then need not be sorted.
SmallVector<Author, 4> mentioned_in(std::span<const TextChange> delta) {
    SmallVector<Author, 4> mentioned;
    const auto mention = [&mentioned](Dot dot) {
        const bool is_last = !mentioned.empty() && mentioned.back() == dot.author;
        if (dot.counter > 0 && !is_last) mentioned.push_back(dot.author);
    };
    for (const TextChange& change : delta) {
        mention(change.first);
        if (const auto* const insertion = get_if<TextInsertion>(&change.what)) {
            mention(insertion->left);
            mention(insertion->right);
        } else if (const auto* const run = get_if<ErasureRun>(&change.what)) {
            mention(run->target);
        } else {
            for (const Deletion& deletion : get<TextErasure>(change.what).deletions)
                mention(deletion.first);
        }
    }
    return mentioned;
}

class DeltaWriter {
public:
    DeltaWriter(BufferWriter& bytes, const Authors& authors, Order order)
        : bytes_(bytes), authors_(authors), order_(order) {}

    void write(std::span<const TextChange> delta) {
        number(static_cast<std::uint64_t>(order_) * order_factor + authors_.others().size());
        for (const Author other : authors_.others()) author(other);
        for (const TextChange& change : delta) write(change);
        flush();
    }

private:
    void write(const TextChange& change) {
        if (const auto* const insertion = get_if<TextInsertion>(&change.what)) {
            const bool typed = is_typed(change, *insertion);
            head(change, typed ? Kind::typed : Kind::insert);
            if (!typed) dot(insertion->left);
            if (order_ == Order::rga)
                number(insertion->lamport.value);
            else
                dot(insertion->right);
            number(insertion->characters.size());
            return text(insertion->characters);
        }
        if (const auto* const run = get_if<ErasureRun>(&change.what)) {
            head(change, Kind::run);
            dot(run->target);
            return number(std::uint64_t{run->count} * 2 + (run->is_backwards ? 1 : 0));
        }
        head(change, Kind::erase);
        const auto& deletions = get<TextErasure>(change.what).deletions;
        number(deletions.size());
        for (const Deletion& deletion : deletions) {
            dot(deletion.first);
            number(deletion.size);
        }
    }
    void head(const TextChange& change, Kind kind) {
        number(merged(change.first) * kind_count + static_cast<std::uint64_t>(kind));
    }
    void dot(Dot dot) { number(dot.counter == 0 ? 0 : merged(dot)); }
    [[nodiscard]] std::uint64_t merged(Dot dot) const {
        return dot.counter * authors_.count() + authors_.place_of(dot.author);
    }

    // Small fields are gathered, since each time that the buffer grows costs more than they do.
    void number(std::uint64_t number) {
        if (room_.size() - used_ < codec::protobuf_varint_size_max) flush();
        const auto room = std::span(room_).subspan(used_);
        used_ += codec::encode_varint(number, room.first<codec::protobuf_varint_size_max>());
    }
    void author(Author author) {
        if (room_.size() - used_ < sizeof author.value) flush();
        const std::uint64_t big_endian = std::byteswap(author.value);
        std::memcpy(room_.data() + used_, &big_endian, sizeof big_endian);
        used_ += sizeof big_endian;
    }
    void text(std::string_view text) {
        if (text.size() > room_.size() - used_) {
            flush();
            return bytes_.text(text);
        }
        for (const char byte : text) room_[used_++] = static_cast<std::byte>(byte);
    }
    void flush() {
        bytes_.bytes(Bytes(room_).first(used_));
        used_ = 0;
    }

    BufferWriter& bytes_;
    const Authors& authors_;
    Order order_;
    std::array<std::byte, 64> room_;
    std::size_t used_ = 0;
};

class DeltaReader {
public:
    DeltaReader(Bytes bytes, std::span<const Author> known, Order order)
        : bytes_(bytes),
          authors_(known.begin(), known.end()),
          known_(known.size()),
          order_(order) {}

    Result<TextDelta> read() {
        TRY(read_authors());
        TextDelta delta;
        while (!bytes_.at_end()) delta.push_back(TRY(read_change()));
        // An author whom nothing names would make a second form of the same.
        if (std::ranges::count(is_named_, true) != std::ssize(is_named_))
            return fail(Error::not_canonical);
        return delta;
    }

private:
    Result<std::uint64_t> number() { return codec::read_varint(bytes_); }

    Result<void> read_authors() {
        const std::uint64_t head = TRY(number());
        if (head / order_factor != static_cast<std::uint64_t>(order_))
            return fail(Error::malformed);
        const std::uint64_t count = head % order_factor;
        if (count > bytes_.remaining() / sizeof(std::uint64_t)) return fail(Error::truncated);
        for (std::uint64_t i = 0; i < count; ++i) {
            const Author author{TRY(bytes_.u64_be())};
            if (i > 0 && author <= authors_.back()) return fail(Error::not_canonical);
            if (std::ranges::find(known(), author) != known().end())
                return fail(Error::not_canonical);
            authors_.push_back(author);
        }
        is_named_.resize(authors_.size() - known_);
        return {};
    }
    [[nodiscard]] std::span<const Author> known() const {
        return std::span(authors_).first(known_);
    }

    Result<Dot> parted(std::uint64_t merged) {
        if (authors_.empty() || merged < authors_.size()) return fail(Error::malformed);
        // So far that no number of authors makes it wrap when it is written again.
        if (merged / authors_.size() > sequence::items_max) return fail(Error::too_large);
        const auto place = static_cast<std::size_t>(merged % authors_.size());
        if (place >= known_) is_named_[place - known_] = true;
        return Dot{authors_[place], merged / authors_.size()};
    }

    Result<TextChange> read_change() {
        const std::uint64_t head = TRY(number());
        const Dot first = TRY(parted(head / kind_count));
        const auto kind = static_cast<Kind>(head % kind_count);
        if (kind == Kind::erase) return TextChange{first, TRY(read_erasure())};
        if (kind == Kind::run) return TextChange{first, TRY(read_run())};
        TextInsertion insertion;
        insertion.left = {first.author, first.counter - 1};
        if (kind == Kind::insert) insertion.left = TRY(dot());
        if (order_ != Order::rga) {
            insertion.right = TRY(dot());
        } else {
            insertion.lamport = Lamport{TRY(number())};
            if (insertion.lamport.value > sequence::lamport_known_max)
                return fail(Error::too_large);
        }
        const std::uint64_t size = TRY(number());
        const Bytes characters = TRY(bytes_.take(size));
        if (characters.empty() || !codec::is_utf8(as_text(characters)))
            return fail(Error::malformed);
        insertion.characters = as_text(characters);
        TextChange change{first, std::move(insertion)};
        const bool typed = is_typed(change, get<TextInsertion>(change.what));
        if (typed != (kind == Kind::typed)) return fail(Error::not_canonical);
        return change;
    }

    Result<TextErasure> read_erasure() {
        const std::uint64_t count = TRY(codec::read_count(bytes_, deletion_size_min));
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
        const std::uint64_t merged = TRY(number());
        if (merged == 0) return Dot{};
        return parted(merged);
    }

    Reader bytes_;
    std::vector<Author> authors_;  // Those that are known first.
    std::size_t known_;
    std::vector<bool> is_named_;  // Of the others.
    Order order_;
};

}  // namespace

void write_text_delta(BufferWriter& writer, std::span<const TextChange> delta,
                      std::span<const Author> known, Order order) {
    ASSERT(known.size() <= text_delta_known_max);
    DeltaWriter(writer, Authors(known, mentioned_in(delta)), order).write(delta);
}

Result<TextDelta> read_text_delta(Bytes bytes, std::span<const Author> known, Order order) {
    ASSERT(known.size() <= text_delta_known_max);
    return DeltaReader(bytes, known, order).read();
}

}  // namespace core::crdt

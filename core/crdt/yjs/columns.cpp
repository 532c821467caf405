// A run's count is written less what it is at least: 2 where a single value has no count, 1 where
// each has one.
#include "core/crdt/yjs/columns.h"

namespace core::crdt::yjs {

Result<void> RunReader::begin_run() {
    const SignedNumber number = TRY(read_var_int(rest_));
    left_ = number.is_negative ? TRY(read_var_uint(rest_)) + 2 : 1;
    number_ = number.magnitude;
    return {};
}

Result<void> DifferenceReader::begin_run() {
    const SignedNumber doubled = TRY(read_var_int(rest_, doubled_number_max));
    // The lowest bit, also of a negative number, says that a count follows; the rest is the
    // difference, rounded down.
    const bool has_count = (doubled.magnitude & 1) != 0;
    const std::uint64_t half = doubled.magnitude >> 1;
    difference_ = doubled.is_negative ? -(half + has_count) : half;
    left_ = has_count ? TRY(read_var_uint(rest_)) + 2 : 1;
    return {};
}

Result<void> ByteReader::begin_run() {
    byte_ = TRY(rest_.u8());
    left_ = rest_.at_end() ? UINT64_MAX : TRY(read_var_uint(rest_)) + 1;
    return {};
}

Result<TextReader> TextReader::open(Bytes column) {
    Reader reader(column);
    const Text text = TRY(read_text(reader));
    TextReader opened;
    opened.rest_ = text.utf8;
    opened.is_ascii_ = text.units == text.utf8.size();
    opened.units_ = RunReader(reader.rest());
    return opened;
}

Result<TextReader::Piece> TextReader::read() {
    std::uint64_t units = TRY(units_.read());
    Piece piece;
    piece.text.units = units;
    if (is_ascii_) {
        if (units > rest_.size()) return fail(Error::truncated);
        const auto size = static_cast<std::size_t>(units);
        piece.text.utf8 = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return piece;
    }
    if (is_cut_ && units > 0) {
        piece.is_begun_cut = true;
        is_cut_ = false;
        rest_.remove_prefix(4);  // The pair, of which only the second half is left.
        --units;
    }
    const UnitPlace place = place_of_unit(rest_, units);
    if (!place.is_there) return fail(Error::truncated);
    piece.text.utf8 = rest_.substr(0, place.size);
    rest_.remove_prefix(place.size);
    if (place.is_cut) is_cut_ = piece.is_ended_cut = true;
    return piece;
}

void RunWriter::end_run() {
    if (count_ == 0) return;
    append_var_int(column_, {.magnitude = number_, .is_negative = count_ > 1});
    if (count_ > 1) append_var_uint(column_, count_ - 2);
}

const Buffer& RunWriter::finish() {
    end_run();
    count_ = 0;
    return column_;
}

void DifferenceWriter::end_run() {
    if (count_ == 0) return;
    const std::uint64_t doubled = difference_ * 2 + (count_ > 1 ? 1 : 0);
    const bool is_negative = (doubled >> 63) != 0;
    append_var_int(column_,
                   {.magnitude = is_negative ? -doubled : doubled, .is_negative = is_negative});
    if (count_ > 1) append_var_uint(column_, count_ - 2);
}

const Buffer& DifferenceWriter::finish() {
    end_run();
    count_ = 0;
    return column_;
}

Buffer TextWriter::finish() {
    Buffer column;
    append_var_bytes(column, texts_);
    append(column, units_.finish());
    return column;
}

}  // namespace core::crdt::yjs

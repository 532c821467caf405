// authors     place of the author, how many of its steps follow
// kinds       a byte: the kind, and flags for what the other columns hold
// sizes       size - 1
// moves       the lowest byte of how far it moved, zigzag, if it did
// far_moves   what is above that byte
// references  see text_file_write.cpp
#include "core/crdt/text/text_steps.h"

#include "core/codec/varint.h"
#include "core/crdt/sequence/span.h"

namespace core::crdt::text_file {
namespace {

constexpr std::uint8_t kind_mask = 7;
constexpr std::uint8_t moved_flag = 8;
constexpr std::uint8_t far_flag = 16;
static_assert(step_kind_count == kind_mask + 1);

}  // namespace

void StepsWriter::number(Column column, std::uint64_t number) {
    BufferWriter writer(columns_[static_cast<std::size_t>(column)], SIZE_MAX);
    codec::write_varint(writer, number);
}

void StepsWriter::byte(Column column, std::uint64_t byte) {
    columns_[static_cast<std::size_t>(column)].push_back(static_cast<std::byte>(byte));
}

void StepsWriter::author(std::uint64_t place) {
    if (place != author_) finish();
    author_ = place;
    ++author_steps_;
}

void StepsWriter::finish() {
    if (author_steps_ == 0) return;
    number(Column::authors, author_);
    number(Column::authors, author_steps_);
    author_steps_ = 0;
}

void StepsWriter::step(StepKind kind, std::uint32_t size, std::int64_t moved) {
    const std::uint64_t distance = codec::zigzag(moved);
    const bool is_far = distance > UINT8_MAX;
    byte(Column::kinds, static_cast<std::uint64_t>(kind) | (moved != 0 ? moved_flag : 0) |
                            (is_far ? far_flag : 0));
    number(Column::sizes, size - 1);
    if (moved != 0) byte(Column::moves, distance & UINT8_MAX);
    if (is_far) number(Column::far_moves, distance >> 8);
}

Result<std::uint64_t> StepsReader::number(Column column) {
    return codec::read_varint(readers_[static_cast<std::size_t>(column)]);
}

Result<std::uint8_t> StepsReader::byte(Column column) {
    return readers_[static_cast<std::size_t>(column)].u8();
}

Result<StepHead> StepsReader::step() {
    if (author_steps_ == 0) {
        author_ = TRY(number(Column::authors));
        author_steps_ = TRY(number(Column::authors));
        if (author_steps_ == 0) return fail(Error::malformed);
    }
    --author_steps_;
    const std::uint8_t byte_of_kind = TRY(byte(Column::kinds));
    const std::uint64_t size = TRY(number(Column::sizes));
    if (size >= sequence::items_max) return fail(Error::too_large);
    std::uint64_t distance = 0;
    if (byte_of_kind & moved_flag) distance = TRY(byte(Column::moves));
    if (byte_of_kind & far_flag) {
        const std::uint64_t upper = TRY(number(Column::far_moves));
        if (upper > sequence::items_max) return fail(Error::too_large);
        distance |= upper << 8;
    }
    return StepHead{author_, static_cast<StepKind>(byte_of_kind & kind_mask),
                    static_cast<std::uint32_t>(size) + 1, codec::unzigzag(distance)};
}

Result<void> StepsReader::expect_end() const {
    if (author_steps_ > 0) return fail(Error::truncated);
    for (const Reader& reader : readers_) TRY(reader.expect_end());
    return {};
}

}  // namespace core::crdt::text_file

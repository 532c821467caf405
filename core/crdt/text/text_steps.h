// The steps in which a text came to be, as columns of numbers that compress well: nearly all of
// what anybody does is at or near the place of what was done before it.
#pragma once

#include <array>
#include <cstdint>

#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/base/writer.h"
#include "core/crdt/dot.h"

namespace core::crdt::text_file {

enum class StepKind : std::uint8_t {
    // By its position among what was visible to all steps before.
    insert,
    erase,            // One event of a run of characters.
    erase_forwards,   // One event a character.
    erase_backwards,  // Likewise; the position is that of the last one.
    // By what its author saw, if that was something else.
    insert_between,
    erase_these,
    erase_those_forwards,
    erase_those_backwards,
};
inline constexpr std::uint8_t step_kind_count = 8;

// Numbers that are alike stand together.
enum class Column : std::uint8_t { authors, kinds, sizes, moves, far_moves, references };
inline constexpr std::size_t column_count = 6;

// Where the next step is expected: behind what was inserted, or where something was erased.
class Cursor {
public:
    // The position at which a step of that kind is expected to be told.
    [[nodiscard]] std::int64_t expected(StepKind kind) const {
        return kind == StepKind::erase_backwards ? std::int64_t{position_} - 1 : position_;
    }
    void inserted(std::uint32_t position, std::uint32_t size) { position_ = position + size; }
    void erased(std::uint32_t position) { position_ = position; }

private:
    std::uint32_t position_ = 0;
};

using Columns = std::array<Buffer, column_count>;

class StepsWriter {
public:
    explicit StepsWriter(Columns& columns) : columns_(columns) {}

    void author(std::uint64_t place);
    // `moved` is how far it is from where it was expected.
    void step(StepKind kind, std::uint32_t size, std::int64_t moved);
    void number(Column column, std::uint64_t number);
    // Once, behind the last step.
    void finish();

private:
    void byte(Column column, std::uint64_t byte);

    Columns& columns_;
    std::uint64_t author_ = 0;
    std::uint64_t author_steps_ = 0;
};

struct StepHead {
    std::uint64_t author = 0;
    StepKind kind = StepKind::insert;
    std::uint32_t size = 0;
    std::int64_t moved = 0;
};

class StepsReader {
public:
    explicit StepsReader(const Columns& columns)
        : readers_{Reader(columns[0]), Reader(columns[1]), Reader(columns[2]),
                   Reader(columns[3]), Reader(columns[4]), Reader(columns[5])} {}

    [[nodiscard]] bool at_end() const { return reader(Column::kinds).at_end(); }
    [[nodiscard]] Result<StepHead> step();
    [[nodiscard]] Result<std::uint64_t> number(Column column);
    [[nodiscard]] Result<void> expect_end() const;

private:
    [[nodiscard]] Result<std::uint8_t> byte(Column column);
    [[nodiscard]] const Reader& reader(Column column) const {
        return readers_[static_cast<std::size_t>(column)];
    }

    std::array<Reader, column_count> readers_;
    std::uint64_t author_ = 0;
    std::uint64_t author_steps_ = 0;
};

}  // namespace core::crdt::text_file

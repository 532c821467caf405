// The columns of update format 2: what all structs have of one kind lies in one row, and what
// repeats is counted (rules YW5, YW6, spec/yjs.md).
//
// Readers refuse to read past the end of their column; the last run of a byte column has no end.
#pragma once

#include <string_view>

#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {

// Numbers; those that repeat have a negative sign and a count.
class RunReader {
public:
    explicit RunReader(Bytes column = {}) : rest_(column) {}

    Result<std::uint64_t> read() {
        if (left_ == 0) TRY(begin_run());
        --left_;
        return number_;
    }

private:
    Result<void> begin_run();

    Reader rest_;
    std::uint64_t number_ = 0;
    std::uint64_t left_ = 0;
};

// Numbers by their differences; equal differences are counted.
class DifferenceReader {
public:
    explicit DifferenceReader(Bytes column = {}) : rest_(column) {}

    Result<std::uint64_t> read() {
        if (left_ == 0) TRY(begin_run());
        const std::uint64_t number = number_ + difference_;
        // Below zero is above all that is allowed.
        if (number > number_max) return fail(Error::too_large);
        --left_;
        return number_ = number;
    }

private:
    Result<void> begin_run();

    Reader rest_;
    std::uint64_t number_ = 0;
    std::uint64_t difference_ = 0;  // Wraps: differences may be negative.
    std::uint64_t left_ = 0;
};

// Bytes, each with how often it repeats.
class ByteReader {
public:
    explicit ByteReader(Bytes column = {}) : rest_(column) {}

    Result<std::uint8_t> read() {
        if (left_ == 0) TRY(begin_run());
        --left_;
        return byte_;
    }

private:
    Result<void> begin_run();

    Reader rest_;
    std::uint64_t left_ = 0;
    std::uint8_t byte_ = 0;
};

// Texts, cut from a single one by their UTF-16 units.
class TextReader {
public:
    [[nodiscard]] static Result<TextReader> open(Bytes column);
    TextReader() = default;

    struct Piece {
        Text text;
        // Where the piece begins or ends within a surrogate pair, half of which is not in `text`.
        bool is_begun_cut = false;
        bool is_ended_cut = false;
    };
    Result<Piece> read();

private:
    std::string_view rest_;
    RunReader units_;
    bool is_ascii_ = false;
    bool is_cut_ = false;  // The first half of the next pair was read.
};

class RunWriter {
public:
    void write(std::uint64_t number) {
        if (number == number_) {
            ++count_;
            return;
        }
        end_run();
        number_ = number;
        count_ = 1;
    }
    [[nodiscard]] const Buffer& finish();

private:
    void end_run();

    Buffer column_;
    std::uint64_t number_ = 0;
    std::uint64_t count_ = 0;
};

class DifferenceWriter {
public:
    void write(std::uint64_t number) {
        const std::uint64_t difference = number - number_;
        number_ = number;
        if (difference == difference_) {
            ++count_;
            return;
        }
        end_run();
        difference_ = difference;
        count_ = 1;
    }
    [[nodiscard]] const Buffer& finish();

private:
    void end_run();

    Buffer column_;
    std::uint64_t number_ = 0;
    std::uint64_t difference_ = 0;
    std::uint64_t count_ = 0;
};

class ByteWriter {
public:
    void write(std::uint8_t byte) {
        if (count_ > 0 && byte == byte_) {
            ++count_;
            return;
        }
        if (count_ > 0) append_var_uint(column_, count_ - 1);
        append_byte(column_, byte);
        byte_ = byte;
        count_ = 1;
    }
    // The count of the last run is not written.
    [[nodiscard]] const Buffer& finish() const { return column_; }

private:
    Buffer column_;
    std::uint64_t count_ = 0;
    std::uint8_t byte_ = 0;
};

class TextWriter {
public:
    void write(Text text) {
        append(texts_, as_bytes(text.utf8));
        units_.write(text.units);
    }
    // A text in two parts, of so many units together.
    void write(std::string_view beginning, std::string_view end, std::uint64_t units) {
        append(texts_, as_bytes(beginning));
        append(texts_, as_bytes(end));
        units_.write(units);
    }
    [[nodiscard]] Buffer finish();

private:
    Buffer texts_;
    RunWriter units_;
};

}  // namespace core::crdt::yjs

// How states are written: the context first, then the store, in which a dot names its author by the
// author's place in the context. The same state always becomes the same bytes, and every other form
// of it is refused.
//
// What is in a store has a Coder: how one kind of value is written, and read back from bytes that
// somebody else wrote.
#pragma once

#include <string>

#include "core/codec/count.h"
#include "core/codec/utf8.h"
#include "core/codec/varint.h"
#include "core/crdt/dot_context.h"

namespace core::crdt {

class StoreWriter {
public:
    StoreWriter(BufferWriter& bytes, const DotContext& context)
        : bytes_(bytes), context_(context) {}

    [[nodiscard]] BufferWriter& bytes() { return bytes_; }
    [[nodiscard]] const DotContext& context() const { return context_; }
    void number(std::uint64_t number) { codec::write_varint(bytes_, number); }
    void dot(Dot dot) {
        number(context_.place_of(dot.author));
        number(dot.counter);
    }

private:
    BufferWriter& bytes_;
    const DotContext& context_;
};

class StoreReader {
public:
    StoreReader(Reader& bytes, const DotContext& context) : bytes_(bytes), context_(context) {}

    [[nodiscard]] Reader& bytes() { return bytes_; }
    [[nodiscard]] const DotContext& context() const { return context_; }
    Result<std::uint64_t> number() { return codec::read_varint(bytes_); }

    // A number of things of which each takes `size_min` bytes at least.
    Result<std::uint64_t> count(std::size_t size_min) {
        return codec::read_count(bytes_, size_min);
    }

    // Only dots that the context includes.
    Result<Dot> dot() {
        const std::uint64_t place = TRY(number());
        const std::uint64_t counter = TRY(number());
        if (place >= context_.author_count()) return fail(Error::malformed);
        const Dot dot{context_.author_at(static_cast<std::size_t>(place)), counter};
        TRY(check(dot));
        return dot;
    }
    // Whatever is in a store was seen.
    [[nodiscard]] Result<void> check(Dot dot) const {
        if (!context_.includes(dot)) return fail(Error::malformed);
        return {};
    }

private:
    Reader& bytes_;
    const DotContext& context_;
};

inline constexpr std::size_t dot_size_min = 2;

template <class T>
struct Coder;

template <>
struct Coder<std::uint64_t> {
    static constexpr std::size_t size_min = 1;
    static void write(BufferWriter& writer, std::uint64_t number) {
        codec::write_varint(writer, number);
    }
    static Result<std::uint64_t> read(Reader& reader) {
        const std::size_t before = reader.position();
        const std::uint64_t number = TRY(codec::read_protobuf_varint(reader));
        if (reader.position() - before != codec::varint_size(number))
            return fail(Error::not_canonical);
        return number;
    }
};

template <>
struct Coder<std::string> {
    static constexpr std::size_t size_min = 1;
    static void write(BufferWriter& writer, const std::string& text) {
        codec::write_varint(writer, text.size());
        writer.text(text);
    }
    static Result<std::string> read(Reader& reader) {
        const std::uint64_t size = TRY(codec::read_varint(reader));
        const Bytes text = TRY(reader.take(size));
        if (!codec::is_utf8(as_text(text))) return fail(Error::malformed);
        return std::string(as_text(text));
    }
};

}  // namespace core::crdt

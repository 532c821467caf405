// StructReader is an UpdateReader for who knows the format when it is compiled, and counts each
// step: it needs no memory of its own.
#pragma once

#include "core/base/result.h"
#include "core/crdt/yjs/delete_set_codec.h"
#include "core/crdt/yjs/struct.h"
#include "core/crdt/yjs/update_source.h"

namespace core::crdt::yjs {

// Format 2 counts what repeats, so that a few bytes can stand for any number of structs. An update
// may have so many, and some more for each of its bytes.
inline constexpr std::uint64_t structs_free_max = std::uint64_t{1} << 16;
inline constexpr std::uint64_t structs_per_byte_max = 64;

template <class Columns>
class StructReader {
public:
    // The bytes must outlive the reader and all that it gives.
    [[nodiscard]] static Result<StructReader> open(Bytes update);

    // The next struct, valid until the next call; nullptr behind the last one. What it views lies
    // in the update, or is what made() gives. Structs of a client come behind one another with
    // ascending clocks, without gaps other than Kind::skip; but Yjs takes clients in any order, and
    // twice.
    [[nodiscard]] Result<const Struct*> next();
    // Adds what is deleted; only behind the last struct. Nothing may follow it.
    [[nodiscard]] Result<void> finish(DeletedRanges& deleted);
    // The texts that structs view but that do not lie in the update as they are.
    [[nodiscard]] MadeTexts made() && { return std::move(columns_).made(); }

private:
    StructReader(Columns columns, std::uint64_t structs_max, std::uint64_t clients)
        : columns_(std::move(columns)), budget_(structs_max), clients_left_(clients) {}

    Result<void> begin_client();
    Result<void> read();

    Columns columns_;
    std::uint64_t budget_;
    std::uint64_t clients_left_;
    std::uint64_t structs_left_ = 0;
    Client client_;
    std::uint64_t clock_ = 0;
    Struct struct_;
};

extern template class StructReader<SourceV1>;
extern template class StructReader<SourceV2>;

}  // namespace core::crdt::yjs

// UpdateReader takes an update of either format apart, struct by struct, without building anything:
// a document integrates what it gives, and merging, comparing and converting updates works on it
// alone.
//
//     UpdateReader reader = TRY(UpdateReader::open(bytes, Format::v1));
//     while (const Struct* next = TRY(reader.next())) integrate(*next);
//     const DeleteSet deleted = TRY(reader.finish());
#pragma once

#include <memory>

#include "core/base/result.h"
#include "core/crdt/yjs/delete_set.h"
#include "core/crdt/yjs/format.h"
#include "core/crdt/yjs/struct.h"

namespace core::crdt::yjs {

class UpdateReader {
public:
    // The bytes must outlive the reader and all that it gives.
    [[nodiscard]] static Result<UpdateReader> open(Bytes update, Format format);
    UpdateReader(UpdateReader&&) noexcept;
    UpdateReader& operator=(UpdateReader&&) noexcept;
    ~UpdateReader();

    // The next struct, valid until the next call; nullptr behind the last one. What it views lies
    // in the update, but for texts of format 2 that are cut within a surrogate pair, or are JSON:
    // those live as long as the reader. Structs of a client come behind one another with ascending
    // clocks, without gaps other than Kind::skip; but Yjs takes clients in any order, and twice.
    [[nodiscard]] Result<const Struct*> next();
    // What is deleted; only behind the last struct. Nothing may follow it.
    [[nodiscard]] Result<DeleteSet> finish();

private:
    class Source;
    template <class Columns>
    class SourceOf;
    explicit UpdateReader(std::unique_ptr<Source> source);
    std::unique_ptr<Source> source_;
};

}  // namespace core::crdt::yjs

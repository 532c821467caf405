// rewritten() takes an update apart and puts it together again, for tests: struct by struct, as a
// document would.
#pragma once

#include "core/crdt/yjs/update_reader.h"
#include "core/crdt/yjs/update_writer.h"

namespace core::crdt::yjs {

inline Result<Buffer> rewritten(Bytes update, Format from, Format to) {
    UpdateReader reader = TRY(UpdateReader::open(update, from));
    UpdateWriter writer(to);
    ItemId next{Client{UINT64_MAX}, 0};
    while (const Struct* const one = TRY(reader.next())) {
        if (one->id != next) writer.begin_client(one->id.client, one->id.clock);
        writer.add(*one);
        next = {one->id.client, one->end()};
    }
    return std::move(writer).finish(TRY(reader.finish()));
}

}  // namespace core::crdt::yjs

// All of them but the merge go through an update once, from its first struct to its last.
#include "core/crdt/yjs/algebra.h"

#include <algorithm>
#include <utility>

#include "core/crdt/yjs/section_writer.h"
#include "core/crdt/yjs/update_reader.h"

namespace core::crdt::yjs {

Result<Buffer> diff_update(Bytes update, const StateVector& known, Format format) {
    UpdateReader reader = TRY(UpdateReader::open(update, format));
    SectionWriter writer(format);
    // Behind the first struct of a client that is new, all of them are, gaps among them.
    bool is_new = false;
    Client client;
    while (const Struct* const one = TRY(reader.next())) {
        is_new = is_new && one->id.client == client;
        client = one->id.client;
        if (is_new) {
            writer.add(*one);
            continue;
        }
        const std::uint64_t* const clock = known.find(client);
        const std::uint64_t begin = clock ? *clock : 0;
        if (one->kind == Kind::skip || one->end() <= begin) continue;
        writer.add(*one, begin > one->id.clock ? begin - one->id.clock : 0);
        is_new = true;
    }
    return std::move(writer).finish(TRY(reader.finish()));
}

Result<StateVector> state_vector_of(Bytes update, Format format) {
    UpdateReader reader = TRY(UpdateReader::open(update, format));
    std::vector<StateVector::Entry> reached;
    ItemId next;
    bool is_counting = false;
    while (const Struct* const one = TRY(reader.next())) {
        if (one->id != next || reached.empty()) {
            is_counting = one->id.clock == 0;
            reached.emplace_back(one->id.client, 0);
        }
        next = {one->id.client, one->end()};
        if (one->kind == Kind::skip) is_counting = false;
        if (is_counting) reached.back().second = one->end();
    }
    TRY(reader.finish());
    std::ranges::sort(reached);
    StateVector vector;
    for (const auto& [client, clock] : reached)
        if (clock > 0) vector.ensure(client) = clock;
    return vector;
}

Result<Buffer> convert_update(Bytes update, Format from, Format to) {
    UpdateReader reader = TRY(UpdateReader::open(update, from));
    SectionWriter writer(to);
    while (const Struct* const one = TRY(reader.next())) writer.add(*one);
    return std::move(writer).finish(TRY(reader.finish()));
}

}  // namespace core::crdt::yjs

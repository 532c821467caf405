// A change tells only what its author saw anew; what was seen altogether is put together on the
// way.
#include "core/crdt/boundary/history_list.h"

#include <map>

#include "core/codec/varint.h"
#include "core/crdt/change/changes_since.h"

namespace core::crdt {

namespace {

constexpr Steps passed_change_steps = 4;
constexpr std::size_t passed_step_size = 512;  // Bytes of a change, which are only passed over.

}  // namespace

Sliced<Result<void>> write_history_list(Pace& pace, const History& history, BufferWriter& writer) {
    ChangesSince changes(history, {});
    // What each author had seen so far.
    std::map<Author, Version> clocks;
    while (const auto kept = CO_TRY(changes.next())) {
        const Change change = CO_TRY(read_change(kept->bytes));
        Version& clock = clocks[change.author];
        clock.merge(change.news);
        clock.include({change.author, change.last_counter()});
        writer.u64_be(change.author.value);
        writer.u64_be(static_cast<std::uint64_t>(change.wall_time));
        codec::write_varint(writer, change.events);
        write_version(writer, clock);
        co_await pace.spend(passed_change_steps + clock.size() +
                            kept->bytes.size() / passed_step_size);
    }
    co_return Result<void>{};
}

}  // namespace core::crdt

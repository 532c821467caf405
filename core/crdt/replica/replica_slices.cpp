// What a replica does that takes long, in slices: being written and read, and showing what was.
#include "core/base/assert.h"
#include "core/crdt/change/changes_since.h"
#include "core/crdt/document/snapshot.h"
#include "core/crdt/replica/replica.h"

namespace core::crdt {

namespace {

// Of playing a change again, whatever is in it; and bytes of it that are a step.
constexpr Steps change_steps = 20;
constexpr std::size_t step_size = 32;

}  // namespace

Sliced<Result<Document>> Replica::at(Pace& pace, Version version) const {
    ChangesSince changes(history_, {});
    const Cuts cuts = cuts_;
    History history;
    Document document;
    while (const auto kept = CO_TRY(changes.next())) {
        co_await pace.spend(change_steps + kept->bytes.size() / step_size);
        if (!version.includes({kept->stamp.author, kept->last_counter})) continue;
        const History::Taken taken = CO_TRY(history.take(kept->bytes));
        // Nothing comes before its past, so that what waits waits for ever.
        if (taken.verdict != History::Verdict::delivered) co_return fail(Error::value_missing);
        for (const Delivered& delivered : taken.ready) {
            const Change& change = delivered.change;
            const auto operations = read_operations(change.author, change.operations);
            ASSERT(operations);  // They were read when the change was taken.
            document.apply(change.first(), change.lamport, delivered.past, *operations, nullptr,
                           effect_of(change, cuts));
        }
    }
    if (document.version() != version) co_return fail(Error::value_missing);
    co_return std::move(document);
}

Sliced<Result<void>> Replica::write(Pace& pace, BufferWriter& writer) const {
    writer.bytes(id_.view());
    history_.write(writer);
    CO_TRY(co_await write_snapshot(pace, document_, writer));
    co_return Result<void>{};
}

Sliced<Result<void>> Replica::read(Pace& pace, Reader& reader) {
    ASSERT(!open_);
    const auto id = CO_TRY(reader.fixed<DocumentId>());
    History history = CO_TRY(History::read(reader));
    Document document = CO_TRY(co_await read_snapshot(pace, reader));
    if (document.version() != history.version()) co_return fail(Error::malformed);
    id_ = id;
    history_ = std::move(history);
    document_ = std::move(document);
    undo_ = {};
    cuts_ = {};
    co_return Result<void>{};
}

Result<Document> Replica::at(const Version& version) const {
    Pace pace;
    return Slices(pace, at(pace, version)).run_to_end();
}

void Replica::write(BufferWriter& writer) const {
    Pace pace;
    const auto written = Slices(pace, write(pace, writer)).run_to_end();
    ASSERT(written);
}

Result<void> Replica::read(Reader& reader) {
    Pace pace;
    return Slices(pace, read(pace, reader)).run_to_end();
}

}  // namespace core::crdt

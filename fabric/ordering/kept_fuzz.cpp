// Journals that hold anything: what was taken from one can start a Raft, which takes part and
// orders what can be read again, and its records come to the same.
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "fabric/leadership/disk_test.h"
#include "fabric/ordering/kept.h"
#include "fabric/ordering/recent_commands.h"

namespace {

using namespace fabric::ordering;
using namespace fabric::leadership;
using fabric::leadership::testing::member;

const core::Buffer content = RecentCommands().write();

// Small numbers meet one another.
core::Buffer record_from(core::Reader& reader) {
    const auto number = [&] { return std::uint64_t{reader.u8().value_or(0)} % 8; };
    const std::uint64_t kind = number();
    SnapshotMeta snapshot{{{number()}, {number()}}, {}, testing::voters(2), 0, {}};
    if (snapshot.last.index > Index{}) {
        snapshot.size = content.size();
        snapshot.configuration_index = Index{number()};
    }
    const core::Bytes held = core::Bytes(content).first(static_cast<std::size_t>(snapshot.size));
    if (kind == 0) return write_trusted_record(snapshot.last);
    if (kind == 1) return write_snapshot_record(snapshot, held);
    const core::Buffer configuration = testing::voters(3).write();
    PersistOrder order{{}, {{number()}, member(0)}};
    if (kind == 2) order.hard_state.vote.reset();
    if (kind == 3) order.truncate_from = Index{number()};
    if (kind == 4) order.install = Install{snapshot, false};
    if (kind == 5) order.install = Install{snapshot, true};
    order.first = Index{number()};
    for (std::uint64_t count = number() / 2; count > 0; --count) {
        const auto entry_kind = static_cast<EntryKind>(number() % 3);
        const bool holds_nothing = entry_kind != EntryKind::configuration || number() == 0;
        order.entries.push_back(
            {{number()}, entry_kind, holds_nothing ? core::Bytes{} : core::Bytes(configuration)});
    }
    return write_order_record(order, held);
}

void start(const Kept& kept) {
    core::Instant now{};
    Raft raft(member(0), {}, kept.stored(), core::Seed{1}, now);
    now += std::chrono::seconds{3};
    raft.expire(now);
    Kept goes_on = kept;
    while (const auto order = raft.next_order()) {
        if (!order->install) ASSERT(goes_on.take(write_order_record(*order, {})));
        raft.persisted(order->ticket, now);
    }
    while (raft.next_message()) {
    }
    while (raft.next_committed()) {
    }
}

}  // namespace

FUZZ(kept) {
    core::Reader reader(input);
    Kept kept;
    while (!reader.at_end()) {
        core::Buffer record;
        const std::uint8_t how = *reader.u8();
        if (how % 4 == 0) {
            const core::Bytes raw =
                reader.rest().first(std::min<std::size_t>(reader.remaining(), how));
            static_cast<void>(reader.take(raw.size()));
            record.assign(raw.begin(), raw.end());
        } else {
            record = record_from(reader);
        }
        if (!kept.take(record)) return;
        start(kept);
        Kept again;
        for (const core::Buffer& each : kept.records()) ASSERT(again.take(each));
        ASSERT(again.records() == kept.records());
    }
}

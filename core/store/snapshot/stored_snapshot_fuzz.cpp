// A snapshot of any bytes is loaded or refused, and what is loaded is what its footer says.
#include "core/base/assert.h"
#include "core/store/memory_disk.h"
#include "core/store/snapshot/snapshots.h"
#include "core/testing/fuzz.h"

namespace {

using namespace core::store;

constexpr std::uint64_t room = std::uint64_t{1} << 24;

// The header is given, so that no luck is needed to get behind it; frames are sealed if asked for.
core::Buffer file_of(core::Bytes input, bool is_sealed) {
    const Salt salt{5};
    core::Buffer file = write_snapshot_header({{}, SnapshotNumber{1}, salt, Position{7}});
    core::append(file, input);
    if (!is_sealed) return file;
    for (std::size_t at = snapshot_header_size; at < file.size();) {
        const core::MutableBytes rest = core::MutableBytes(file).subspan(at);
        const auto size = claimed_frame_size(rest);
        if (!size || *size > rest.size()) break;
        seal_frame(rest.first(static_cast<std::size_t>(*size)), {salt, at});
        at += static_cast<std::size_t>(*size);
    }
    return file;
}

void load(core::Buffer file) {
    MemoryDisk disk(room);
    disk.files()["snapshot-0000000000000001"] = std::move(file);
    Snapshots snapshots({}, DiskUser{2}, core::Seed{1});
    snapshots.load();
    bool has_ended = false;
    for (;;) {
        while (const auto piece = snapshots.next_piece())
            ASSERT(!has_ended && !piece->empty() && piece->size() <= block_size_max);
        while (const auto event = snapshots.next_event())
            has_ended |= holds_alternative<SnapshotLoaded>(*event) ||
                         holds_alternative<NoSnapshot>(*event) ||
                         holds_alternative<Stopped>(*event);
        auto request = snapshots.next_request();
        if (!request) break;
        snapshots.answer(disk.carry_out(std::move(*request)));
    }
    ASSERT(has_ended);
}

}  // namespace

FUZZ(stored_snapshot) {
    if (input.empty()) return;
    const auto kind = std::to_integer<unsigned>(input[0]) % 3;
    input = input.subspan(1);
    load(kind == 0 ? core::Buffer(input.begin(), input.end()) : file_of(input, kind == 1));
}

// A member whose peers say whatever the input says, in any order, with a disk that is slow: it must
// not fail an ASSERT, and its memory stays within its bounds.
#include <deque>

#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "fabric/leadership/disk_test.h"

namespace {

using namespace fabric::leadership;
using testing::member;

constexpr std::size_t size_max = 512;

const core::Buffer three = testing::voters(3).write();

// Small numbers meet one another.
Message message_from(core::Reader& reader, core::Buffer& bytes) {
    const auto number = [&] { return std::uint64_t{reader.u8().value_or(0)} % 16; };
    const Term term{number()};
    const Place place{{number()}, {number()}};
    const std::uint64_t flags = number();
    switch (number() % 7) {
        case 0: return VoteRequest{term, place, (flags & 1) != 0, (flags & 2) != 0};
        case 1: return VoteResult{term, (flags & 1) != 0, (flags & 2) != 0};
        case 2: {
            Append append{term, place, {number()}, {}, {number()}};
            for (std::uint64_t i = 0; i < flags % 4; ++i) {
                const auto kind = static_cast<EntryKind>(number() % 3);
                const bool is_configuration = kind == EntryKind::configuration;
                append.entries.push_back({{number()}, kind, is_configuration ? three : bytes});
            }
            return append;
        }
        case 3: return AppendResult{term, {number()}, {number()}, place, {number()}};
        case 4: {
            const std::size_t size = 1 + flags;
            bytes.assign(size, std::byte{1});
            SnapshotMeta meta{place, {}, testing::voters(3), size, core::blake3(bytes)};
            return InstallSnapshot{term, meta, 0, size, bytes};
        }
        case 5: return SnapshotResult{term, {number()}, number()};
        default: return TimeoutNow{term, place};
    }
}

void take_all(Raft& raft, std::deque<Ticket>& tickets) {
    while (raft.next_event()) {
    }
    while (raft.next_piece()) {
    }
    while (const auto order = raft.next_order()) tickets.push_back(order->ticket);
    while (const auto message = raft.next_message())
        if (!holds_alternative<InstallSnapshot>(message->message))
            ASSERT(read_message(write_message(message->message)));
    while (raft.next_committed()) {
    }
    ASSERT(raft.log().size() < std::size_t{1} << 20);
}

}  // namespace

FUZZ(raft_hostile) {
    core::Reader reader(input.first(std::min(input.size(), size_max)));
    Stored stored;
    stored.snapshot.configuration = testing::voters(reader.u8().value_or(0) % 3 + 1);
    core::Instant now{};
    Raft raft(member(0), {}, stored, core::Seed{1}, now);
    std::deque<Ticket> tickets;
    while (!reader.at_end()) {
        const unsigned step = *reader.u8();
        core::Buffer bytes(step % 5);
        switch (step % 8) {
            case 0:
                now += std::chrono::milliseconds{100} * (step / 8);
                raft.expire(now);
                break;
            case 1:
                if (!tickets.empty()) {
                    raft.persisted(tickets.front(), now);
                    tickets.pop_front();
                }
                break;
            case 2: static_cast<void>(raft.propose(bytes, now)); break;
            case 3: static_cast<void>(raft.read(now)); break;
            case 4: {
                const auto kind = static_cast<Change::Kind>(step / 8 % 4);
                static_cast<void>(raft.change({kind, member(step / 32)}, now));
                static_cast<void>(raft.transfer(member(step / 32), now));
                break;
            }
            default: raft.receive(member(step / 8 % 4), message_from(reader, bytes), now); break;
        }
        take_all(raft, tickets);
    }
}

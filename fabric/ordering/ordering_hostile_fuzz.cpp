// A member whose peers, Authorities among them, say whatever the input says, with a journal that is
// slow: it must not fail an ASSERT, and its memory stays within its bounds.
#include <deque>

#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "fabric/leadership/disk_test.h"
#include "fabric/leadership/message.h"
#include "fabric/ordering/ordering.h"

namespace {

using namespace fabric::ordering;
namespace raft = fabric::leadership;
using raft::testing::member;

constexpr std::size_t size_max = 512;

struct Yes final : Owner {
    [[nodiscard]] bool may_order(core::Bytes command) const override { return command.size() < 4; }
    [[nodiscard]] bool holds_all(const MemberId&) const override { return true; }
};

Options small() {
    Options options;
    options.orders_max = 8;
    options.orders_size_max = 200;
    options.raft.log_size_max = 4'000;
    options.raft.snapshot_after_size = 300;
    options.raft.trailing_entries_max = 2;
    options.raft.orders_in_flight_max = 2;
    options.raft.chunk_size = 40;
    return options;
}

class Hostile {
public:
    explicit Hostile(core::Reader& reader) : reader_(reader), content_(RecentCommands().write()) {}

    // Small numbers meet one another; the largest is as far as they go.
    std::uint64_t number() {
        const std::uint64_t small = std::uint64_t{reader_.u8().value_or(0)} % 16;
        return small == 15 ? raft::number_max : small;
    }
    Place place() { return {{number()}, {number()}}; }

    core::Buffer message(const DiskLife& life) {
        const core::Buffer command(number() % 6, std::byte{1});
        switch (number() % 8) {
            case 0: return write_message(NewDisk{life});
            case 1: return write_message(KnownDisk{life, place()});
            case 2: return write_message(Order{OrderNumber{number()}, command});
            case 3: return write_message(Ordered{OrderNumber{number()}, place()});
            case 4:
                return write_message(NotOrdered{OrderNumber{number()},
                                                NotOrderedReason{std::uint8_t(number() % 3)}});
            case 5: return write_message(Leads{{number()}, member(unsigned(number() % 4))});
            default: return write_message(RaftBytes{raft::write_message(raft_message(command))});
        }
    }

private:
    raft::Message raft_message(core::Bytes command) {
        const Term term{number()};
        const std::uint64_t flags = number();
        switch (number() % 7) {
            case 0: return raft::VoteRequest{term, place(), (flags & 1) != 0, (flags & 2) != 0};
            case 1: return raft::VoteResult{term, (flags & 1) != 0, (flags & 2) != 0};
            case 2: {
                raft::Append append{term, place(), {number()}, {}, {number()}};
                for (std::uint64_t i = 0; i < flags % 4; ++i) {
                    const auto kind = static_cast<raft::EntryKind>(number() % 3);
                    const bool is_configuration = kind == raft::EntryKind::configuration;
                    append.entries.push_back(
                        {{number()}, kind, is_configuration ? core::Bytes(three_) : command});
                }
                return append;
            }
            case 3: return raft::AppendResult{term, {number()}, {number()}, place(), {number()}};
            case 4: {
                raft::SnapshotMeta meta{
                    place(), {}, raft::testing::voters(3), content_.size(), core::blake3(content_)};
                const std::size_t from = flags % 2 == 0 ? 0 : 1;
                const core::Bytes piece =
                    core::Bytes(content_).subspan(from, content_.size() - from - flags / 4 % 2);
                return raft::InstallSnapshot{term, meta, from, piece.size(), piece};
            }
            case 5: return raft::SnapshotResult{term, {number()}, number()};
            default: return raft::TimeoutNow{term, place()};
        }
    }

    core::Reader& reader_;
    const core::Buffer content_;
    const core::Buffer three_ = raft::testing::voters(3).write();
};

class Driver {
public:
    explicit Driver(Kept kept)
        : ordering_(member(0), options_, owner_, std::move(kept), core::Seed{1}, now_) {}

    void act(core::Reader& reader) {
        Hostile hostile(reader);
        const unsigned step = *reader.u8();
        const MemberId peer = member(1 + step / 16 % 4);
        switch (step % 16) {
            case 0: now_ += std::chrono::milliseconds{100} * (step / 16); break;
            case 1: ordering_.connected(peer, step % 32 < 16, now_); break;
            case 2: {
                std::vector<MemberId> all;
                for (unsigned i = 0; i < 4; ++i)
                    if ((step >> (4 + i) & 1u) != 0) all.push_back(member(i));
                ordering_.authorities(all, now_);
                break;
            }
            case 3:
                static_cast<void>(
                    ordering_.order(core::Buffer(step / 16), std::chrono::seconds{3}, now_));
                break;
            case 4: takes_records_ = !takes_records_; break;
            case 5:
            case 6:
            case 7:
                if (unsynced_ > 0) {
                    --unsynced_;
                    ordering_.synced(now_);
                }
                break;
            case 8: ordering_.hand_over(now_); break;
            case 9: {
                const core::Bytes raw =
                    reader.rest().first(std::min<std::size_t>(reader.remaining(), step));
                ordering_.receive(peer, raw, now_);
                break;
            }
            case 10:
                if (step == 250) ordering_.storage_failed(now_);
                break;
            default: ordering_.receive(peer, hostile.message(life_), now_); break;
        }
        take_all();
        ordering_.expire(now_);
        take_all();
        ASSERT(ordering_.waiting_count() <= options_.orders_max);
        ASSERT(ordering_.proposal_count() <= options_.orders_max);
        if (step % 8 != 0) return;
        Kept again;
        for (const core::Buffer& record : ordering_.state_records()) ASSERT(again.take(record));
    }

private:
    void take_all() {
        while (takes_records_ && ordering_.next_record()) {
            ordering_.recorded();
            ++unsynced_;
        }
        while (const auto out = ordering_.next_message()) {
            const auto message = read_message(out->bytes);
            ASSERT(message);
            if (const auto* const disk = core::get_if<NewDisk>(&*message)) life_ = disk->life;
        }
        while (ordering_.next_event()) {
        }
    }

    Yes owner_;
    Options options_ = small();
    core::Instant now_{};
    DiskLife life_;  // What a peer knows of it.
    bool takes_records_ = true;
    std::size_t unsynced_ = 0;
    Ordering ordering_;
};

}  // namespace

FUZZ(ordering_hostile) {
    core::Reader reader(input.first(std::min(input.size(), size_max)));
    const unsigned how = reader.u8().value_or(0);
    Kept kept = how % 3 == 0 ? Kept{} : Kept::founding(member(0));
    if (how % 3 == 2) {
        // One of three voters.
        const core::Buffer three = raft::testing::voters(3).write();
        raft::PersistOrder order{{}, {{1}, {}}, {}, {}, {1}, {}};
        order.entries = {{{1}, raft::EntryKind::configuration, three}};
        ASSERT(kept.take(write_order_record(order, {})));
    }
    Driver driver(std::move(kept));
    while (!reader.at_end()) driver.act(reader);
}

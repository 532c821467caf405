// Two ends of a session over a stream that the input cuts, delays, changes and ends, while their
// sets change. Nothing may crash, every session ends, and of an unchanged one between sets that
// stay as they are both tell the truth.
#include "core/base/assert.h"
#include "core/sync/reconciler.h"
#include "core/sync/sync_twin.h"
#include "core/testing/fuzz.h"

namespace core::sync {
namespace {

struct End {
    Index& index;
    Reconciler machine;
    std::optional<Told> told{};
    std::optional<EndReason> reason{};

    void listen() {
        while (auto event = machine.next_event()) {
            ASSERT(!reason);
            if (auto* ended = get_if<Ended>(&*event))
                reason = ended->reason;
            else
                told = get<Told>(*std::move(event));
        }
        ASSERT(machine.ended() == reason.has_value());
        ASSERT(!machine.ended() || !machine.deadline());
    }
};

// Moves up to `size` bytes, the first of them changed.
void transfer(End& from, End& to, std::size_t size, std::uint8_t change) {
    const Bytes waiting = from.machine.outgoing();
    const Bytes taken = waiting.first(std::min(size, waiting.size()));
    Buffer bytes(taken.begin(), taken.end());
    from.machine.consume(bytes.size());
    if (bytes.empty()) return;
    bytes[0] ^= std::byte{change};
    to.machine.receive(bytes, Instant{});
    from.listen();
    to.listen();
}

void expect_truth(const End& end, const Index& other) {
    ASSERT(end.reason == EndReason::told || end.reason == EndReason::equal);
    if (end.reason == EndReason::equal) {
        ASSERT(end.index.tree().root() == other.tree().root());
        return;
    }
    std::size_t lacked = 0;
    end.index.tree().visit({}, [&](const Key& key) {
        lacked += other.tree().contains(key) ? 0 : 1;
        return true;
    });
    ASSERT(end.told->differences.they_lack.size() == lacked);
    for (const Key& key : end.told->differences.they_lack) ASSERT(!other.tree().contains(key));
}

// Numbers below 64 are in both, those below 128 in one, the others in the other set.
void fill(Index& one, Index& other, Reader& reader) {
    const std::uint8_t count = reader.u8().value_or(0);
    for (std::uint64_t number = 0; number < count; ++number) {
        const Key key = twin::key_of(1'000 + number);
        one.insert(key);
        other.insert(key);
    }
    for (int i = reader.u8().value_or(0) % 64; i > 0; --i) {
        const std::uint8_t number = reader.u8().value_or(0);
        (number % 2 ? one : other).insert(twin::key_of(number));
    }
}

}  // namespace
}  // namespace core::sync

FUZZ(reconciler) {
    using namespace core::sync;
    core::Reader reader(input);
    const Index::Options options{.standing_symbols_max = 64, .recent_changes_max = 16};
    Index one(twin::sketch_key(1), options);
    Index other(twin::sketch_key(1), options);
    const std::uint8_t flags = reader.u8().value_or(0);
    fill(one, other, reader);
    const Opener::Options opener_options{
        .trust = flags % 4 == 0 ? Trust::suspected : Trust::trusted,
        .remembered = flags % 4 == 1 ? std::optional(one.mark()) : std::nullopt,
        .ranges = {.frame_size_max = 1'024}};
    if (flags & 4) other.mark();
    fill(one, other, reader);
    End opener{one, Reconciler(Opener(one, opener_options), {}, core::Instant{})};
    End answerer{other, Reconciler(Answerer(other, {}), {}, core::Instant{})};
    bool is_true = true;
    while (!reader.at_end()) {
        const std::uint8_t kind = *reader.u8();
        const std::uint8_t argument = reader.u8().value_or(0);
        const std::uint8_t change = kind % 16 == 7 ? argument : std::uint8_t{0};
        if (kind % 16 < 8) {
            transfer(opener, answerer, argument, change);
            transfer(answerer, opener, argument, 0);
            is_true &= change == 0;
        } else if (kind % 16 < 12) {
            (kind % 2 ? one : other).insert(twin::key_of(argument));
            is_true = false;
        } else if (kind % 16 < 15) {
            End& end = kind % 2 ? opener : answerer;
            const auto size = std::min<std::size_t>(argument, reader.remaining());
            end.machine.receive(*reader.take(size), core::Instant{});
            end.listen();
            is_true = false;
        }
    }
    for (int i = 0; i < 10'000 && !(opener.reason && answerer.reason); ++i) {
        transfer(opener, answerer, core::receive_size_max, 0);
        transfer(answerer, opener, core::receive_size_max, 0);
        if (opener.machine.outgoing().empty() && answerer.machine.outgoing().empty()) break;
    }
    if (!is_true) return;
    expect_truth(opener, other);
    expect_truth(answerer, one);
}

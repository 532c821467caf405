// Histories from anybody, and changes from anybody taken into them: three authors write, forge,
// repeat and turn round what was written, as the input says. Whatever is delivered comes behind its
// past, and the history that comes of it can be written and read.
#include <array>
#include <vector>

#include "core/base/assert.h"
#include "core/crdt/change/history.h"
#include "core/testing/fuzz.h"

namespace core::crdt {
namespace {

constexpr std::size_t pool_max = 24;

Buffer snapshot_of(const History& history) {
    Buffer bytes;
    BufferWriter writer(bytes, std::size_t{1} << 24);
    history.write(writer);
    ASSERT(writer.finish());
    return bytes;
}

History read_again(const History& history) {
    const Buffer bytes = snapshot_of(history);
    Reader reader(bytes);
    auto read = History::read(reader);
    ASSERT(read && reader.at_end());
    ASSERT(snapshot_of(*read) == bytes);
    ASSERT(read->version() == history.version() && read->lamport() == history.lamport());
    return *std::move(read);
}

class Play {
public:
    // False at the end of the input.
    Result<void> step(Reader& input) {
        const std::uint8_t kind = TRY(input.u8());
        const std::uint8_t number = TRY(input.u8());
        History& history = histories_[number % histories_.size()];
        switch (kind % 8) {
            case 0:
            case 1: write(history, number); return {};
            case 2: return forge(number, TRY(input.u8()), TRY(input.u8()));
            case 3: history.forget(history.version()); return {};
            case 4: history = read_again(history); return {};
            default: {
                const std::uint8_t index = TRY(input.u8());
                if (!pool_.empty()) take(history, pool_[index % pool_.size()]);
                return {};
            }
        }
    }

    void finish() {
        for (History& history : histories_) {
            for (std::size_t i = pool_.size(); i > 0; --i) take(history, pool_[i - 1]);
            (void)read_again(history);
            const auto changes = history.since({});
            if (!changes) continue;
            History other;
            for (const Bytes change : *changes) {
                const auto taken = other.take(change);
                ASSERT(taken && taken->verdict == History::Verdict::delivered);
            }
            ASSERT(other.version() == history.version());
        }
    }

private:
    void write(const History& history, std::uint8_t number) {
        if (pool_.size() >= pool_max) return;
        Change change = history.next(Author{number / 3u % 3 + 1});
        change.events = number / 9u + 1;
        const auto bytes = write_change(change, {}, key_);
        if (bytes) pool_.push_back(*bytes);
    }

    // A history does not look at signatures: what is altered looks true to it.
    Result<void> forge(std::uint8_t index, std::uint8_t position, std::uint8_t flips) {
        if (pool_.empty() || pool_.size() >= pool_max) return {};
        Buffer bytes = pool_[index % pool_.size()];
        bytes[position % bytes.size()] ^= std::byte{flips};
        pool_.push_back(std::move(bytes));
        return {};
    }

    static void take(History& history, Bytes bytes) {
        Version version = history.version();
        const auto taken = history.take(bytes);
        if (!taken) {
            ASSERT(history.version() == version);
            return;
        }
        ASSERT(taken->ready.empty() == (taken->verdict != History::Verdict::delivered));
        for (const auto& [change, past] : taken->ready) {
            ASSERT(version.includes(past) && past[change.author] + 1 == change.counter);
            version.include({change.author, change.last_counter()});
        }
        ASSERT(history.version() == version);
        for (const Equivocation& proof : taken->proofs) {
            ASSERT(contradict(proof.one, proof.other));
            ASSERT(history.is_quarantined(proof.author));
        }
        ASSERT(!history.version().includes(history.missing()) || history.missing().empty());
    }

    crypto::Ed25519KeyPair key_{crypto::Ed25519Seed{}};
    std::array<History, 3> histories_;
    std::vector<Buffer> pool_;
};

void play(Bytes input) {
    Reader reader(input);
    Play play;
    while (play.step(reader)) {
    }
    play.finish();
}

void read(Bytes input) {
    Reader reader(input);
    const auto history = History::read(reader);
    if (!history) return;
    ASSERT(equal(snapshot_of(*history), input.first(reader.position())));
    (void)read_again(*history);
}

}  // namespace
}  // namespace core::crdt

FUZZ(history) {
    if (input.empty()) return;
    const core::Bytes rest = input.subspan(1);
    if (input[0] == std::byte{0}) {
        core::crdt::read(rest);
    } else {
        core::crdt::play(rest);
    }
}

// One machine whose peers are played by the test: it sends what they say, and looks at what comes
// out. Blobs have letters as names, peers numbers. Time goes from deadline to deadline.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/base/prng.h"
#include "core/codec/public_key.h"
#include "fabric/blobs/blobs.h"

namespace fabric::blobs::testing {

using core::Buffer;
using core::Duration;
using core::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Texts = std::vector<std::string>;

inline PeerId peer_of(unsigned number) {
    core::crypto::Ed25519PublicKey key;
    for (std::byte& byte : key.mutable_view()) byte = static_cast<std::byte>(number);
    return PeerId::of(core::codec::PublicKey(key));
}
inline unsigned number_of(const PeerId& peer) {
    return std::to_integer<unsigned>(peer.bytes().back());
}

inline Buffer bytes_of(std::uint64_t seed, std::size_t size) {
    Buffer bytes(size);
    core::Prng(core::Seed{seed}).fill(bytes);
    return bytes;
}
inline constexpr std::size_t whole_pieces(std::size_t count) { return count * piece_size_max; }

// Any of its pieces, as who has it would cut it.
inline Piece cut(const Hash& hash, core::Bytes blob, std::uint64_t index) {
    const auto offset = static_cast<std::size_t>(index * piece_size_max);
    return {hash, blob.size(), index, blob.subspan(offset, piece_size(blob.size(), index))};
}

class Single {
public:
    explicit Single(const Options& options = {}) : machine(options, now) {}

    // The next letter; others have it.
    Hash make(std::size_t size) {
        blobs.push_back(bytes_of(blobs.size() + 1, size));
        return hash_of(blobs.back());
    }
    // The same, and it is held here.
    Hash put(std::size_t size) {
        const Hash hash = make(size);
        ASSERT(machine.put(blobs.back()));
        return hash;
    }
    [[nodiscard]] const Buffer& bytes(const Hash& hash) const { return blobs[place_of(hash)]; }
    [[nodiscard]] bool holds(const Hash& hash) const {
        const Buffer* const found = machine.find(hash);
        ASSERT(!found || hash_of(*found) == hash);
        return found != nullptr;
    }

    void connect(unsigned number) { ASSERT(machine.connected(peer_of(number), now)); }
    void disconnect(unsigned number) { machine.gone(peer_of(number), now); }
    void want(const Hash& hash) { ASSERT(machine.want(hash, bytes(hash).size(), now)); }
    void want_up_to(const Hash& hash, std::size_t size) { ASSERT(machine.want(hash, size, now)); }

    void receive(unsigned from, const Message& message) {
        machine.receive(peer_of(from), write_message(message), now);
    }
    void ask(unsigned from, const Hash& hash, std::uint64_t first, std::uint64_t count) {
        receive(from, Ask{hash, first, count});
    }
    void give(unsigned from, const Hash& hash, std::uint64_t index) {
        receive(from, cut(hash, bytes(hash), index));
    }
    void give_all(unsigned from, const Hash& hash) {
        const std::uint64_t count = piece_count(bytes(hash).size());
        for (std::uint64_t i = 0; i < count; ++i) give(from, hash, i);
    }
    // As if it were that one.
    void give_wrong(unsigned from, const Hash& hash, std::uint64_t index, std::size_t whole_size) {
        const Buffer wrong(whole_size);
        receive(from, cut(hash, wrong, index));
    }
    void lack(unsigned from, const Hash& hash) { receive(from, Lacks{hash}); }

    // Runs the machine at each of its deadlines.
    void wait(Duration duration) {
        const Instant end = now + duration;
        while (machine.deadline() && *machine.deadline() <= end) {
            now = std::max(now, *machine.deadline());
            machine.expire(now);
        }
        now = end;
    }

    // One message.
    [[nodiscard]] std::string next(unsigned to) {
        const auto message = machine.next_message(peer_of(to));
        return message ? text_of(read_message(*message).value()) : "";
    }
    [[nodiscard]] Texts sent(unsigned to) {
        Texts texts;
        for (std::string text = next(to); !text.empty(); text = next(to)) texts.push_back(text);
        return texts;
    }
    // To whichever of the first peers, each of which is to be connected.
    [[nodiscard]] Texts sent_to_all(unsigned count) {
        Texts texts;
        for (unsigned i = 1; i <= count; ++i)
            for (const std::string& text : sent(i))
                texts.push_back(core::formatted("{}: ", i) + text);
        return texts;
    }
    [[nodiscard]] Texts told() {
        Texts texts;
        while (const auto event = machine.next_event())
            texts.push_back(
                match(*event, core::Cases{
                                  [&](const Arrived& e) { return "arrived " + name_of(e.hash); },
                                  [](const Misbehaved& e) {
                                      return core::formatted("{}: ", number_of(e.peer)) +
                                             std::string(e.what);
                                  },
                              }));
        return texts;
    }
    [[nodiscard]] std::string kept() {
        return names([&] { return machine.next_kept(); });
    }
    [[nodiscard]] std::string forgotten() {
        return names([&] { return machine.next_forgotten(); });
    }

    std::vector<Buffer> blobs;
    Instant now{seconds{1'000}};
    Blobs machine;

private:
    [[nodiscard]] std::size_t place_of(const Hash& hash) const {
        for (std::size_t i = 0; i < blobs.size(); ++i)
            if (hash_of(blobs[i]) == hash) return i;
        ASSERT(false);
        return 0;
    }
    [[nodiscard]] std::string name_of(const Hash& hash) const {
        return std::string(1, static_cast<char>('a' + place_of(hash)));
    }
    [[nodiscard]] std::string text_of(const Message& message) const {
        return match(
            message,
            core::Cases{
                [&](const Ask& ask) {
                    return core::formatted("ask {} {}+{}", name_of(ask.hash), ask.first, ask.count);
                },
                [&](const Piece& piece) {
                    const Piece right = cut(piece.hash, bytes(piece.hash), piece.index);
                    ASSERT(core::equal(piece.bytes, right.bytes));
                    return core::formatted("piece {} {}", name_of(piece.hash), piece.index);
                },
                [&](const Lacks& lacks) { return "lacks " + name_of(lacks.hash); },
            });
    }
    // In the order of the letters, not of the hashes.
    template <class Next>
    [[nodiscard]] std::string names(Next next) const {
        std::string all;
        while (const auto hash = next()) all += name_of(*hash);
        std::ranges::sort(all);
        return all;
    }
};

}  // namespace fabric::blobs::testing

// A machine whose peers say whatever the input says, at whatever times, while blobs are put, wanted
// and pinned. It must not fail an ASSERT, stays within its bounds, holds nothing that is wrong,
// tells its disk what is held, and has nothing left when nobody wants anything any more.
#include <map>
#include <set>

#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "fabric/blobs/single_test.h"

namespace {

using namespace fabric::blobs;
using namespace fabric::blobs::testing;

constexpr std::size_t input_size_max = 256;
constexpr unsigned blob_count = 6;

Options small() {
    Options options;
    options.blob_size_max = whole_pieces(2) + 1;
    options.held_size_max = whole_pieces(3);
    options.held_count_max = 4;
    options.wanted_max = 4;
    options.fetched_max = 1;
    options.peers_max = 3;
    options.range_pieces = 2;
    options.owed_max = 2;
    options.disbelieved_max = 3;
    return options;
}

struct Blob {
    Buffer bytes;
    Hash hash;
};
const Blob& blob_of(unsigned number) {
    static const auto all = [] {
        std::vector<Blob> blobs;
        for (const std::size_t size :
             {std::size_t{1}, std::size_t{20}, whole_pieces(1), whole_pieces(1) + 1,
              whole_pieces(1) + 20, whole_pieces(2) + 1})
            blobs.push_back({bytes_of(size, size), hash_of(bytes_of(size, size))});
        return blobs;
    }();
    return all[number % blob_count];
}

struct Play {
    Single single{small()};
    std::map<Hash, unsigned> wishes = {};
    std::map<Hash, unsigned> pins = {};
    std::set<Hash> disk = {};
};

void take_events(Play& play) {
    while (const auto event = play.single.machine.next_event()) {
        const Arrived* const arrived = get_if<Arrived>(&*event);
        if (!arrived) continue;
        const Buffer* const bytes = play.single.machine.find(arrived->hash);
        ASSERT(bytes && play.wishes[arrived->hash] > 0);
    }
}

void check_disk(Play& play) {
    Blobs& machine = play.single.machine;
    while (const auto hash = machine.next_forgotten()) ASSERT(play.disk.erase(*hash) == 1);
    while (const auto hash = machine.next_kept()) {
        ASSERT(play.disk.insert(*hash).second);
        ASSERT(hash_of(*machine.find(*hash)) == *hash);
    }
    std::set<Hash> held;
    for (unsigned i = 0; i < blob_count; ++i) {
        const Buffer* const bytes = machine.find(blob_of(i).hash);
        if (bytes) held.insert(blob_of(i).hash);
    }
    ASSERT(held == play.disk && held.size() == machine.held_count());
}

void check_bounds(const Blobs& machine, core::Instant now) {
    const Options options = small();
    ASSERT(machine.size() <= options.held_size_max);
    ASSERT(machine.held_count() <= options.held_count_max);
    ASSERT(machine.wanted_count() <= options.wanted_max);
    ASSERT(machine.fetched_count() <= options.fetched_max);
    ASSERT(machine.disbelieved_count() <= options.disbelieved_max);
    ASSERT(!machine.deadline() || *machine.deadline() > now);
    for (unsigned i = 1; i <= 4; ++i) ASSERT(machine.owed_count(peer_of(i)) <= options.owed_max);
}

// One of its pieces as it is, with a wrong byte, of a whole that ends there, or another one's.
void send_piece(Single& single, unsigned peer, const Blob& blob, unsigned what) {
    Piece piece = cut(blob.hash, blob.bytes, what % piece_count(blob.bytes.size()));
    Buffer bytes(piece.bytes.begin(), piece.bytes.end());
    piece.bytes = bytes;
    switch (what / 4 % 8) {
        case 0: bytes.back() ^= std::byte{1}; break;
        case 1:
            piece = cut(blob.hash, blob.bytes, 0);
            piece.whole_size = piece.bytes.size();
            break;
        case 2: piece.hash = blob_of(what / 32).hash; break;
        default: break;
    }
    single.receive(peer, piece);
}

void use(Play& play, unsigned what, unsigned more, const Blob& blob) {
    Blobs& machine = play.single.machine;
    switch (what) {
        case 0:
            if (machine.want(blob.hash, more > 11 ? more : blob.bytes.size(), play.single.now))
                ++play.wishes[blob.hash];
            break;
        case 1:
            if (play.wishes[blob.hash] == 0) break;
            --play.wishes[blob.hash];
            machine.unwant(blob.hash);
            break;
        case 2: static_cast<void>(machine.put(blob.bytes)); break;
        case 3:
            ++play.pins[blob.hash];
            machine.pin(blob.hash);
            break;
        case 4:
            if (play.pins[blob.hash] == 0) break;
            --play.pins[blob.hash];
            machine.unpin(blob.hash);
            break;
        default:
            check_disk(play);
            play.disk.insert(blob.hash);
            machine.restore(blob.bytes);
            break;
    }
}

void hear(Play& play, unsigned what, unsigned peer, core::Reader& reader) {
    Single& single = play.single;
    const unsigned more = reader.u8().value_or(0);
    const Blob& blob = blob_of(more % 8);
    switch (what) {
        case 0: {
            const std::size_t size = std::min<std::size_t>(more, reader.remaining());
            single.machine.receive(peer_of(peer), reader.take(size).value(), single.now);
            break;
        }
        case 1: single.ask(peer, blob.hash, more / 8 % 4, 1 + more / 32); break;
        case 2: single.lack(peer, blob.hash); break;
        default: send_piece(single, peer, blob, more / 8 + 32 * (more % 3)); break;
    }
}

void finish(Play& play) {
    Blobs& machine = play.single.machine;
    for (unsigned i = 0; i < blob_count; ++i) {
        const Hash& hash = blob_of(i).hash;
        for (; play.wishes[hash] > 0; --play.wishes[hash]) machine.unwant(hash);
        for (; play.pins[hash] > 0; --play.pins[hash]) machine.unpin(hash);
    }
    std::size_t size = 0;
    for (unsigned i = 0; i < blob_count; ++i)
        if (const Buffer* const bytes = machine.find(blob_of(i).hash)) size += bytes->size();
    ASSERT(machine.size() == size && machine.fetched_count() == 0 && !machine.deadline());
    ASSERT(machine.wanted_count() == 0);
    // Everything may give way.
    for (unsigned i = 0; i < 2 * small().held_count_max; ++i)
        ASSERT(machine.put(Buffer(2, static_cast<std::byte>(i))));
    ASSERT(machine.size() == 2 * small().held_count_max);
}

}  // namespace

FUZZ(blobs_hostile) {
    core::Reader reader(input.first(std::min(input.size(), input_size_max)));
    Play play;
    Single& single = play.single;
    while (!reader.at_end()) {
        const unsigned step = unsigned{*reader.u8()};
        const unsigned more = step / 16;
        const unsigned peer = 1 + more % 4;
        switch (step % 16) {
            case 0: static_cast<void>(single.machine.connected(peer_of(peer), single.now)); break;
            case 1: single.machine.gone(peer_of(peer), single.now); break;
            case 2: single.wait(milliseconds{100} * more * more); break;
            case 3: {
                single.now += seconds{more};  // Whatever comes next wakes it.
                continue;
            }
            case 4: take_events(play); break;
            case 5: static_cast<void>(single.machine.next_message(peer_of(peer))); break;
            case 6:
            case 7:
            case 8:
            case 9:
            case 10:
            case 11: use(play, step % 16 - 6, more, blob_of(more)); break;
            default: hear(play, step % 16 - 12, peer, reader); break;
        }
        single.machine.expire(single.now);
        check_bounds(single.machine, single.now);
        if (step % 16 != 3) check_disk(play);
    }
    take_events(play);
    finish(play);
}

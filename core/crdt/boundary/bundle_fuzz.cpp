// Bundles from anybody: whatever is refused, what was taken is a replica that can be written and
// read. The changes in the input are true ones that the input alters.
#include "core/base/assert.h"
#include "core/crdt/boundary/bundle.h"
#include "core/testing/fuzz.h"

namespace core::crdt {
namespace {

crypto::Ed25519KeyPair key_of(std::uint8_t number) {
    crypto::Ed25519Seed seed;
    seed.mutable_view()[0] = std::byte{number};
    return crypto::Ed25519KeyPair(std::move(seed));
}

Buffer true_bundle() {
    const crypto::Ed25519PublicKey key = key_of(1).public_key();
    Replica replica({}, author_of(key), key_of(1));
    Keyring keys;
    ASSERT(keys.add(key));
    for (int i = 0; i < 3; ++i) {
        const auto change = replica.edit(
            0, [](Editor& editor) { return editor.insert_text(Path{"text"}, 0, "word"); });
        ASSERT(change);
    }
    Buffer bytes;
    BufferWriter writer(bytes, SIZE_MAX);
    Pace pace;
    const auto written =
        Slices(pace, write_bundle(pace, replica, keys, Version{}, writer)).run_to_end();
    ASSERT(written);
    return bytes;
}

void take(Bytes bundle) {
    Replica replica({}, author_of(key_of(2).public_key()), key_of(2));
    Keyring keys;
    Pace pace;
    const auto taken = Slices(pace, take_bundle(pace, replica, keys, bundle)).run_to_end();
    if (taken) ASSERT(taken->refused == 0 || taken->first_refusal);
    Buffer snapshot;
    BufferWriter writer(snapshot, SIZE_MAX);
    replica.write(writer);
    Replica other({}, author_of(key_of(3).public_key()), key_of(3));
    Reader reader(snapshot);
    ASSERT(other.read(reader));
}

}  // namespace
}  // namespace core::crdt

FUZZ(bundle) {
    using namespace core::crdt;
    take(input);
    static const core::Buffer bundle = true_bundle();
    core::Buffer altered = bundle;
    for (std::size_t i = 0; i + 1 < input.size(); i += 2) {
        const std::size_t at = std::to_integer<std::size_t>(input[i]) * 4 % altered.size();
        altered[at] ^= input[i + 1];
    }
    take(altered);
}

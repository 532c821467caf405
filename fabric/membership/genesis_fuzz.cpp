// Any bytes as a genesis, and as the name of one: what is read has a name and gives the same bytes
// again.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/membership/genesis.h"
#include "net/noise/toy_crypto_fuzz.h"

FUZZ(genesis) {
    using namespace fabric::membership;
    const auto check = [](core::Bytes bytes) {
        const auto genesis = SignedGenesis::from_bytes(bytes);
        if (!genesis) return false;
        ASSERT(check_name(genesis->genesis().name));
        ASSERT(core::equal(genesis->bytes(), bytes) && bytes.size() <= genesis_size_max);
        return true;
    };
    check(input);
    core::crypto::Ed25519Seed seed;
    const KeyPair root(std::move(seed));
    Genesis genesis{.name = std::string(core::as_text(input)), .root = root.public_key()};
    const auto made = SignedGenesis::sign(genesis, root);
    if (made) ASSERT(check(made->bytes()));
}

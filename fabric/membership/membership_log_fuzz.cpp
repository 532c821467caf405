// Replicas of a log whose keys write and exchange as the input says; and the input as a kept log.
#include <tuple>

#include "core/testing/fuzz.h"
#include "fabric/membership/log_driver.h"
#include "net/noise/toy_crypto_fuzz.h"

namespace {

// What the input has left, then zeros.
class Choices {
public:
    explicit Choices(core::Bytes input) : reader_(input) {}

    [[nodiscard]] bool at_end() const { return reader_.at_end(); }
    std::uint64_t below(std::uint64_t bound) { return reader_.u8().value_or(0) % bound; }

private:
    core::Reader reader_;
};

}  // namespace

FUZZ(membership_log) {
    using namespace fabric::membership;
    std::ignore = Log::from_bytes(input, {});
    Choices choices(input);
    world::LogDriver driver(choices, choices.below(4) == 0 ? Policy::open : Policy::closed);
    for (unsigned left = 60; left > 0 && !choices.at_end(); --left) driver.step();
    driver.check_agreement();
}

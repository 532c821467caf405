// The world in which clusters of tests live, whatever their members are made of: virtual time that
// each clock shows a little wrong, and a network that loses, repeats, delays and reorders. What
// happens is drawn; the same draws give the same run.
#pragma once

#include <map>
#include <vector>

#include "core/base/prng.h"
#include "fabric/leadership/options.h"

namespace fabric::leadership::testing {

using core::Duration;
using core::Instant;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct ClusterOptions {
    unsigned node_count = 3;
    unsigned voter_count = 3;  // At the beginning; the others know of nothing.
    Options raft = {};
    std::uint32_t clock_drift_ppm = 0;  // Each clock has its own rate within.
    std::uint32_t lost_percent = 0;
    std::uint32_t repeated_percent = 0;
    std::uint32_t clogged_percent = 0;  // These come seconds later, when much has changed.
    Duration delay_max = milliseconds{5};
    Duration write_max = milliseconds{5};
    std::size_t snapshot_size_max = 3'000;
    bool answers_early = false;  // A bug: orders are acknowledged when they are given.
    bool forgets_votes = false;  // A bug: of the hard state only the term is kept.
};

class TestClock {
public:
    void begin(core::Prng& prng, std::uint64_t drift_ppm) {
        rate_ppm_ = static_cast<std::int64_t>(prng.below(2 * drift_ppm + 1)) -
                    static_cast<std::int64_t>(drift_ppm);
        shown_ = Instant{milliseconds{prng.below(100'000)}};
    }
    void set_rate(std::int64_t rate_ppm, Instant now) {
        shown_ = local(now);
        since_ = now;
        rate_ppm_ = rate_ppm;
    }
    [[nodiscard]] Instant local(Instant now) const {
        const Duration since = now - since_;
        return shown_ + since + since * rate_ppm_ / 1'000'000;
    }
    // When it will show this.
    [[nodiscard]] Instant global(Instant shown) const {
        const Duration since = shown - shown_;
        return since_ + since * 1'000'000 / (1'000'000 + rate_ppm_) + microseconds{2};
    }

private:
    std::int64_t rate_ppm_ = 0;
    Instant shown_ = {};  // When the rate was set.
    Instant since_ = {};
};

template <class Payload>
class TestNetwork {
public:
    struct Packet {
        unsigned from;
        unsigned to;
        Payload payload;
    };

    explicit TestNetwork(unsigned node_count) : node_count_(node_count) { heal(); }

    void block(unsigned from, unsigned to, bool is_blocked) { blocked_[from][to] = is_blocked; }
    void isolate(unsigned number) {
        for (unsigned i = 0; i < node_count_; ++i)
            blocked_[i][number] = blocked_[number][i] = i != number;
    }
    void heal() { blocked_.assign(node_count_, std::vector<bool>(node_count_, false)); }
    [[nodiscard]] bool is_blocked(unsigned from, unsigned to) const { return blocked_[from][to]; }

    void send(const Packet& packet, const ClusterOptions& options, core::Prng& prng, Instant now) {
        if (is_blocked(packet.from, packet.to) || prng.chance(options.lost_percent, 100)) return;
        const auto delay = [&] {
            const auto most = static_cast<std::uint64_t>(options.delay_max.count());
            const bool is_clogged = prng.chance(options.clogged_percent, 100);
            return microseconds{prng.below(is_clogged ? 5'000'000 : most + 1)};
        };
        packets_.insert({now + delay(), packet});
        if (prng.chance(options.repeated_percent, 100))
            packets_.insert({now + 4 * delay(), packet});
    }

    [[nodiscard]] Instant next_at() const {
        return packets_.empty() ? Instant::max() : packets_.begin()->first;
    }
    Packet take() {
        Packet packet = std::move(packets_.begin()->second);
        packets_.erase(packets_.begin());
        return packet;
    }

private:
    unsigned node_count_;
    std::vector<std::vector<bool>> blocked_;
    std::multimap<Instant, Packet> packets_;
};

}  // namespace fabric::leadership::testing

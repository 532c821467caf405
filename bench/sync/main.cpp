// bench_sync: what it takes two replicas to find out how they differ, and what it costs to keep
// ready for it. Bytes and round trips are exact; times are the processor's, of both ends together,
// for a wall clock would measure what else runs here.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>

#include "bench/frame/measure.h"
#include "bench/sync/descent.h"
#include "core/base/prng.h"
#include "core/sync/conversation.h"

namespace {

using core::Prng;
using core::Seed;
using core::sync::Answerer;
using core::sync::Conversation;
using core::sync::Index;
using core::sync::Key;
using core::sync::Opener;
using core::sync::Trust;

constexpr std::string_view ours = "selvage native";
constexpr std::string_view told = "selvage native, told how many";
constexpr std::string_view ranges = "ranges";
constexpr std::string_view descent = "tree descent (a model)";
constexpr std::string_view bound = "information bound";

void print(const std::string& what, std::string_view who, std::string_view unit, double value) {
    std::printf(R"({"what":"%s","who":"%.*s","unit":"%.*s","value":%.6g})"
                "\n",
                what.c_str(), static_cast<int>(who.size()), who.data(),
                static_cast<int>(unit.size()), unit.data(), value);
}

struct Size {
    std::size_t entries;
    std::string_view name;
};

double processor_seconds() {
    return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

// Repeats until it has taken long enough to be measured.
template <class Work>
double seconds_of(double milliseconds, Work work) {
    const double start = processor_seconds();
    int calls = 0;
    double took = 0;
    do {
        work();
        ++calls;
        took = processor_seconds() - start;
    } while (took * 1000 < milliseconds);
    return took / calls;
}

Key random_key(Prng& prng) {
    Key key;
    prng.fill(key.mutable_view());
    return key;
}

struct Pair {
    Index one{core::sync::SketchKey{}};
    Index other{core::sync::SketchKey{}};
};

// What differs, for as long as it lives: half of it on each side.
class Difference {
public:
    Difference(Pair& pair, std::size_t count, Prng& prng) : pair_(pair) {
        for (std::size_t i = 0; i < count; ++i) (i % 2 ? other : one).push_back(random_key(prng));
        for (const Key& key : one) pair.one.insert(key);
        for (const Key& key : other) pair.other.insert(key);
    }
    ~Difference() {
        for (const Key& key : one) pair_.one.erase(key);
        for (const Key& key : other) pair_.other.erase(key);
    }
    Difference(const Difference&) = delete;
    Difference& operator=(const Difference&) = delete;

    std::vector<Key> one;
    std::vector<Key> other;

private:
    Pair& pair_;
};

struct Average {
    double bytes = 0;
    double round_trips = 0;
    double seconds = 0;

    void add(const Conversation& conversation, double took) {
        bytes += static_cast<double>(conversation.bytes);
        round_trips += static_cast<double>(conversation.round_trips());
        seconds += took;
    }
    void print_as(const std::string& title, std::string_view who, double trials) const {
        print("bytes, " + title, who, "B", bytes / trials);
        print("round trips, " + title, who, "", round_trips / trials);
        print("time, " + title, who, "us", seconds / trials * 1e6);
    }
};

class SessionBench {
public:
    SessionBench(Size size, double milliseconds)
        : size_(size), milliseconds_(milliseconds), prng_(Seed{size.entries}) {
        for (std::size_t i = 0; i < size.entries; ++i) {
            const Key key = random_key(prng_);
            pair_.one.insert(key);
            pair_.other.insert(key);
        }
        levels_ = bench::levels_of(pair_.one.tree());
        pair_.one.tree().visit({}, [this](const Key& key) { return common_.insert(key); });
    }

    void measure(std::size_t differences) {
        const std::string title =
            std::string(size_.name) + " entries, " + std::to_string(differences) + " differ";
        const int trials = milliseconds_ < 10 ? 1 : differences >= 1'000 ? 5 : 25;
        Average by_default;
        Average expecting;
        Average by_ranges;
        double descent_bytes = 0;
        double descent_round_trips = 0;
        for (int trial = 0; trial < trials; ++trial) {
            const Difference difference(pair_, differences, prng_);
            add(by_default, {});
            add(expecting, {.expected_differences = differences});
            add(by_ranges, {.trust = Trust::suspected});
            const auto cost =
                bench::descent_cost(common_, levels_, difference.one, difference.other);
            descent_bytes += static_cast<double>(cost.bytes);
            descent_round_trips += static_cast<double>(cost.round_trips);
        }
        by_default.print_as(title, ours, trials);
        expecting.print_as(title, told, trials);
        by_ranges.print_as(title, ranges, trials);
        print("bytes, " + title, descent, "B", descent_bytes / trials);
        print("round trips, " + title, descent, "", descent_round_trips / trials);
        print("bytes, " + title, bound, "B", bytes_that_say(differences));
    }

    // What it costs to keep an index of that size up to date.
    void measure_changes() {
        std::vector<Key> keys(10'000);
        for (Key& key : keys) key = random_key(prng_);
        Index& index = pair_.one;
        const auto nanoseconds = [&](const std::string& what, std::size_t changes_per_root) {
            bench::keep(index.tree().root());
            const double seconds = seconds_of(milliseconds_, [&] {
                for (std::size_t i = 0; i < keys.size(); ++i) {
                    if (!index.insert(keys[i])) index.erase(keys[i]);
                    if (changes_per_root > 0 && i % changes_per_root == 0)
                        bench::keep(index.tree().root());
                }
            });
            print(what + " of " + std::string(size_.name) + " entries", ours, "ns",
                  seconds * 1e9 / static_cast<double>(keys.size()));
        };
        nanoseconds("a change", 0);
        nanoseconds("a change, and the root after each,", 1);
        nanoseconds("a change, and the root after every hundred,", 100);
    }

private:
    void add(Average& average, const Opener::Options& options) {
        std::optional<Conversation> conversation;
        // The roots are known: they are asked for after every change, whatever it is for.
        bench::keep(pair_.one.tree().root());
        bench::keep(pair_.other.tree().root());
        const double took = seconds_of(milliseconds_ / 50, [&] {
            conversation = core::sync::converse(pair_.one, pair_.other, options);
        });
        average.add(*conversation, took);
    }

    // Which of all sets of so many ids it is.
    static double bytes_that_say(std::size_t differences) {
        if (differences == 0) return 0;
        const auto count = static_cast<double>(differences);
        return count * (128 - std::log2(count) + std::log2(std::exp(1.0))) / 8;
    }

    Size size_;
    double milliseconds_;
    Prng prng_;
    Pair pair_;
    core::sync::MerkleTree common_;
    std::vector<std::uint8_t> levels_;
};

}  // namespace

int main(int count, char** words) {
    double milliseconds = 100;
    for (int i = 1; i + 1 < count; ++i)
        if (std::string_view(words[i]) == "--milliseconds")
            milliseconds = std::strtod(words[i + 1], nullptr);
    constexpr double quick = 10;
    constexpr double full = 100;
    std::vector<Size> sizes{{10'000, "10,000"}};
    if (milliseconds >= quick) sizes.push_back({1'000'000, "1,000,000"});
    if (milliseconds >= full) sizes.push_back({10'000'000, "10,000,000"});
    for (const Size size : sizes) {
        SessionBench session(size, milliseconds);
        for (const std::size_t differences : {0u, 1u, 5u, 10u, 100u, 1'000u})
            session.measure(differences);
        session.measure_changes();
    }
}

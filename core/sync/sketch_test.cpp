// The sketch: its hash, its row, what comes out of it, and how near the estimate is.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/base/hex.h"
#include "core/base/prng.h"
#include "core/sync/difference_estimate.h"
#include "core/sync/sketch_decoder.h"
#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using twin::keys_of;
using twin::sketch_key;

// A row as its definition says it: every entry added to every symbol that it is in.
std::vector<Symbol> row_of(const std::vector<Key>& keys, std::uint32_t count,
                           const SketchKey& sketch = sketch_key(1)) {
    const SymbolHasher hasher(sketch);
    std::vector<Symbol> row(count);
    for (const Key& key : keys) {
        const SymbolEntry entry = hasher(key);
        for (SymbolIndexes in = entry.indexes(); in.current() < count; in.advance())
            row[in.current()].add(entry);
    }
    return row;
}

struct Both {
    std::vector<Key> ours;
    std::vector<Key> theirs;
};
// `count` differences among many that are common, half of them on each side.
Both both_with(std::uint64_t count, std::uint64_t seed) {
    const std::uint64_t first = seed * 1'000'000;
    Both both{keys_of(first, 300), keys_of(first, 300)};
    for (std::uint64_t i = 0; i < count; ++i)
        (i % 2 ? both.ours : both.theirs).push_back(twin::key_of(first + 1'000 + i));
    return both;
}

std::vector<KeyId> difference_of(const Both& both) {
    std::set<KeyId> ids;
    for (const Key& key : both.ours)
        if (std::ranges::find(both.theirs, key) == both.theirs.end()) ids.insert(id_of(key));
    for (const Key& key : both.theirs)
        if (std::ranges::find(both.ours, key) == both.ours.end()) ids.insert(id_of(key));
    return {ids.begin(), ids.end()};
}

// How many symbols it takes, asked after each.
std::uint32_t symbols_taken(const Both& both) {
    const std::uint32_t count = 4'000;
    const auto ours = row_of(both.ours, count);
    const auto theirs = row_of(both.theirs, count);
    SketchDecoder decoder(sketch_key(1));
    for (std::uint32_t i = 0; i < count && !decoder.is_complete(); ++i)
        decoder.add(std::span(theirs).subspan(i, 1), std::span(ours).subspan(i, 1));
    EXPECT_TRUE(decoder.is_complete());
    EXPECT_EQ(decoder.found(), difference_of(both));
    return decoder.symbol_count();
}

WordPair hashed(std::string_view key, std::string_view message) {
    SipHashKey words;
    copy(words.mutable_view(), from_hex(key).value());
    WordPair input;
    std::memcpy(input.data(), from_hex(message).value().data(), sizeof input);
    return SipHash(words)(input);
}
std::string hex_of(const WordPair& words) { return to_hex(std::as_bytes(std::span(words))); }

// Made with OpenSSL's SIPHASH.
TEST(Sketch, SK1_the_hash_is_siphash) {
    constexpr std::string_view key = "000102030405060708090a0b0c0d0e0f";
    EXPECT_EQ(hex_of(hashed(key, key)), "6ee2a4ca67b054bbfd3315bf85230577");
    EXPECT_EQ(hex_of(hashed(key, "ffffffffffffffffffffffffffffffff")),
              "001416ad4f9c06646a2537f9e3532921");
    EXPECT_EQ(hex_of(hashed(key, "00000000000000000000000000000000")),
              "d60d3284a18ebd5af3d0f02a078007cd");
    EXPECT_EQ(hex_of(hashed("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", key)),
              "78c248936eec955a4036670c9da12c01");
}

TEST(Sketch, SK2_entries_are_in_symbol_i_with_the_odds_one_to_half_of_i) {
    constexpr std::uint32_t count = 400;
    constexpr std::uint64_t entries = 40'000;
    std::vector<std::uint64_t> hits(count);
    Prng prng(Seed{2});
    for (std::uint64_t i = 0; i < entries; ++i) {
        std::uint32_t before = count;
        for (SymbolIndexes in(prng.next()); in.current() < count; in.advance()) {
            ASSERT_TRUE(before == count || in.current() > before);
            before = in.current();
            ++hits[before];
        }
    }
    EXPECT_EQ(hits[0], entries);
    // Five times the spread that chance allows.
    for (std::uint32_t i = 1; i < count; ++i) {
        const double odds = 2.0 / (i + 2);
        const double spread = std::sqrt(static_cast<double>(entries) * odds * (1 - odds));
        EXPECT_NEAR(static_cast<double>(hits[i]), static_cast<double>(entries) * odds, 5 * spread)
            << i;
    }
}

TEST(Sketch, SK2_a_row_is_the_same_everywhere_and_always) {
    std::vector<std::uint32_t> indexes;
    for (SymbolIndexes in(7); in.current() < symbol_count_max; in.advance())
        indexes.push_back(in.current());
    EXPECT_EQ(indexes, (std::vector<std::uint32_t>{0,    1,    18,   20,    27,    41,   84,   124,
                                                   218,  598,  932,  2900,  2961,  3091, 3312, 3564,
                                                   4814, 5133, 8987, 11423, 13127, 15984}));
    Buffer bytes;
    BufferWriter writer(bytes, 1'000);
    for (const Symbol& symbol : row_of(keys_of(0, 1'000), 3)) write_symbol(writer, symbol);
    EXPECT_EQ(to_hex(bytes),
              "385dfe81e33852f46825693f88dc2fd6cdcc2691"
              "3b53aa51d9580e1fa1263991b6454417c513c956"
              "931b2b32def1a8e6e1cb47ae02dcd09d9249b582");
}

TEST(Sketch, SK2_a_symbol_is_20_bytes) {
    const Symbol symbol{{0x0807060504030201, 0x100f0e0d0c0b0a09}, 0x14131211};
    Buffer bytes;
    BufferWriter writer(bytes, 100);
    write_symbol(writer, symbol);
    EXPECT_EQ(to_hex(bytes), "0102030405060708090a0b0c0d0e0f1011121314");
    Reader reader(bytes);
    EXPECT_EQ(read_symbol(reader), symbol);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        Reader cut(Bytes(bytes).first(size));
        EXPECT_EQ(read_symbol(cut).error(), Error::truncated);
    }
}

TEST(Sketch, SK3_finds_what_differs_with_few_symbols) {
    EXPECT_EQ(symbols_taken(both_with(0, 1)), 1u);
    EXPECT_EQ(symbols_taken(both_with(1, 1)), 1u);
    struct Expected {
        std::uint64_t differences;
        double symbols_max;  // For each difference, on average.
    };
    for (const auto& [differences, symbols_max] :
         {Expected{5, 2.0}, Expected{10, 1.9}, Expected{50, 1.65}, Expected{200, 1.5}}) {
        std::uint64_t taken = 0;
        std::uint64_t enough = 0;
        constexpr std::uint64_t rounds = 40;
        for (std::uint64_t seed = 0; seed < rounds; ++seed) {
            const std::uint32_t symbols = symbols_taken(both_with(differences, seed));
            taken += symbols;
            enough += symbols <= symbols_for(differences) ? 1 : 0;
        }
        EXPECT_LE(static_cast<double>(taken),
                  static_cast<double>(rounds * differences) * symbols_max);
        EXPECT_GE(enough, rounds * 8 / 10) << differences;
    }
}

TEST(Sketch, SK3_all_that_differs_may_be_on_one_side) {
    EXPECT_LE(symbols_taken({{}, keys_of(0, 700)}), 1'100u);
    EXPECT_LE(symbols_taken({keys_of(0, 700), {}}), 1'100u);
}

TEST(Sketch, SK3_what_is_not_taken_apart_says_so) {
    const Both both = both_with(40, 3);
    const auto ours = row_of(both.ours, 30);
    const auto theirs = row_of(both.theirs, 30);
    SketchDecoder decoder(sketch_key(1));
    decoder.add(theirs, ours);
    EXPECT_FALSE(decoder.is_complete());
    EXPECT_FALSE(SketchDecoder(sketch_key(1)).is_complete());
}

TEST(Sketch, SK3_rows_under_different_keys_say_nothing) {
    const Both both = both_with(5, 3);
    SketchDecoder decoder(sketch_key(1));
    decoder.add(row_of(both.theirs, 600, sketch_key(2)), row_of(both.ours, 600));
    EXPECT_FALSE(decoder.is_complete());
}

TEST(Sketch, SK4_rows_that_mean_nothing_cost_no_more_than_their_length) {
    Prng prng(Seed{8});
    const SymbolHasher hasher(sketch_key(1));
    for (int round = 0; round < 50; ++round) {
        const auto count = static_cast<std::uint32_t>(prng.between(1, 200));
        std::vector<Symbol> lies(count);
        for (Symbol& symbol : lies) {
            // Each looks like one entry, and few of them fit one another.
            symbol.add(hasher(WordPair{prng.below(20), prng.below(3)}));
        }
        SketchDecoder decoder(sketch_key(1));
        decoder.add(lies, std::vector<Symbol>(count));
        EXPECT_LE(decoder.found().size(), count);
        if (decoder.is_broken()) EXPECT_FALSE(decoder.is_complete());
    }
}

DifferenceEstimate estimate_of(const std::vector<Key>& keys) {
    const SymbolHasher hasher(sketch_key(1));
    DifferenceEstimate estimate;
    for (const Key& key : keys) estimate.toggle(hasher(key));
    return estimate;
}

TEST(Sketch, SK5_the_estimate_is_near_in_nine_of_ten_cases) {
    EXPECT_EQ(estimate_of({}).differences(estimate_of({})), 0u);
    for (const std::uint64_t differences : {10u, 50u, 300u, 2'000u, 10'000u}) {
        int near = 0;
        constexpr int rounds = 100;
        for (int round = 0; round < rounds; ++round) {
            const auto keys = keys_of(static_cast<std::uint64_t>(round) * 1'000'000, differences);
            const std::uint64_t told = estimate_of(keys).differences({});
            near += told * 10 >= differences * 7 && told * 10 <= differences * 13 ? 1 : 0;
        }
        EXPECT_GE(near, rounds * 9 / 10) << differences;
    }
    EXPECT_GE(estimate_of(keys_of(0, 200'000)).differences({}), 100'000u);
}

TEST(Sketch, SK5_what_both_have_does_not_show) {
    const auto common = keys_of(0, 1'000);
    auto more = common;
    for (const Key& key : keys_of(5'000, 20)) more.push_back(key);
    EXPECT_EQ(estimate_of(common).differences(estimate_of(more)),
              estimate_of({}).differences(estimate_of(keys_of(5'000, 20))));
    Buffer bytes;
    BufferWriter writer(bytes, 300);
    estimate_of(more).write(writer);
    EXPECT_EQ(bytes.size(), DifferenceEstimate::encoded_size);
    Reader reader(bytes);
    EXPECT_EQ(DifferenceEstimate::read(reader), estimate_of(more));
}

}  // namespace
}  // namespace core::sync

// Contents for the tests: like what is stored and sent, and what is hard on a compressor.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/prng.h"
#include "core/zstd/format.h"
#include "core/zstd/zstd.h"

namespace core::zstd {

inline Buffer copied(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

inline Buffer frame_of(Bytes content, Effort effort = Effort::small) {
    Buffer frame;
    return compress(frame, content, frame_size_max(content.size()), effort) ? frame : Buffer{};
}

inline std::size_t below(Prng& prng, std::size_t bound) {
    return static_cast<std::size_t>(prng.below(bound));
}

inline Buffer noise(std::size_t size, std::uint64_t values, std::uint64_t seed) {
    Prng prng(Seed{seed});
    Buffer content(size);
    for (std::byte& byte : content) byte = static_cast<std::byte>(prng.below(values));
    return content;
}

// Words of uneven frequency, which sometimes repeat whole phrases.
inline Buffer text(std::size_t size, std::uint64_t seed) {
    Prng prng(Seed{seed});
    std::vector<std::string> words;
    for (int i = 0; i < 400; ++i) {
        std::string word(2 + below(prng, 8), ' ');
        for (char& letter : word)
            letter = static_cast<char>('a' + std::min(below(prng, 26), below(prng, 26)));
        words.push_back(word);
    }
    std::string content;
    while (content.size() < size) {
        if (content.size() > 1000 && below(prng, 10) == 0) {
            content += content.substr(below(prng, content.size() - 100), 10 + below(prng, 90));
            continue;
        }
        content += words[std::min(below(prng, 400), below(prng, 400))];
        content += below(prng, 12) == 0 ? ".\n" : " ";
    }
    return copied(as_bytes(content).first(size));
}

// Columns of records: counters, small numbers, runs.
inline Buffer columns(std::size_t size, std::uint64_t seed) {
    Prng prng(Seed{seed});
    Buffer content;
    for (std::uint64_t counter = 0; content.size() < size; counter += below(prng, 3)) {
        for (unsigned shift = 0; shift < 24; shift += 8)
            content.push_back(static_cast<std::byte>(counter >> shift));
        content.push_back(static_cast<std::byte>(below(prng, 4)));
        if (below(prng, 50) == 0) content.insert(content.end(), below(prng, 600), std::byte{9});
    }
    content.resize(size);
    return content;
}

// All of them in turn, so that blocks of every kind lie beside one another.
inline Buffer mixture(std::size_t size, std::uint64_t seed) {
    Prng prng(Seed{seed});
    Buffer content;
    while (content.size() < size) {
        const std::size_t part = 1 + below(prng, 200'000);
        switch (below(prng, 6)) {
            case 0: append(content, noise(part / 4, 256, prng.next())); break;
            case 1: append(content, noise(part, 1 + below(prng, 20), prng.next())); break;
            case 2: append(content, text(part, prng.next())); break;
            case 3: append(content, columns(part, prng.next())); break;
            case 4: content.resize(content.size() + part, std::byte{1}); break;
            default: append(content, copied(Bytes(content).first(std::min(part, content.size()))));
        }
    }
    content.resize(size);
    return content;
}

struct Sample {
    Buffer content;
    Buffer frame;
};

inline std::vector<Sample> make_samples() {
    std::vector<Buffer> list{{}, Buffer(1), copied(as_bytes("selvage")), Buffer(100'000)};
    for (const std::size_t size :
         {2u, 3u, 4u, 5u, 20u, 31u, 32u, 255u, 256u, 257u, 1023u, 1024u, 1025u, 4095u})
        for (const unsigned values : {2u, 20u, 256u}) list.push_back(noise(size, values, size));
    for (const std::size_t size : {100u, 1000u, 16383u, 16384u, 65791u, 65792u, 150'000u}) {
        list.push_back(text(size, size));
        list.push_back(columns(size, size));
    }
    for (const std::size_t more : {0u, 1u, 2u, 3u}) {
        const std::size_t size = block_size_max + more - 1;
        list.push_back(text(size, 1));
        list.push_back(noise(size, 256, 2));
        list.push_back(noise(2 * size, 256, 2));
        list.push_back(Buffer(2 * size, std::byte{3}));
    }
    for (std::uint64_t seed = 0; seed < 2; ++seed) list.push_back(mixture(400'000, seed));
    std::vector<Sample> samples;
    for (const Buffer& content : list) samples.push_back({content, frame_of(content)});
    return samples;
}

// Contents of all kinds and sizes with our frames, made once.
inline const std::vector<Sample>& samples() {
    static const std::vector<Sample> made = make_samples();
    return made;
}

}  // namespace core::zstd

// Our containers against the standard library's.
#include <deque>
#include <map>
#include <unordered_map>
#include <vector>

#include "bench/base/contestants.h"
#include "core/base/flat_map.h"
#include "core/base/queue.h"
#include "core/base/small_vector.h"

namespace bench {
namespace {

void measure_look_ups(const Measure& measure, Size entries) {
    core::Prng prng(core::Seed{entries.bytes});
    core::FlatMap<std::uint64_t, std::uint64_t> flat;
    std::map<std::uint64_t, std::uint64_t> tree;
    std::unordered_map<std::uint64_t, std::uint64_t> hashed;
    std::vector<std::uint64_t> keys;
    for (std::size_t i = 0; i < entries.bytes; ++i) {
        const std::uint64_t key = prng.next();
        keys.push_back(key);
        flat.insert(key, i);
        tree.emplace(key, i);
        hashed.emplace(key, i);
    }
    // So many, in no order, that no processor learns them.
    std::vector<std::uint64_t> wanted(16'384);
    for (std::uint64_t& key : wanted) key = keys[static_cast<std::size_t>(prng.below(keys.size()))];
    const auto count = static_cast<double>(wanted.size());
    const auto time = [&](std::string_view who, auto look_up) {
        measure.nanoseconds(title("map look-up", entries), who, count, [&] {
            std::uint64_t sum = 0;
            for (const std::uint64_t key : wanted) sum += look_up(key);
            keep(sum);
        });
    };
    time(ours, [&](std::uint64_t key) { return *flat.find(key); });
    time(standard_library, [&](std::uint64_t key) { return tree.find(key)->second; });
    time("unordered", [&](std::uint64_t key) { return hashed.find(key)->second; });
}

void measure_queues(const Measure& measure) {
    constexpr int length = 32;
    core::Queue<std::uint64_t> queue(1024);
    std::deque<std::uint64_t> deque;
    for (std::uint64_t i = 0; i < length; ++i) {
        keep(queue.push(i));
        deque.push_back(i);
    }
    measure.nanoseconds("queue push and pop", ours, 1, [&] {
        keep(queue.push(7));
        keep(queue.pop());
    });
    measure.nanoseconds("queue push and pop", standard_library, 1, [&] {
        deque.push_back(7);
        keep(deque.front());
        deque.pop_front();
    });
}

template <class Vector>
void fill_and_drop() {
    Vector vector;
    for (std::uint64_t i = 0; i < 3; ++i) vector.push_back(i);
    keep(vector.data());
}

}  // namespace

void measure_containers(const Measure& measure) {
    for (const Size entries :
         {Size{16, "16 entries"}, Size{256, "256 entries"}, Size{4096, "4096 entries"}})
        measure_look_ups(measure, entries);
    measure_queues(measure);
    constexpr std::string_view short_list = "list of three, made and dropped";
    measure.nanoseconds(short_list, ours, 1, fill_and_drop<core::SmallVector<std::uint64_t, 4>>);
    measure.nanoseconds(short_list, standard_library, 1, fill_and_drop<std::vector<std::uint64_t>>);
}

}  // namespace bench

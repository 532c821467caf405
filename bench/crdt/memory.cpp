// bench_crdt_memory --sizes N,…: what an element takes natively, in sets, maps and counters.
#include "bench/crdt/loops.h"
#include "bench/frame/allocated.h"
#include "bench/frame/measure.h"

int main(int count, char** words) {
    for (const std::size_t size : bench::sizes_in(count, words)) {
        const std::vector<std::string> keys = bench::keys_for(size);
        for (const auto [kind, name] : bench::kind_names) {
            if (!bench::has_keys(kind)) continue;
            const std::size_t before = bench::allocated();
            const auto thing = bench::made(kind, keys, {});
            bench::Measure::figure(
                bench::title(name, size, "memory"), "selvage native", "B",
                static_cast<double>(bench::allocated() - before) / static_cast<double>(size));
        }
    }
}

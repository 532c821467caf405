// bench_crdt --sizes N,…: sets, maps and counters of core/crdt natively, element by element.
#include "bench/crdt/loops.h"
#include "bench/frame/measure.h"
#include "core/base/assert.h"

namespace bench {
namespace {

constexpr std::string_view ours = "selvage native";

void measure_kind(const Measure& measure, KindName kind, const std::vector<std::string>& keys) {
    const std::size_t size = keys.size();
    const auto elements = static_cast<double>(size);
    const auto each = [&](std::string_view thing, auto prepare, auto work) {
        measure.each(title(kind.name, size, thing), ours, elements, prepare, work);
    };
    const auto nothing = [] { return 0; };
    each("made", nothing, [&](int) { return made(kind.kind, keys, {}); });
    if (!has_keys(kind.kind)) return;

    const auto thing = made(kind.kind, keys, {});
    ASSERT(thing->count() == size);
    const core::Buffer bytes = thing->encoded();
    Measure::figure(title(kind.name, size, "encoded size"), ours, "B",
                    static_cast<double>(bytes.size()) / elements);
    each("encoded", nothing, [&](int) { return thing->encoded(); });
    each(
        "read", [&] { return new_thing(kind.kind, {}); },
        [&](auto& reader) {
            ASSERT(reader->read(bytes) == size);
            return 0;
        });
    const core::Buffer other_half = made(kind.kind, keys, {1, 2})->told();
    each(
        "merged", [&] { return made(kind.kind, keys, {0, 2}); },
        [&](auto& half) {
            half->merge(other_half);
            ASSERT(half->count() == size);
            return 0;
        });
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    const bench::Measure measure(count, words);
    for (const std::size_t size : bench::sizes_in(count, words)) {
        const std::vector<std::string> keys = bench::keys_for(size);
        for (const bench::KindName kind : bench::kind_names)
            bench::measure_kind(measure, kind, keys);
    }
}

// bench_crdt.wasm: the things as JavaScript would drive them, element by element.
// bench/crdt/engines/selvage.mjs is the other side.
#include "bench/crdt/things.h"
#include "bench/frame/allocated.h"
#include "web/wasm/export.h"

namespace {

struct Border {
    core::Buffer in;
    core::Buffer out;
};
Border& border() {
    static Border border;
    return border;
}
core::Bytes given(std::size_t size) { return core::Bytes(border().in).first(size); }

}  // namespace

EXPORT(buffer) std::byte* bench_buffer(std::size_t size) {
    core::Buffer& in = border().in;
    if (in.size() < size) in.resize(size);
    return in.data();
}
EXPORT(shown) const std::byte* bench_shown() { return border().out.data(); }
EXPORT(forget) void bench_forget() { border() = {}; }
EXPORT(heap_used) std::size_t bench_heap_used() { return bench::allocated(); }

EXPORT(open) bench::Thing* bench_open(bench::Kind kind, std::uint32_t author) {
    return bench::new_thing(kind, core::crdt::Author{0x9e3779b97f4a7c15u + author}).release();
}
EXPORT(close) void bench_close(const bench::Thing* thing) { delete thing; }
EXPORT(put) void bench_put(bench::Thing* thing, std::size_t key_size, std::uint32_t number) {
    thing->put(core::as_text(given(key_size)), number);
}
EXPORT(commit) void bench_commit(bench::Thing* thing) { thing->commit(); }
EXPORT(encode) std::size_t bench_encode(const bench::Thing* thing) {
    border().out = thing->encoded();
    return border().out.size();
}
EXPORT(read) std::uint32_t bench_read(bench::Thing* thing, std::size_t size) {
    return static_cast<std::uint32_t>(thing->read(given(size)));
}
EXPORT(tell) std::size_t bench_tell(const bench::Thing* thing) {
    border().out = thing->told();
    return border().out.size();
}
EXPORT(merge) void bench_merge(bench::Thing* thing, std::size_t size) { thing->merge(given(size)); }
EXPORT(count) std::uint32_t bench_count(const bench::Thing* thing) {
    return static_cast<std::uint32_t>(thing->count());
}

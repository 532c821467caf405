// bench_text.wasm: texts and documents of Yjs as JavaScript would drive them, call by call, and the
// loops over whole traces inside. bench/text/engines/module.mjs is the other side.
//
// Bytes come in and go out through two buffers of the module's. What is open is named by its
// address.
#include "bench/frame/allocated.h"
#include "bench/text/file.h"
#include "bench/text/replay.h"
#include "core/crdt/text/text_codec.h"
#include "web/wasm/export.h"

namespace {

using bench::Told;
using bench::Trace;
using core::Buffer;
using core::Bytes;
namespace crdt = core::crdt;
namespace yjs = core::crdt::yjs;

// What crosses the border, and what would else be freed while the page still reads it.
struct Border {
    Buffer in;
    Buffer out;
    std::string text;
};
Border& border() {
    static Border border;
    return border;
}

Bytes given(std::size_t size) { return Bytes(border().in).first(size); }
std::string_view given_text(std::size_t size) { return core::as_text(given(size)); }
std::size_t show(Buffer bytes) {
    border().out = std::move(bytes);
    return border().out.size();
}
std::size_t show(std::string text) {
    border().text = std::move(text);
    return border().text.size();
}

struct OpenText {
    crdt::Author author;
    crdt::Text text;
    crdt::TextDelta untold;
    bool tells = false;
};

struct OpenYjs {
    explicit OpenYjs(std::uint32_t number) : document(bench::client_of(number)) {}

    yjs::Document document;
    yjs::SharedText text = document.text(bench::yjs_root);
};

// One at a time.
std::unique_ptr<Trace>& open_trace() {
    static std::unique_ptr<Trace> trace;
    return trace;
}

}  // namespace

EXPORT(buffer) std::byte* bench_buffer(std::size_t size) {
    Buffer& in = border().in;
    if (in.size() < size) in.resize(size);
    return in.data();
}
EXPORT(shown) const std::byte* bench_shown() { return border().out.data(); }
EXPORT(shown_text) const char* bench_shown_text() { return border().text.data(); }
EXPORT(forget) void bench_forget() { border() = {}; }
EXPORT(heap_used) std::size_t bench_heap_used() { return bench::allocated(); }

// --- Texts

EXPORT(text_open) OpenText* bench_text_open(std::uint32_t number, bool tells) {
    return new OpenText{bench::author_of(number), core::crdt::Text(), {}, tells};
}
EXPORT(text_close) void bench_text_close(OpenText* open) { delete open; }

EXPORT(text_insert)
void bench_text_insert(OpenText* open, std::uint32_t position, std::size_t size) {
    crdt::TextChange change = open->text.insert(open->author, position, given_text(size));
    if (open->tells) open->untold.push_back(std::move(change));
}
EXPORT(text_erase)
void bench_text_erase(OpenText* open, std::uint32_t position, std::uint32_t size) {
    crdt::TextChange change = open->text.erase(open->author, position, size);
    if (open->tells) open->untold.push_back(std::move(change));
}
// What was changed since it was asked for last, as one update.
EXPORT(text_tell) std::size_t bench_text_tell(OpenText* open) {
    Buffer& out = border().out;
    out.clear();
    core::BufferWriter writer(out, SIZE_MAX);
    crdt::write_text_delta(writer, open->untold);
    open->untold.clear();
    return out.size();
}
EXPORT(text_take) bool bench_text_take(OpenText* open, std::size_t size) {
    const auto delta = crdt::read_text_delta(given(size));
    return delta && open->text.apply(*delta);
}
EXPORT(text_show) std::size_t bench_text_show(OpenText* open) {
    return show(open->text.to_string());
}
EXPORT(text_encode) std::size_t bench_text_encode(OpenText* open) {
    return show(bench::encoded(open->text));
}
EXPORT(text_load) OpenText* bench_text_load(std::size_t size) {
    return new OpenText{bench::author_of(1), bench::loaded(given(size)), {}, false};
}
EXPORT(text_of_file) std::size_t bench_text_of_file(std::size_t size) {
    return show(bench::text_of(given(size)));
}

// --- Documents of Yjs

EXPORT(yjs_open) OpenYjs* bench_yjs_open(std::uint32_t number) { return new OpenYjs(number); }
EXPORT(yjs_close) void bench_yjs_close(OpenYjs* open) { delete open; }

// One transaction.
EXPORT(yjs_edit)
bool bench_yjs_edit(OpenYjs* open, std::uint32_t position, std::uint32_t erased, std::size_t size) {
    bool done = true;
    open->document.transact([&] {
        if (erased > 0) done = open->text.erase(position, erased).has_value();
        if (size > 0) done = done && open->text.insert(position, given_text(size)).has_value();
    });
    return done;
}
EXPORT(yjs_tell) std::size_t bench_yjs_tell(OpenYjs* open) {
    return show(*open->document.last_update(yjs::Format::v1));
}
EXPORT(yjs_take) bool bench_yjs_take(OpenYjs* open, std::size_t size, bool is_v2) {
    const yjs::Format format = is_v2 ? yjs::Format::v2 : yjs::Format::v1;
    return open->document.apply_update(given(size), format).has_value();
}
EXPORT(yjs_show)
std::size_t bench_yjs_show(OpenYjs* open, std::size_t root_size) {
    return show(open->document.text(given_text(root_size)).to_string());
}
EXPORT(yjs_encode) std::size_t bench_yjs_encode(OpenYjs* open) {
    return show(*open->document.encode_state_as_update({}, yjs::Format::v2));
}

// --- Whole traces

EXPORT(trace_open) void bench_trace_open(std::size_t size) {
    const Bytes bytes = given(size);
    open_trace() = std::make_unique<Trace>(Buffer(bytes.begin(), bytes.end()));
}
EXPORT(trace_close) void bench_trace_close() { open_trace() = nullptr; }

// Whether the text is what it should be is asked separately, since it is not to be timed.
EXPORT(trace_type) crdt::Text* bench_trace_type(bool told) {
    return bench::type(*open_trace(), told ? Told::each_edit : Told::nothing).text.release();
}
EXPORT(trace_is_typed) bool bench_trace_is_typed(const crdt::Text* text) {
    return text->to_string() == open_trace()->end();
}
EXPORT(trace_drop) void bench_trace_drop(const crdt::Text* text) { delete text; }

// bench_text --data FOLDER: our text and our document of Yjs, natively, over what
// bench/text/prepare.mjs put into the folder.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bench/frame/measure.h"
#include "bench/text/file.h"
#include "bench/text/replay.h"

namespace bench {
namespace {

namespace yjs = core::crdt::yjs;
using std::filesystem::path;

constexpr std::string_view ours = "selvage native";

core::Buffer content_of(const path& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(stream), {}};
    const core::Bytes bytes = core::as_bytes(content);
    return {bytes.begin(), bytes.end()};
}

void measure_typing(const Measure& measure, const std::string& name, const Trace& trace) {
    measure.runs(name + ", typed", ours, [&] { return type(trace, Told::nothing); });
    std::size_t told = 0;
    measure.runs(name + ", typed and told", ours, [&] {
        TypedText typed = type(trace, Told::each_edit);
        told = typed.told_size;
        return typed;
    });
    Measure::figure(name + ", told", ours, "B", static_cast<double>(told));

    const TypedText typed = type(trace, Told::nothing);
    ASSERT(typed.text->to_string() == trace.end());
    const core::Buffer file = encoded(*typed.text);
    measure.runs(name + ", encoded", ours, [&] { return encoded(*typed.text); });
    Measure::figure(name + ", encoded size", ours, "B", static_cast<double>(file.size()));
    measure.runs(name + ", loaded to text", ours, [&] { return text_of(file); });
    measure.runs(name + ", loaded to edit", ours, [&] {
        core::crdt::Text text = loaded(file);
        ASSERT(text.to_string() == trace.end());
        return text;
    });
}

void measure_typing_together(const Measure& measure, const std::string& name, const Trace& trace) {
    measure.runs(name + ", typed together", ours, [&] { return type_together(trace); });
    for (const core::crdt::Text& text : type_together(trace))
        ASSERT(text.to_string() == trace.end());
}

void measure_yjs_typing(const Measure& measure, const std::string& name, const Trace& trace) {
    const auto run = [&](std::string_view what, Told told) {
        measure.runs(name + std::string(what), ours, [&] {
            TypedYjs typed = type_as_yjs(trace, told);
            ASSERT(typed.document->text(yjs_root).length() > 0 || trace.end().empty());
            return std::move(typed.document);
        });
    };
    run(" as Yjs, typed", Told::nothing);
    run(" as Yjs, typed and told", Told::each_edit);
    const TypedYjs typed = type_as_yjs(trace, Told::each_edit);
    ASSERT(typed.document->text(yjs_root).to_string() == trace.end());
    Measure::figure(name + " as Yjs, told", ours, "B", static_cast<double>(typed.told_size));
}

void measure_session(const Measure& measure, const std::string& name, const path& folder) {
    const core::Buffer session = content_of(folder / (name + ".session"));
    const Trace trace(content_of(folder / (name + ".trace")));
    const std::vector<core::Bytes> updates = updates_in(session);
    measure.runs(name + " as Yjs, taken", ours, [&] { return take_all(updates); });
    ASSERT(take_all(updates)->text(yjs_root).to_string() == trace.end());
}

std::unique_ptr<yjs::Document> merged(core::Bytes update) {
    auto document = std::make_unique<yjs::Document>(client_of(0));
    const auto applied = document->apply_update(update, yjs::Format::v2);
    ASSERT(applied && !applied->is_waiting);
    return document;
}

// What Yjs makes of the document must be what we make of it, byte by byte.
void measure_merge(const Measure& measure, const std::string& name, const path& folder) {
    const core::Buffer update = content_of(folder / (name + ".yjs"));
    const auto text_of = [](yjs::Document& document) { return document.text("text").to_string(); };
    measure.runs(name + ", merged", ours, [&] {
        auto document = merged(update);
        keep(text_of(*document));
        return document;
    });
    const auto document = merged(update);
    ASSERT(core::equal(core::as_bytes(text_of(*document)), content_of(folder / (name + ".text"))));
    const auto again = [&] { return *document->encode_state_as_update({}, yjs::Format::v2); };
    ASSERT(core::equal(again(), content_of(folder / (name + ".v2"))));
    measure.runs(name + ", encoded again", ours, again);
}

void measure_file(const Measure& measure, const path& file) {
    const std::string name = file.stem().string();
    if (file.extension() == ".yjs") return measure_merge(measure, name, file.parent_path());
    if (file.extension() == ".session") return measure_session(measure, name, file.parent_path());
    if (file.extension() != ".trace") return;
    const Trace trace(content_of(file));
    if (trace.authors() > 1) return measure_typing_together(measure, name, trace);
    measure_typing(measure, name, trace);
    measure_yjs_typing(measure, name, trace);
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    const bench::Measure measure(count, words);
    for (const auto& entry : std::filesystem::directory_iterator(measure.data()))
        bench::measure_file(measure, entry.path());
}

// Each edit is one change of ours, or two where it erases and inserts, and one transaction of Yjs.
#include "bench/text/replay.h"

#include "core/base/assert.h"
#include "core/base/small_vector.h"
#include "core/crdt/text/text_codec.h"

namespace bench {

using core::Buffer;
using core::crdt::Author;
using core::crdt::Text;
namespace yjs = core::crdt::yjs;

Author author_of(std::uint32_t number) { return Author{0x9e3779b97f4a7c15u + number}; }
yjs::Client client_of(std::uint32_t number) { return yjs::Client{3'141'592'653u + number}; }

namespace {

template <class Tell>
void perform(Text& text, const Edit& edit, Tell tell) {
    const Author author = author_of(edit.author);
    if (edit.erased > 0) tell(text.erase(author, edit.position, edit.erased));
    if (!edit.inserted.empty()) tell(text.insert(author, edit.position, edit.inserted));
}

// Nearly always one.
using Changes = core::SmallVector<core::crdt::TextChange, 2>;

Buffer update_of(const Changes& changes) {
    Buffer bytes;
    core::BufferWriter writer(bytes, SIZE_MAX);
    core::crdt::write_text_delta(writer, {changes.data(), changes.size()});
    return bytes;
}

void perform(yjs::Document& document, const yjs::SharedText& text, const Edit& edit) {
    document.transact([&] {
        if (edit.erased > 0) ASSERT(text.erase(edit.position_units, edit.erased_units));
        if (!edit.inserted.empty()) ASSERT(text.insert(edit.position_units, edit.inserted));
    });
}

}  // namespace

TypedText type(const Trace& trace, Told told) {
    TypedText typed{std::make_unique<Text>()};
    for (const Edit& edit : trace.edits()) {
        if (told == Told::nothing) {
            perform(*typed.text, edit, [](auto&&) {});
            continue;
        }
        Changes changes;
        perform(*typed.text, edit, [&](auto&& change) { changes.push_back(std::move(change)); });
        typed.told_size += update_of(changes).size();
    }
    return typed;
}

std::vector<Text> type_together(const Trace& trace) {
    std::vector<Text> texts(trace.authors());
    std::vector<Buffer> updates;
    updates.reserve(trace.edits().size());
    for (const Edit& edit : trace.edits()) {
        Text& text = texts[edit.author];
        for (const std::uint32_t number : edit.takes) {
            const auto taken = core::crdt::read_text_delta(updates[number]);
            ASSERT(taken && text.apply(*taken));
        }
        Changes changes;
        perform(text, edit, [&](auto&& change) { changes.push_back(std::move(change)); });
        updates.push_back(update_of(changes));
    }
    return texts;
}

TypedYjs type_as_yjs(const Trace& trace, Told told) {
    TypedYjs typed{std::make_unique<yjs::Document>(client_of(0))};
    const yjs::SharedText text = typed.document->text(yjs_root);
    for (const Edit& edit : trace.edits()) {
        perform(*typed.document, text, edit);
        if (told == Told::nothing) continue;
        const auto update = typed.document->last_update(yjs::Format::v1);
        ASSERT(update);
        typed.told_size += update->size();
    }
    return typed;
}

std::vector<core::Bytes> updates_in(core::Bytes session) {
    std::vector<core::Bytes> updates;
    while (!session.empty()) {
        std::uint32_t size = 0;
        std::memcpy(&size, session.data(), sizeof size);
        updates.push_back(session.subspan(sizeof size, size));
        session = session.subspan(sizeof size + size);
    }
    return updates;
}

std::unique_ptr<yjs::Document> take_all(const std::vector<core::Bytes>& session) {
    auto document = std::make_unique<yjs::Document>(client_of(1));
    for (const core::Bytes update : session)
        ASSERT(document->apply_update(update, yjs::Format::v1));
    return document;
}

}  // namespace bench

// Documents for the page, by handle: they are made, edited by commands (core/crdt/boundary), looked
// at by subscriptions, and tell in news what is different. A transaction crosses in one call,
// unless it is larger than the window or reads what it did. Codes of errors are negative.
#include "core/codec/varint.h"
#include "core/crdt/boundary/commands.h"
#include "core/crdt/boundary/news.h"
#include "web/wasm/export.h"
#include "web/wasm/open_document.h"
#include "web/wasm/window.h"

namespace {

using core::Bytes;
using core::crdt::CommandsDone;
using core::crdt::Replica;
using wasm::code_of;
using wasm::Handle;
using wasm::OpenDocument;

// Values that a transaction may take away: more would take longer than a page should stop.
constexpr std::size_t removals_max = 1'000;
// So do transactions that are taken back in one go: edits, values that come back, and the size of
// what was put in, since it may be done again.
constexpr std::size_t joined_weight_max = 1'000;
constexpr std::size_t bytes_of_weight = 256;

OpenDocument& document(Handle handle) { return wasm::documents().at(handle); }

std::int64_t wall_time(double milliseconds) { return static_cast<std::int64_t>(milliseconds); }

CommandsDone perform(OpenDocument& open, Bytes commands) {
    Replica& replica = open.live();
    if (!open.editor) {
        open.commands_done = 0;
        if (const auto writes = replica.check_can_write(); !writes)
            return {0, core::fail(writes.error())};
        open.editor = &replica.begin();
        open.removals_left = removals_max;
        open.weight = 0;
    }
    open.was_edited();
    const std::size_t removals_before = open.removals_left;
    const CommandsDone done =
        perform_commands(replica.document(), *open.editor, commands, open.removals_left);
    open.commands_done += done.count;
    open.weight += done.count + removals_before - open.removals_left;
    open.weight += commands.size() / bytes_of_weight;
    return done;
}

// What the window holds stands behind what was handed over before.
CommandsDone perform_all(OpenDocument& open, std::size_t size) {
    if (open.commands.empty()) return perform(open, wasm::in_window(size));
    core::append(open.commands, wasm::in_window(size));
    const core::Buffer commands = std::move(open.commands);
    open.commands.clear();
    return perform(open, commands);
}

// Whether it was anything.
bool commit(OpenDocument& open, std::int64_t now, bool joins_undo) {
    open.editor = nullptr;
    open.was_edited();
    const std::size_t together = open.undo_weight + open.weight;
    const bool joins = joins_undo && together <= joined_weight_max;
    if (!open.live().commit(now, joins)) return false;
    open.undo_weight = joins ? together : open.weight;
    return true;
}

std::int32_t abandon(OpenDocument& open, double now) {
    if (!open.editor) return 0;
    open.editor = nullptr;
    open.was_edited();
    return code_of(open.live().abandon(wall_time(now)));
}

enum class TakeBack : std::uint8_t { undo, redo };

std::int32_t take_back(OpenDocument& open, double now, TakeBack what) {
    ASSERT(!open.editor);
    open.was_edited();
    open.undo_weight = joined_weight_max;  // What is typed next is a step of its own.
    Replica& replica = open.live();
    const auto change =
        what == TakeBack::undo ? replica.undo(wall_time(now)) : replica.redo(wall_time(now));
    if (!change) return code_of(change.error());
    return *change ? 1 : 0;
}

}  // namespace

// Of the seed in the window, which is wiped, and the name behind it.
EXPORT(document_create) Handle document_create(std::size_t name_size) {
    constexpr std::size_t seed_size = core::crypto::Ed25519Seed::size_bytes;
    ASSERT(name_size <= wasm::name_size_max);
    const Bytes shown = wasm::in_window(seed_size + name_size);
    std::string name(core::as_text(shown.subspan(seed_size)));
    core::crypto::Ed25519Seed seed;
    core::copy(seed.mutable_view(), shown.first(seed_size));
    wasm::wipe_window(seed_size);
    return wasm::documents().add(std::make_unique<OpenDocument>(
        std::move(name), core::crypto::Ed25519KeyPair(std::move(seed))));
}

EXPORT(document_name_size_max) std::size_t document_name_size_max() { return wasm::name_size_max; }
EXPORT(document_name) void document_name(Handle handle) {
    wasm::show(core::as_bytes(document(handle).name));
}

// The number of the author, and behind it the public key, in the window.
EXPORT(document_author) void document_author(Handle handle) {
    const core::crdt::Author author = document(handle).live().author();
    core::Buffer& buffer = wasm::fresh_buffer();
    core::BufferWriter writer(buffer, SIZE_MAX);
    writer.u64_be(author.value);
    writer.bytes(document(handle).keys.find(author)->view());
    wasm::show_in_window(buffer);
}

// Whether whoever writes here still may: what edits, undoes or imports fails with the same.
EXPORT(document_can_write) std::int32_t document_can_write(Handle handle) {
    return code_of(document(handle).live().check_can_write());
}

// Hands over a part of a transaction's commands that does not fit into the window with the rest.
EXPORT(document_commands) void document_commands(Handle handle, std::size_t size) {
    core::append(document(handle).commands, wasm::in_window(size));
}

// Carries out the commands that were handed over. If one cannot be done, all of the transaction is
// taken back.
EXPORT(document_perform)
std::int32_t document_perform(Handle handle, std::size_t size, double now) {
    OpenDocument& open = document(handle);
    const CommandsDone done = perform_all(open, size);
    if (done.outcome) return 0;
    // If even that does not fit into a change, what was done stays.
    const std::int32_t abandoned = abandon(open, now);
    return abandoned < 0 ? abandoned : code_of(done.outcome.error());
}

// The same, and the transaction is over: 1 if it changed anything, 0 if not.
EXPORT(document_edit)
std::int32_t document_edit(Handle handle, std::size_t size, double now, bool joins_undo) {
    const std::int32_t code = document_perform(handle, size, now);
    if (code < 0) return code;
    return commit(document(handle), wall_time(now), joins_undo) ? 1 : 0;
}

// Which command of the transaction could not be done.
EXPORT(document_commands_done) std::size_t document_commands_done(Handle handle) {
    return document(handle).commands_done;
}

// Of a transaction that may not have begun.
EXPORT(document_abandon) std::int32_t document_abandon(Handle handle, double now) {
    document(handle).commands.clear();
    return abandon(document(handle), now);
}

EXPORT(document_undo) std::int32_t document_undo(Handle handle, double now) {
    return take_back(document(handle), now, TakeBack::undo);
}
EXPORT(document_redo) std::int32_t document_redo(Handle handle, double now) {
    return take_back(document(handle), now, TakeBack::redo);
}
// 1 if there is something to undo, and 2 if to redo.
EXPORT(document_undo_state) std::uint32_t document_undo_state(Handle handle) {
    const core::crdt::Undo& undo = document(handle).live().undo_log();
    return (undo.can_undo() ? 1u : 0u) | (undo.can_redo() ? 2u : 0u);
}

// To the path in the window.
EXPORT(document_subscribe) std::int32_t document_subscribe(Handle handle, std::size_t size) {
    core::Reader reader(wasm::in_window(size));
    auto path = core::crdt::read_path(reader);
    if (!path) return code_of(path.error());
    return static_cast<std::int32_t>(document(handle).live().subscribe(*std::move(path)).value);
}
EXPORT(document_unsubscribe) void document_unsubscribe(Handle handle, std::uint32_t id) {
    document(handle).live().unsubscribe(core::crdt::SubscriptionId{id});
}

// What is different since it was asked for last, one behind the other.
EXPORT(document_news) void document_news(Handle handle) {
    core::Buffer& buffer = wasm::fresh_buffer();
    core::BufferWriter writer(buffer, SIZE_MAX);
    for (const Replica::News& news : document(handle).live().take_news()) write_news(writer, news);
    wasm::show(Bytes(buffer));
}
EXPORT(document_drop_news) void document_drop_news(Handle handle) {
    static_cast<void>(document(handle).live().take_news());
}

EXPORT(document_version) void document_version(Handle handle) {
    core::Buffer& buffer = wasm::fresh_buffer();
    core::BufferWriter writer(buffer, SIZE_MAX);
    write_version(writer, document(handle).document().version());
    wasm::show(Bytes(buffer));
}

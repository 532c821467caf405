// A message is its kind and, but for the last, a kind within it or bytes with their size.
#include "core/crdt/yjs/messages.h"

#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

enum class Envelope : std::uint8_t { sync = 0, awareness = 1, auth = 2, query_awareness = 3 };
enum class Sync : std::uint8_t { step1 = 0, step2 = 1, update = 2 };
constexpr std::uint64_t auth_permission_denied = 0;

void append_kind(Buffer& buffer, Envelope kind) {
    append_var_uint(buffer, static_cast<std::uint8_t>(kind));
}

Buffer sync_bytes(Sync kind, Bytes bytes) {
    Buffer buffer;
    append_kind(buffer, Envelope::sync);
    append_var_uint(buffer, static_cast<std::uint8_t>(kind));
    append_var_bytes(buffer, bytes);
    return buffer;
}

Result<Message> read_sync(Reader& reader) {
    const std::uint64_t kind = TRY(read_var_uint(reader));
    if (kind > static_cast<std::uint8_t>(Sync::update)) return fail(Error::type_wrong);
    const Bytes bytes = TRY(read_var_bytes(reader));
    switch (static_cast<Sync>(kind)) {
        case Sync::step1: return SyncStep1{bytes};
        case Sync::step2: return SyncStep2{bytes};
        case Sync::update: return SyncUpdate{bytes};
    }
    return fail(Error::type_wrong);
}

Result<Message> read_auth(Reader& reader) {
    const std::uint64_t kind = TRY(read_var_uint(reader));
    if (kind != auth_permission_denied) return fail(Error::type_wrong);
    return PermissionDenied{TRY(read_text(reader)).utf8};
}

struct Writing {
    Buffer operator()(const SyncStep1& step) const {
        return sync_bytes(Sync::step1, step.state_vector);
    }
    Buffer operator()(const SyncStep2& step) const { return sync_bytes(Sync::step2, step.update); }
    Buffer operator()(const SyncUpdate& sync) const {
        return sync_bytes(Sync::update, sync.update);
    }
    Buffer operator()(const AwarenessMessage& message) const {
        Buffer buffer;
        append_kind(buffer, Envelope::awareness);
        append_var_bytes(buffer, message.update);
        return buffer;
    }
    Buffer operator()(const PermissionDenied& denied) const {
        Buffer buffer;
        append_kind(buffer, Envelope::auth);
        append_var_uint(buffer, auth_permission_denied);
        append_text(buffer, denied.reason);
        return buffer;
    }
    Buffer operator()(const QueryAwareness&) const {
        Buffer buffer;
        append_kind(buffer, Envelope::query_awareness);
        return buffer;
    }
};

}  // namespace

Result<Message> read_message(Reader& reader) {
    Reader ahead = reader;
    const std::uint64_t kind = TRY(read_var_uint(ahead));
    if (kind > static_cast<std::uint8_t>(Envelope::query_awareness)) return fail(Error::type_wrong);
    Message message;
    switch (static_cast<Envelope>(kind)) {
        case Envelope::sync: message = TRY(read_sync(ahead)); break;
        case Envelope::awareness: message = AwarenessMessage{TRY(read_var_bytes(ahead))}; break;
        case Envelope::auth: message = TRY(read_auth(ahead)); break;
        case Envelope::query_awareness: message = QueryAwareness{}; break;
    }
    reader = ahead;
    return message;
}

Buffer message_bytes(const Message& message) { return match(message, Writing()); }

}  // namespace core::crdt::yjs

// Messages from anybody: what is read is written again, and awareness takes what it told.
#include "core/base/assert.h"
#include "core/crdt/yjs/awareness.h"
#include "core/crdt/yjs/messages.h"
#include "core/testing/fuzz.h"

namespace core::crdt::yjs {
namespace {

void check_awareness(Bytes update) {
    const Instant now{};
    Awareness ours(Client{1}, now);
    const auto changes = ours.apply(update, now);
    if (!changes) return;
    ASSERT(ours.apply(update, now));
    const Buffer told = ours.bytes(ours.clients());
    Awareness theirs(Client{2}, now);
    ASSERT(theirs.apply(told, now));
    for (const Client client : ours.clients())
        ASSERT(client == Client{2} || theirs.state(client) || client == Client{1});
    const Instant later = now + awareness_silence_max;
    ours.expire(later);
    ASSERT(ours.clients() == Awareness::Clients{Client{1}} || ours.clients().empty());
}

}  // namespace
}  // namespace core::crdt::yjs

FUZZ(yjs_messages) {
    using namespace core::crdt::yjs;
    check_awareness(input);
    core::Reader reader(input);
    while (const auto message = read_message(reader)) {
        const core::Buffer bytes = message_bytes(*message);
        core::Reader again(bytes);
        const auto same = read_message(again);
        ASSERT(same && same->index() == message->index() && again.at_end());
        ASSERT(message_bytes(*same) == bytes);
        if (const auto* const told = get_if<AwarenessMessage>(&*message))
            check_awareness(told->update);
    }
}

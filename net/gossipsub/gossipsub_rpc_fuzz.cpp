// RPCs of anybody: reading ends, every view is of the input, and what the writer makes of the items
// reads as the same items.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/gossipsub/message_signing.h"
#include "net/gossipsub/rpc.h"

namespace {

using namespace net::gossipsub;

bool is_within(core::Bytes part, core::Bytes whole) {
    return part.empty() || (part.data() >= whole.data() &&
                            part.data() + part.size() <= whole.data() + whole.size());
}

bool read_ids(IdReader ids, core::Bytes input, std::vector<MessageId>& known) {
    for (;;) {
        const auto id = ids.next();
        if (!id) return false;
        if (!*id) return true;
        ASSERT(is_within(**id, input));
        if (const auto read = MessageId::from_bytes(**id)) known.push_back(*read);
    }
}

bool read_peers(ExchangedPeerReader peers, core::Bytes input) {
    for (;;) {
        const auto peer = peers.next();
        if (!peer) return false;
        if (!*peer) return true;
        ASSERT(is_within((*peer)->id, input) && is_within((*peer)->record, input));
    }
}

void check_message(const MessageView& view, core::Bytes input) {
    for (const core::Bytes part :
         {view.from, view.data, view.seqno, core::as_bytes(view.topic), view.signature, view.key})
        ASSERT(is_within(part, input));
    const auto author = check_fields(view);
    if (!author) return;
    const MessageRef message = make_message(*author, view);
    ASSERT(message->topic() == view.topic && core::equal(message->data(), view.data));
    core::Buffer rpc;
    write_message_head(rpc, message->encoded().size());
    ASSERT(rpc.size() <= message_head_size_max);
}

// Writes the ids again and reads them once more.
void check_ids(const std::vector<MessageId>& ids) {
    core::Buffer rpc;
    RpcWriter writer(rpc, 300);
    const std::size_t count = writer.iwant(ids);
    ASSERT(rpc.size() <= 300);
    RpcReader items(rpc);
    const auto item = items.next();
    ASSERT(item.has_value() && item->has_value() == (count > 0));
    if (count == 0) return;
    std::vector<MessageId> read;
    ASSERT(read_ids(core::get<IWant>(**item).ids, rpc, read));
    ASSERT(read.size() == count && std::equal(read.begin(), read.end(), ids.begin()));
}

}  // namespace

FUZZ(gossipsub_rpc) {
    RpcReader items(input);
    std::vector<MessageId> ids;
    for (;;) {
        const auto item = items.next();
        if (!item || !*item) break;
        if (const auto* const message = core::get_if<MessageView>(&**item))
            check_message(*message, input);
        if (const auto* const ihave = core::get_if<IHave>(&**item))
            read_ids(ihave->ids, input, ids);
        if (const auto* const iwant = core::get_if<IWant>(&**item))
            read_ids(iwant->ids, input, ids);
        if (const auto* const prune = core::get_if<Prune>(&**item)) read_peers(prune->peers, input);
    }
    check_ids(ids);
}

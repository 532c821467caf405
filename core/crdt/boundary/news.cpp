// The order of the variants of events is that of the numbers that stand for them.
#include "core/crdt/boundary/news.h"

#include "core/base/variant.h"
#include "core/codec/varint.h"
#include "core/crdt/boundary/commands.h"
#include "core/crdt/boundary/tree_codec.h"

namespace core::crdt {

namespace {

class NewsWriter {
public:
    explicit NewsWriter(BufferWriter& writer) : writer_(writer) {}

    void write(const Events& events, const Event& event) {
        number(event.what.index() * 2 + (event.is_seen ? 1 : 0));
        write_path(writer_, events.path_of(event));
        match(event.what, [this](const auto& what) { write(what); });
    }
    void number(std::uint64_t number) { codec::write_varint(writer_, number); }

private:
    void write(const SlotChanged& slot) {
        if (!slot.now) return number(0);
        const NodeKind* const kind = get_if<NodeKind>(&*slot.now);
        number(kind ? 2 + static_cast<std::uint64_t>(*kind) : 1);
    }
    void write(const ListChanged& list) { write(list.splices); }
    void write(const TextChanged& text) {
        write(text.splices);
        Coder<std::string>::write(writer_, text.inserted);
    }
    void write(const CounterChanged& counter) { write_zigzag(writer_, counter.value); }
    void write(const SetChanged& set) {
        write(set.added);
        write(set.removed);
    }
    void write(const std::vector<Value>& values) {
        number(values.size());
        for (const Value& value : values) Coder<Value>::write(writer_, value);
    }
    void write(const std::vector<Splice>& splices) {
        number(splices.size());
        for (const Splice& splice : splices) {
            number(splice.retain);
            number(splice.removed);
            number(splice.inserted);
        }
    }

    BufferWriter& writer_;
};

}  // namespace

void write_news(BufferWriter& writer, const Replica::News& news) {
    NewsWriter events(writer);
    events.number(news.subscriptions.size());
    for (const SubscriptionId id : news.subscriptions) events.number(id.value);
    events.number(news.events.size());
    for (const Event& event : news.events) events.write(news.events, event);
}

}  // namespace core::crdt

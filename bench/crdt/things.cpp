// Types that merge by themselves, and nodes of a document, which merge change by change.
#include "bench/crdt/things.h"

#include <optional>
#include <string>

#include "core/base/assert.h"
#include "core/codec/varint.h"
#include "core/crdt/counter.h"
#include "core/crdt/document/transaction.h"
#include "core/crdt/or_map.h"
#include "core/crdt/or_set.h"
#include "core/crdt/register.h"

namespace bench {
namespace {

using namespace core::crdt;
namespace codec = core::codec;
using core::Buffer;
using core::Bytes;
using Counters = OrMap<std::string, PnCounterStore>;
using Registers = OrMap<std::string, LwwRegisterStore<std::uint64_t>>;
using Strings = OrSet<std::string>;
using Latest = LwwRegister<std::uint64_t>;

// Stands for no key: everything goes to one counter.
constexpr std::string_view only = "it";

template <class Type>
Buffer bytes_of(const Type& type) {
    Buffer bytes;
    core::BufferWriter writer(bytes, SIZE_MAX);
    type.write(writer);
    return bytes;
}

template <class Type>
auto read_whole(Bytes bytes) {
    core::Reader reader(bytes);
    auto read = Type::read(reader);
    ASSERT(read && reader.at_end());
    return std::move(*read);
}

// The types that merge by themselves. `Put` is how they grow.
template <class Type, auto put_into>
class Plain : public Thing {
public:
    using State = Causal<std::remove_cvref_t<decltype(std::declval<Type>().store())>>;

    explicit Plain(Author author) : author_(author) {}

    void put(std::string_view key, std::uint64_t number) override {
        put_into(type_, author_, key, number);
    }
    [[nodiscard]] Buffer encoded() const override { return bytes_of(type_); }
    std::uint64_t read(Bytes bytes) override {
        read_.emplace(read_whole<State>(bytes));
        return read_->store().size();
    }
    // The whole state, since nothing of it is known where it goes.
    [[nodiscard]] Buffer told() const override { return encoded(); }
    void merge(Bytes told) override { type_.merge(read_whole<State>(told)); }
    [[nodiscard]] std::uint64_t count() const override { return type_.store().size(); }

private:
    Author author_;
    Type type_;
    std::optional<State> read_;
};

void put_string(Strings& set, Author author, std::string_view key, std::uint64_t) {
    set.add(author, std::string(key));
}
void put_value(Registers& map, Author author, std::string_view key, std::uint64_t number) {
    map.change(author, std::string(key), [number](const auto& store, Dot dot) {
        return write<std::uint64_t>(store, dot, number);
    });
}
void put_counter(Counters& map, Author author, std::string_view key, std::uint64_t) {
    map.change(author, std::string(key),
               [](const PnCounterStore& counter, Dot dot) { return add(counter, dot, 1); });
}
void put_one(PnCounter& counter, Author author, std::string_view, std::uint64_t) {
    counter.add(author, 1);
}
void put_latest(Latest& latest, Author author, std::string_view, std::uint64_t number) {
    latest.set(author, number);
}

// A document, each transaction of which becomes a change for the others.
template <auto put_into>
class InDocument : public Thing {
public:
    explicit InDocument(Author author) : author_(author) {}

    void put(std::string_view key, std::uint64_t number) override {
        if (!open_) open_.emplace(document_, author_, Lamport{lamport_ + 1});
        put_into(*open_, key, number);
    }
    void commit() override {
        if (!open_) return;
        const Operations done = open_->finish();
        open_.reset();
        const Buffer operations = write_operations(author_, done);
        core::BufferWriter writer(told_, SIZE_MAX);
        writer.u64_be(author_.value);
        codec::write_varint(writer, past_[author_] + 1);
        codec::write_varint(writer, lamport_ + 1);
        write_version(writer, past_);
        codec::write_varint(writer, operations.size());
        writer.bytes(operations);
        lamport_ += done.events();
        past_ = document_.version();
    }
    [[nodiscard]] Buffer encoded() const override { return bytes_of(document_); }
    std::uint64_t read(Bytes bytes) override {
        read_.emplace(read_whole<Document>(bytes));
        return count_of(*read_);
    }
    [[nodiscard]] Buffer told() const override { return told_; }
    void merge(Bytes told) override {
        core::Reader reader(told);
        while (!reader.at_end()) {
            const Author author{*reader.u64_be()};
            const Dot first{author, *codec::read_varint(reader)};
            const Lamport lamport{*codec::read_varint(reader)};
            const auto past = read_version(reader);
            const Bytes operations = *reader.take(*codec::read_varint(reader));
            const auto read = read_operations(author, operations);
            ASSERT(past && read);
            document_.apply(first, lamport, *past, *read, nullptr);
        }
    }
    [[nodiscard]] std::uint64_t count() const override { return count_of(document_); }

private:
    static std::uint64_t count_of(const Document& document) {
        const auto& slots = document.root().as<MapBody>()->slots;
        const Slot* const set = slots.find(std::string(only));
        if (set == nullptr) return slots.size();
        return set->nodes.front()->as<SetBody>()->values.size();
    }

    Author author_;
    Document document_;
    Version past_;
    std::uint64_t lamport_ = 0;
    std::optional<Transaction> open_;
    Buffer told_;  // All changes: what a history would keep.
    std::optional<Document> read_;
};

void set_key(Transaction& edit, std::string_view key, std::uint64_t number) {
    edit.set(edit.root(), key, Value::of(static_cast<std::int64_t>(number)));
}
void add_member(Transaction& edit, std::string_view key, std::uint64_t) {
    edit.add(edit.make(edit.root(), only, NodeKind::set), Value::of(key));
}
void add_to_counter(Transaction& edit, std::string_view key, std::uint64_t) {
    edit.add(edit.make(edit.root(), key, NodeKind::counter), 1);
}

}  // namespace

std::unique_ptr<Thing> new_thing(Kind kind, Author author) {
    switch (kind) {
        case Kind::set: return std::make_unique<Plain<Strings, put_string>>(author);
        case Kind::map: return std::make_unique<Plain<Registers, put_value>>(author);
        case Kind::counters: return std::make_unique<Plain<Counters, put_counter>>(author);
        case Kind::counter: return std::make_unique<Plain<PnCounter, put_one>>(author);
        case Kind::latest: return std::make_unique<Plain<Latest, put_latest>>(author);
        case Kind::document_map: return std::make_unique<InDocument<set_key>>(author);
        case Kind::document_set: return std::make_unique<InDocument<add_member>>(author);
        case Kind::document_counters: return std::make_unique<InDocument<add_to_counter>>(author);
    }
    ASSERT(false);
}

}  // namespace bench

// DotMap keeps a store under each key, and no key whose store is empty: removing a key removes the
// events that its remover saw under it, and leaves nothing behind.
#pragma once

#include <utility>

#include "core/base/flat_map.h"
#include "core/base/ordered_map.h"
#include "core/crdt/store_codec.h"

namespace core::crdt {

template <class Key, class Store>
class DotMap {
public:
    struct Delta {
        FlatMap<Key, typename Store::Delta> changed;

        template <class Visit>
        void each_dot(Visit visit) const {
            for (const auto& [key, change] : changed) change.each_dot(visit);
        }
        void merge(const Delta& later) {
            for (const auto& [key, change] : later.changed) changed.ensure(key).merge(change);
        }
    };

    [[nodiscard]] bool empty() const { return stores_.empty(); }
    [[nodiscard]] std::size_t size() const { return stores_.size(); }
    // In ascending order of the keys.
    [[nodiscard]] auto begin() const { return stores_.begin(); }
    [[nodiscard]] auto end() const { return stores_.end(); }
    [[nodiscard]] const Store* find(const Key& key) const { return stores_.find(key); }

    // `change` turns the store under the key, an empty one if there is none, into its delta.
    template <class Change>
    [[nodiscard]] Delta change(const Key& key, Change change) const {
        static const Store nothing{};
        const Store* const store = find(key);
        Delta delta;
        delta.changed.insert(key, change(store ? *store : nothing));
        return delta;
    }
    [[nodiscard]] Delta remove(const Key& key) const {
        return change(key, [](const Store& store) { return store.remove(); });
    }
    [[nodiscard]] Delta remove() const {
        Delta delta;
        for (const auto& [key, store] : stores_) delta.changed.insert(key, store.remove());
        return delta;
    }

    void apply(const Delta& delta, const DotContext& seen) {
        for (const auto& [key, change] : delta.changed) {
            Store& store = stores_.ensure(key);
            store.apply(change, seen);
            if (store.empty()) stores_.erase(key);
        }
    }

    // Both in the order of their keys, side by side.
    void join(const DotContext& seen, const DotMap& theirs, const DotContext& their_seen) {
        static const Store nothing{};
        OrderedMap<Key, Store> joined;
        const auto keep = [&](const Key& key, Store store, const Store& other) {
            store.join(seen, other, their_seen);
            if (!store.empty()) joined.insert(key, std::move(store));
        };
        auto other = theirs.begin();
        for (auto& [key, store] : stores_) {
            for (; other != theirs.end() && other->first < key; ++other)
                keep(other->first, {}, other->second);
            const bool is_shared = other != theirs.end() && other->first == key;
            keep(key, std::move(store), is_shared ? other->second : nothing);
            if (is_shared) ++other;
        }
        for (; other != theirs.end(); ++other) keep(other->first, {}, other->second);
        stores_ = std::move(joined);
    }

    [[nodiscard]] DotMap since(const Version& version) const {
        DotMap unseen;
        for (const auto& [key, store] : stores_) {
            Store part = store.since(version);
            if (!part.empty()) unseen.stores_.insert(key, std::move(part));
        }
        return unseen;
    }
    template <class Visit>
    void each_dot(Visit visit) const {
        for (const auto& [key, store] : stores_) store.each_dot(visit);
    }

    static constexpr std::size_t size_min = 1 + Coder<Key>::size_min + Store::size_min;
    void write(StoreWriter& writer) const {
        writer.number(size());
        for (const auto& [key, store] : stores_) {
            Coder<Key>::write(writer.bytes(), key);
            store.write(writer);
        }
    }
    [[nodiscard]] static Result<DotMap> read(StoreReader& reader) {
        const std::uint64_t count = TRY(reader.count(Coder<Key>::size_min + Store::size_min));
        DotMap map;
        const Key* previous = nullptr;
        for (std::uint64_t i = 0; i < count; ++i) {
            Key key = TRY(Coder<Key>::read(reader.bytes()));
            Store store = TRY(Store::read(reader));
            if (store.empty() || (previous && !(*previous < key)))
                return fail(Error::not_canonical);
            map.stores_.insert(std::move(key), std::move(store));
            previous = &map.stores_.back().first;
        }
        return map;
    }

    friend bool operator==(const DotMap&, const DotMap&) = default;

private:
    OrderedMap<Key, Store> stores_;
};

}  // namespace core::crdt

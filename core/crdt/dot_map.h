// DotMap keeps a store under each key, and no key whose store is empty: removing a key removes the
// events that its remover saw under it, and leaves nothing behind.
//
// Lists have to remember where things stood that were removed. They stay under their key, of which
// nobody else sees anything then.
#pragma once

#include <iterator>
#include <utility>

#include "core/base/flat_map.h"
#include "core/base/ordered_map.h"
#include "core/crdt/store_codec.h"

namespace core::crdt {

template <class Store>
concept RemembersRemoved = requires(const Store& store) {
    { store.is_seen() } -> std::same_as<bool>;
};

template <class Key, class Store>
class DotMap {
    using Stores = OrderedMap<Key, Store>;

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

    class SeenIterator;

    // Whether nothing is known of it, not even what was removed.
    [[nodiscard]] bool empty() const { return stores_.empty(); }
    [[nodiscard]] bool is_seen() const
        requires RemembersRemoved<Store>
    {
        return begin() != end();
    }

    [[nodiscard]] std::size_t size() const {
        if constexpr (RemembersRemoved<Store>)
            return static_cast<std::size_t>(std::ranges::distance(begin(), end()));
        else
            return stores_.size();
    }
    // In ascending order of the keys.
    [[nodiscard]] auto begin() const {
        if constexpr (RemembersRemoved<Store>)
            return SeenIterator(stores_.begin(), stores_.end());
        else
            return stores_.begin();
    }
    [[nodiscard]] auto end() const {
        if constexpr (RemembersRemoved<Store>)
            return SeenIterator(stores_.end(), stores_.end());
        else
            return stores_.end();
    }
    [[nodiscard]] const Store* find(const Key& key) const {
        const Store* const store = stores_.find(key);
        return store && is_store_seen(*store) ? store : nullptr;
    }

    // `change` turns the store under the key, an empty one if there is none, into its delta.
    template <class Change>
    [[nodiscard]] Delta change(const Key& key, Change change) const {
        static const Store nothing{};
        const Store* const store = stores_.find(key);
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
        Stores joined;
        const auto keep = [&](const Key& key, Store store, const Store& other) {
            store.join(seen, other, their_seen);
            if (!store.empty()) joined.insert(key, std::move(store));
        };
        auto other = theirs.stores_.begin();
        const auto end = theirs.stores_.end();
        for (auto& [key, store] : stores_) {
            for (; other != end && other->first < key; ++other)
                keep(other->first, {}, other->second);
            const bool is_shared = other != end && other->first == key;
            keep(key, std::move(store), is_shared ? other->second : nothing);
            if (is_shared) ++other;
        }
        for (; other != end; ++other) keep(other->first, {}, other->second);
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
        writer.number(stores_.size());
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
    static bool is_store_seen(const Store& store) {
        if constexpr (RemembersRemoved<Store>)
            return store.is_seen();
        else
            return true;
    }

    Stores stores_;
};

// Passes over the keys of which nothing is left.
template <class Key, class Store>
class DotMap<Key, Store>::SeenIterator {
    using Base = decltype(std::declval<const Stores&>().begin());

public:
    using value_type = Stores::Entry;
    using reference = const value_type&;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;

    SeenIterator() = default;
    SeenIterator(Base at, Base end) : at_(at), end_(end) { pass_over(); }

    reference operator*() const { return *at_; }
    const value_type* operator->() const { return &*at_; }
    SeenIterator& operator++() {
        ++at_;
        pass_over();
        return *this;
    }
    SeenIterator operator++(int) {
        SeenIterator before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const SeenIterator&, const SeenIterator&) = default;

private:
    void pass_over() {
        while (at_ != end_ && !is_store_seen(at_->second)) ++at_;
    }

    Base at_;
    Base end_;
};

}  // namespace core::crdt

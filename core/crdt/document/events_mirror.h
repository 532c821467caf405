// A mirror of a document that knows nothing but its events, for property tests, which include
// RapidCheck before it: it must show what the document shows, and each event must make a
// difference.
#pragma once

#include "core/crdt/document/document_world.h"

namespace core::crdt {

// What was shown before, and goes on as the events say. What they say is new is looked up.
class Mirror {
public:
    Mirror(const Tree& before, const Tree& now) : shown_(before), now_(now) {}

    void apply(const Path& path, const Event& event) {
        match(event.what, [&](const auto& what) { apply(path, what); });
    }
    [[nodiscard]] const Tree& shown() const { return shown_; }

private:
    static Tree* find(Tree& tree, PathView path) {
        Tree* at = &tree;
        for (const Step& step : path) {
            if (const auto* const key = get_if<std::string>(&step)) {
                auto& entries = get<MapTree>(at->what).entries;
                const auto entry = std::ranges::find(entries, *key, &TreeEntry::key);
                if (entry == entries.end()) return nullptr;
                at = &entry->tree;
            } else {
                at = &get<ListTree>(at->what).items.at(get<std::uint32_t>(step));
            }
        }
        return at;
    }

    void apply(const Path& path, const SlotChanged& changed) {
        const PathView above = PathView(path).first(path.size() - 1);
        Tree& parent = *find(shown_, above);
        const Tree* const now = find(now_, path);
        RC_ASSERT((now != nullptr) == changed.now.has_value());
        if (now) RC_ASSERT(content_of(*now) == *changed.now);
        if (const auto* const position = get_if<std::uint32_t>(&path.back())) {
            get<ListTree>(parent.what).items.at(*position) = *now;
            return;
        }
        const auto& key = get<std::string>(path.back());
        auto& entries = get<MapTree>(parent.what).entries;
        const auto place = std::ranges::lower_bound(entries, key, {}, &TreeEntry::key);
        const bool is_there = place != entries.end() && place->key == key;
        if (!now)
            entries.erase(place);
        else if (is_there)
            place->tree = *now;
        else
            entries.insert(place, {key, *now});
    }

    static std::size_t index(std::uint32_t position) { return position; }
    static std::ptrdiff_t offset(std::uint32_t position) { return position; }

    void apply(const Path& path, const ListChanged& changed) {
        auto& items = get<ListTree>(find(shown_, path)->what).items;
        const auto& now = get<ListTree>(find(now_, path)->what).items;
        std::uint32_t position = 0;
        for (const Splice& splice : changed.splices) {
            position += splice.retain;
            RC_ASSERT(position + splice.removed <= items.size());
            const auto begin = items.begin() + offset(position);
            items.erase(begin, begin + offset(splice.removed));
            for (std::uint32_t i = 0; i < splice.inserted; ++i, ++position)
                items.insert(items.begin() + offset(position), now.at(index(position)));
        }
    }
    void apply(const Path& path, const TextChanged& changed) {
        std::string& characters = get<TextTree>(find(shown_, path)->what).characters;
        std::string_view rest = characters;
        std::string_view inserted = changed.inserted;
        std::string after;
        const auto take = [](std::string_view& text, std::uint32_t size) {
            const std::string_view whole = text;
            while (size-- > 0) static_cast<void>(codec::take_code_point(text));
            return whole.substr(0, whole.size() - text.size());
        };
        for (const Splice& splice : changed.splices) {
            after += take(rest, splice.retain);
            static_cast<void>(take(rest, splice.removed));
            after += take(inserted, splice.inserted);
        }
        RC_ASSERT(inserted.empty());
        characters = after + std::string(rest);
    }
    void apply(const Path& path, const CounterChanged& changed) {
        get<CounterTree>(find(shown_, path)->what).value = changed.value;
    }
    void apply(const Path& path, const SetChanged& changed) {
        auto& values = get<SetTree>(find(shown_, path)->what).values;
        for (const Value& value : changed.removed) RC_ASSERT(std::erase(values, value) == 1u);
        values.insert(values.end(), changed.added.begin(), changed.added.end());
        std::ranges::sort(values);
    }

    Tree shown_;
    Tree now_;
};

inline void check_events(const Tree& before, const WorldReplica& replica, const Events& events) {
    const Tree now = replica.document.tree();
    Mirror mirror(before, now);
    for (const Event& event : events) {
        if (!event.is_seen) continue;
        const Tree shown = mirror.shown();
        mirror.apply(events.path_of(event), event);
        const auto* const list = get_if<ListChanged>(&event.what);
        RC_ASSERT(mirror.shown() != shown || (list && list->may_show_the_same));
    }
    RC_ASSERT(mirror.shown() == now);
}

}  // namespace core::crdt

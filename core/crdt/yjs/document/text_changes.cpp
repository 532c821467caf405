// What a transaction did to a text: like lists, but attributes change too, and what is retained may
// have got others.
#include "core/crdt/yjs/document/delta.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

using Action = DeltaPart::Action;

class TextChanges {
public:
    explicit TextChanges(const Store& store) : store_(store) {}

    Delta of(const Type& type) {
        for (const Item* item = type.start; item != nullptr; item = item->right) take(*item);
        finish();
        const auto says_nothing = [](const DeltaPart& part) {
            return part.action == Action::retain && part.attributes.empty();
        };
        while (!delta_.empty() && says_nothing(delta_.back())) delta_.pop_back();
        return std::move(delta_);
    }

private:
    void begin(Action action) {
        if (part_.action != action) finish();
        part_.action = action;
    }

    void finish() {
        part_.attributes = {};
        if (part_.action == Action::insert) part_.attributes = current_;
        if (part_.action == Action::retain) part_.attributes = changed_;
        if (part_.length > 0 || !part_.text.empty() || !part_.elements.empty())
            delta_.push_back(std::move(part_));
        part_ = {};
    }

    void finish_if(Action action) {
        if (part_.action == action) finish();
    }

    void take(const Item& item) {
        const bool is_new = store_.was_added(item);
        const bool is_erased = was_deleted(store_.record(), item);
        if (item.kind == Kind::format) return take_format(item, is_new, is_erased);
        // Of other kinds there is nothing in texts.
        const bool is_shown =
            item.kind == Kind::string || item.kind == Kind::embed || item.kind == Kind::type;
        if (!is_shown) return;
        if (is_new) {
            if (!is_erased && !item.is_deleted) insert(item, 0);
        } else if (is_erased) {
            begin(Action::erase);
            part_.length += old_length(store_, item);
        } else if (!item.is_deleted) {
            const std::uint64_t old = old_length(store_, item);
            begin(Action::retain);
            part_.length += old;
            if (old < item.length) insert(item, old);
        }
    }

    void insert(const Item& item, std::uint64_t offset) {
        if (item.kind == Kind::string) {
            begin(Action::insert);
            part_.text +=
                item.bytes().substr(place_of_unit(item.bytes(), offset, item.length).size);
            return;
        }
        finish();
        begin(Action::insert);
        part_.elements = {element_of(item, offset)};
        finish();
    }

    void take_format(const Item& item, bool is_new, bool is_erased) {
        const std::string_view key = item.head();
        const Value value = value_of(item);
        const bool is_current = is_same_attribute(current_.get(key), value);
        // A format that says nothing new separates nothing either.
        bool is_needless = false;
        if (is_new && !is_erased) {
            if (!is_current) change(key, value, is_same_attribute(value, old_.get(key)));
            is_needless = is_current && !is_null(value);
        } else if (!is_new && is_erased) {
            old_.set(key, value);
            if (!is_current) change(key, current_.get(key), false);
        } else if (!is_new && !item.is_deleted) {
            old_.set(key, value);
            if (const Value* const changed = changed_.find(key)) {
                const bool is_same = is_same_attribute(*changed, value);
                if (!is_same) change(key, value, is_null(value));
                is_needless = is_same && !is_null(value);
            }
        }
        if (item.is_deleted || is_needless) return;
        finish_if(Action::insert);
        current_.apply(item);
    }

    // From here on what is retained has this attribute, or one that it had before.
    void change(std::string_view key, Value value, bool is_as_before) {
        finish_if(Action::retain);
        if (is_as_before)
            changed_.erase(key);
        else
            changed_.set(key, value);
    }

    const Store& store_;
    Delta delta_;
    DeltaPart part_;
    Attributes current_;  // At this place now,
    Attributes old_;      // at this place before,
    Attributes changed_;  // and the difference.
};

}  // namespace

Delta text_changes(const Store& store, const Type& type) { return TextChanges(store).of(type); }

}  // namespace core::crdt::yjs

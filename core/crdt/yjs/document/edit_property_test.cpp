// Long lists, and texts with many attributes, against naive twins: what is remembered of where
// values lie, of which formats apply and of what is deleted must never be seen.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "core/base/prng.h"
#include "core/crdt/yjs/document/document.h"
#include "core/crdt/yjs/document/json.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

// Larger numbers take more bytes.
std::string any_of(std::uint64_t number) {
    Buffer any;
    append_byte(any, 125);
    append_var_int(any, {.magnitude = number, .is_negative = false});
    return std::string(as_text(any));
}

// Changes the document, and another one by what the first tells it from time to time.
class Lists {
public:
    explicit Lists(Prng& prng) : prng_(prng) {}

    void step() {
        switch (prng_.below(8)) {
            case 0:
            case 1: return insert(prng_.below(twin_.size() + 1), 1 + prng_.below(300));
            case 2: return erase(1 + prng_.below(twin_.size() / 4 + 1));
            case 3: return push();
            case 4: return tell();
            default: return insert(prng_.below(twin_.size() + 1), 1);
        }
    }
    void check() {
        tell();
        const std::string json = json_of(ours_.store(), list_.type()).value();
        RC_ASSERT(json_of(theirs_.store(), theirs_.array("a").type()).value() == json);
        RC_ASSERT(list_.length() == twin_.size());
        for (std::uint64_t i = 0; i < twin_.size(); ++i)
            RC_ASSERT(list_.get(i)->bytes == any_of(twin_[i]));
        // From here and there, too.
        for (int times = 0; times < 100 && !twin_.empty(); ++times) {
            const std::uint64_t place = prng_.below(twin_.size());
            RC_ASSERT(list_.get(place)->bytes == any_of(twin_[place]));
        }
    }

private:
    std::vector<Content> made(std::size_t count) {
        values_.clear();
        anys_.clear();
        for (std::size_t i = 0; i < count; ++i)
            anys_.push_back(any_of(values_.emplace_back(prng_.below(1u << prng_.below(30)))));
        std::vector<Content> contents;
        for (const std::string& any : anys_) contents.push_back(Content::any(any));
        return contents;
    }
    void insert(std::uint64_t position, std::size_t count) {
        RC_ASSERT(list_.insert(position, made(count)).has_value());
        twin_.insert(twin_.begin() + static_cast<std::ptrdiff_t>(position), values_.begin(),
                     values_.end());
    }
    void push() {
        RC_ASSERT(list_.push(made(1 + prng_.below(3))).has_value());
        twin_.insert(twin_.end(), values_.begin(), values_.end());
    }
    void erase(std::size_t count) {
        count = std::min(count, twin_.size());
        const std::uint64_t position = prng_.below(twin_.size() - count + 1);
        RC_ASSERT(list_.erase(position, count).has_value());
        const auto first = twin_.begin() + static_cast<std::ptrdiff_t>(position);
        twin_.erase(first, first + static_cast<std::ptrdiff_t>(count));
    }
    void tell() {
        const Format format = prng_.below(2) == 0 ? Format::v1 : Format::v2;
        const Buffer update = ours_.encode_state_as_update(theirs_.state_vector(), format).value();
        RC_ASSERT(!theirs_.apply_update(update, format)->is_waiting);
    }

    Prng& prng_;
    Document ours_{Client{1}};
    Document theirs_{Client{2}};
    SharedArray list_ = ours_.array("a");
    std::vector<std::uint64_t> twin_;
    std::vector<std::uint64_t> values_;
    std::vector<std::string> anys_;
};

RC_GTEST_PROP(YjsEdits, YX11_long_lists_come_as_they_are, ()) {
    Prng prng(Seed{*rc::gen::arbitrary<std::uint64_t>()});
    Lists lists(prng);
    for (std::uint64_t steps = prng.below(40); steps > 0; --steps) lists.step();
    lists.check();
}

using Marks = std::map<std::string, std::string, std::less<>>;  // null if it was ended.

Attributes attributes_of(const Marks& marks) {
    Attributes attributes;
    for (const auto& [key, value] : marks) attributes.set(key, {Value::Form::any, value});
    return attributes;
}

struct MarkedLetter {
    char letter;
    Marks marks;
    friend bool operator==(const MarkedLetter&, const MarkedLetter&) = default;
};

std::vector<MarkedLetter> letters_of(const SharedText& text) {
    std::vector<MarkedLetter> letters;
    for (const DeltaPart& part : delta_of_text(text.type())) {
        Marks marks;
        for (const auto& [key, value] : part.attributes) marks.emplace(key, value.bytes);
        for (const char letter : part.text) letters.push_back({letter, marks});
    }
    return letters;
}

Marks any_marks(Prng& prng, bool may_end) {
    Marks marks;
    const std::uint64_t keys = prng.below(2) == 0 ? 3 : 60;
    for (std::uint64_t count = prng.below(keys); count > 0; --count) {
        const bool ends = may_end && prng.below(3) == 0;
        marks["key " + std::to_string(prng.below(keys))] =
            ends ? std::string(null_value.bytes) : any_of(prng.below(3));
    }
    return marks;
}

RC_GTEST_PROP(YjsEdits, YX4_many_formats_are_of_what_they_were_given_to, ()) {
    Prng prng(Seed{*rc::gen::arbitrary<std::uint64_t>()});
    Document document(Client{1});
    const SharedText text = document.text("t");
    std::vector<MarkedLetter> twin;
    for (std::uint64_t steps = prng.below(40); steps > 0; --steps) {
        const std::size_t place = prng.below(twin.size() + 1);
        const std::size_t count = prng.below(twin.size() - place + 1);
        const auto first = twin.begin() + static_cast<std::ptrdiff_t>(place);
        const auto end = first + static_cast<std::ptrdiff_t>(count);
        const std::uint64_t what = prng.below(5);
        if (what < 2) {
            const Marks marks = any_marks(prng, false);
            RC_ASSERT(text.insert(place, "abc", attributes_of(marks)).has_value());
            twin.insert(first, {{'a', marks}, {'b', marks}, {'c', marks}});
        } else if (what < 4) {
            const Marks marks = any_marks(prng, true);
            RC_ASSERT(text.format(place, count, attributes_of(marks)).has_value());
            for (auto letter = first; letter != end; ++letter)
                for (const auto& [key, value] : marks)
                    if (value == null_value.bytes)
                        letter->marks.erase(key);
                    else
                        letter->marks[key] = value;
        } else {
            RC_ASSERT(text.erase(place, count).has_value());
            twin.erase(first, end);
        }
        RC_ASSERT(letters_of(text) == twin);
    }
    Document copied(Client{2});
    const Buffer update = document.encode_state_as_update({}, Format::v2).value();
    RC_ASSERT(!copied.apply_update(update, Format::v2)->is_waiting);
    RC_ASSERT(letters_of(copied.text("t")) == twin);
}

}  // namespace
}  // namespace core::crdt::yjs

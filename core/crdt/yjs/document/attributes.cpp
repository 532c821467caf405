// Values came as JSON text or as `any`; they are compared as `any`.
#include "core/crdt/yjs/document/attributes.h"

#include <algorithm>

#include "core/crdt/yjs/any_json.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

using Tag = AnyToken::Tag;

// An `any`, whatever it came as.
class AsAny {
public:
    explicit AsAny(Value value) : bytes_(value.bytes) {
        if (value.form == Value::Form::any) return;
        // It was checked when it came.
        if (append_any_of_json(converted_, value.bytes)) bytes_ = as_text(converted_);
    }
    [[nodiscard]] std::string_view bytes() const { return bytes_; }

private:
    Buffer converted_;
    std::string_view bytes_;
};

bool is_object(std::string_view any) {
    if (any.empty()) return false;
    const auto tag = static_cast<Tag>(any[0]);
    return tag == Tag::object || tag == Tag::array || tag == Tag::bytes;
}

struct Part {
    std::string_view key;  // Of a list, none: they are compared in their order.
    std::string_view value;
};

std::vector<Part> parts_of(std::string_view any) {
    Reader reader(as_bytes(any));
    std::vector<Part> parts;
    const Result<AnyToken> whole = read_any_token(reader);
    if (!whole) return parts;
    for (std::uint64_t i = 0; i < whole->count; ++i) {
        Part part;
        if (whole->tag == Tag::object) {
            const Result<Text> key = read_text(reader);
            if (!key) break;
            part.key = key->utf8;
        }
        const Result<std::string_view> value = read_any(reader);
        if (!value) break;
        part.value = *value;
        parts.push_back(part);
    }
    if (whole->tag == Tag::object)
        std::sort(parts.begin(), parts.end(),
                  [](const Part& left, const Part& right) { return left.key < right.key; });
    return parts;
}

}  // namespace

bool is_null(Value value) {
    return value.bytes == (value.form == Value::Form::json ? "null" : null_value.bytes);
}

bool is_identical(Value left, Value right) {
    if (left.form == right.form && left.bytes.data() == right.bytes.data() &&
        left.bytes.size() == right.bytes.size())
        return true;
    const AsAny one(left);
    const AsAny other(right);
    return one.bytes() == other.bytes() && !is_object(one.bytes());
}

bool is_same_attribute(Value left, Value right) {
    const AsAny one(left);
    const AsAny other(right);
    if (!is_object(one.bytes()) || !is_object(other.bytes())) return one.bytes() == other.bytes();
    if (one.bytes()[0] != other.bytes()[0]) return false;
    const auto same_part = [](const Part& a, const Part& b) {
        return a.key == b.key && a.value == b.value && !is_object(a.value);
    };
    const std::vector<Part> parts = parts_of(one.bytes());
    const std::vector<Part> others = parts_of(other.bytes());
    return std::equal(parts.begin(), parts.end(), others.begin(), others.end(), same_part);
}

// Behind all of them if it is none.
std::size_t Attributes::place_of(std::string_view key) const {
    if (!places_.empty()) {
        const std::size_t* const place = places_.find(key);
        return place != nullptr ? *place : entries_.size();
    }
    std::size_t place = 0;
    while (place < entries_.size() && (entries_[place].first != key || is_erased(entries_[place])))
        ++place;
    return place;
}

const Value* Attributes::find(std::string_view key) const {
    const std::size_t place = place_of(key);
    return place < entries_.size() ? &entries_[place].second : nullptr;
}

void Attributes::set(std::string_view key, Value value) {
    const std::size_t place = place_of(key);
    if (place < entries_.size()) {
        entries_[place].second = value;
        return;
    }
    entries_.emplace_back(key, value);
    if (!places_.empty()) places_.insert(key, place);
    if (entries_.size() > unindexed_max && places_.empty()) forget_erased();
}

void Attributes::erase(std::string_view key) {
    const std::size_t place = place_of(key);
    if (place == entries_.size()) return;
    entries_[place].second.bytes = {};
    ++erased_count_;
    places_.erase(key);
    if (entries_.size() < 2 * erased_count_ || entries_.size() <= unindexed_max) forget_erased();
}

void Attributes::forget_erased() {
    std::erase_if(entries_, is_erased);
    erased_count_ = 0;
    places_.clear();
    if (entries_.size() <= unindexed_max) return;
    for (std::size_t place = 0; place < entries_.size(); ++place)
        places_.insert(entries_[place].first, place);
}

void Attributes::apply(const Item& format) {
    const Value value = value_of(format);
    if (is_null(value))
        erase(format.head());
    else
        set(format.head(), value);
}

}  // namespace core::crdt::yjs

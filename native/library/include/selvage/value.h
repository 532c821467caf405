// Value is what JSON can say. It is never changed, so that threads may share it and a copy costs
// nothing.
//
//     const selvage::Value ann = selvage::Value::object({{"name", "Ann"}, {"points", 3}});
//     ann.find("points")->as_integer()   → 3
//     ann.json()                         → {"name":"Ann","points":3}
#pragma once

#include <selvage/c.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace selvage {

enum class Kind : std::uint8_t { null, boolean, number, text, list, object };

class Value {
public:
    using Member = std::pair<std::string, Value>;

    Value() : value_(selvage_value_null()) {}
    Value(std::same_as<bool> auto truth) : value_(selvage_value_bool(truth)) {}
    template <std::integral Number>
        requires(!std::same_as<Number, bool> && !std::same_as<Number, char> &&
                 (std::signed_integral<Number> || sizeof(Number) < sizeof(std::int64_t)))
    Value(Number number) : value_(selvage_value_integer(number)) {}
    // Null if it is not finite.
    Value(double number) : Value(Owned(selvage_value_number(number))) {}
    // Null if it is not UTF-8.
    Value(std::string_view text) : Value(Owned(selvage_value_text(text.data(), text.size()))) {}
    Value(const std::string& text) : Value(std::string_view(text)) {}
    Value(const char* text) : Value(std::string_view(text)) {}

    [[nodiscard]] static Value list(std::span<const Value> items) {
        std::vector<const selvage_value*> all;
        for (const Value& item : items) all.push_back(item.get());
        return Value(Owned(selvage_value_list(all.data(), all.size())));
    }
    [[nodiscard]] static Value list(std::initializer_list<Value> items) {
        return list(std::span(items.begin(), items.size()));
    }
    // Names are UTF-8 without a zero byte.
    [[nodiscard]] static Value object(std::span<const Member> members) {
        std::vector<const char*> names;
        std::vector<const selvage_value*> values;
        for (const auto& [name, value] : members) {
            names.push_back(name.c_str());
            values.push_back(value.get());
        }
        return Value(Owned(selvage_value_object(names.data(), values.data(), names.size())));
    }
    [[nodiscard]] static Value object(std::initializer_list<Member> members) {
        return object(std::span(members.begin(), members.size()));
    }
    // Nothing if it is no JSON.
    [[nodiscard]] static std::optional<Value> from_json(std::string_view json) {
        return optional(selvage_value_read(json.data(), json.size()));
    }
    // Its owner stays who it was.
    [[nodiscard]] static Value share(const selvage_value* value) {
        return Value(Owned(selvage_value_share(value)));
    }

    Value(const Value& other) : value_(selvage_value_share(other.get())) {}
    Value& operator=(const Value& other) {
        value_.reset(selvage_value_share(other.get()));
        return *this;
    }
    // Who was moved from can only be assigned to or freed.
    Value(Value&&) noexcept = default;
    Value& operator=(Value&&) noexcept = default;
    ~Value() = default;

    [[nodiscard]] Kind kind() const { return static_cast<Kind>(selvage_value_kind(get())); }
    [[nodiscard]] bool is_null() const { return kind() == Kind::null; }
    // Nothing if it is something else.
    [[nodiscard]] std::optional<bool> as_bool() const {
        int truth = 0;
        return selvage_value_as_bool(get(), &truth) ? std::optional(truth != 0) : std::nullopt;
    }
    // Nothing, too, if it was written with a fraction or an exponent, or is too large.
    [[nodiscard]] std::optional<std::int64_t> as_integer() const {
        std::int64_t number = 0;
        return selvage_value_as_integer(get(), &number) ? std::optional(number) : std::nullopt;
    }
    [[nodiscard]] std::optional<double> as_number() const {
        double number = 0;
        return selvage_value_as_number(get(), &number) ? std::optional(number) : std::nullopt;
    }
    // There as long as the value, or one that it is a part of.
    [[nodiscard]] std::optional<std::string_view> as_text() const {
        std::size_t size = 0;
        const char* const text = selvage_value_as_text(get(), &size);
        return text ? std::optional(std::string_view(text, size)) : std::nullopt;
    }
    // Of a list or an object; 0 of all else.
    [[nodiscard]] std::size_t size() const { return selvage_value_size(get()); }
    // Of a list the item, of an object what the member is.
    [[nodiscard]] std::optional<Value> at(std::size_t place) const {
        return optional(selvage_value_at(get(), place));
    }
    [[nodiscard]] std::optional<Value> find(std::string_view name) const {
        return optional(selvage_value_find(get(), name.data(), name.size()));
    }
    [[nodiscard]] std::optional<std::string_view> name_at(std::size_t place) const {
        std::size_t size = 0;
        const char* const name = selvage_value_name_at(get(), place, &size);
        return name ? std::optional(std::string_view(name, size)) : std::nullopt;
    }
    [[nodiscard]] std::string json() const {
        const std::unique_ptr<char, FreeText> text(selvage_value_json(get()));
        return text.get();
    }

    // For the functions of c.h; it stays this value's.
    [[nodiscard]] const selvage_value* get() const { return value_.get(); }

private:
    struct Free {
        void operator()(selvage_value* value) const { selvage_value_free(value); }
    };
    struct FreeText {
        void operator()(char* text) const { selvage_text_free(text); }
    };
    using Owned = std::unique_ptr<selvage_value, Free>;

    explicit Value(Owned value) : value_(value ? std::move(value) : Owned(selvage_value_null())) {}
    static std::optional<Value> optional(selvage_value* value) {
        return value ? std::optional(Value(Owned(value))) : std::nullopt;
    }

    Owned value_;
};

}  // namespace selvage

// Variant holds one of several types, and always one: std::variant as far as it is used here, in a
// tenth of the code. What copies, moves and destroys one is a branch for each type that needs it,
// not a table of functions; types that are copied as bytes share one copy; what is trivial for all
// types is trivial for it.
//
// match(variant, action) calls the action with what is held; get_if, get and holds_alternative ask
// for one type. Cases makes one action of several. Assigning destroys what was held before it moves
// what comes, which may therefore not be a part of it.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "core/base/assert.h"

namespace core {

// For variants that may hold nothing.
struct Nothing {
    friend constexpr auto operator<=>(const Nothing&, const Nothing&) = default;
};

template <class... Types>
concept AllCopied = (std::is_copy_constructible_v<Types> && ...);
template <class... Types>
concept AllBytes = (std::is_trivially_copyable_v<Types> && ...);

template <class... Types>
class Variant {
    static_assert(sizeof...(Types) < 256);

    template <std::size_t index>
    using Type = __type_pack_element<index, Types...>;

    // How often, and where the type is.
    template <class T>
    static constexpr std::size_t count_of = (std::size_t{std::is_same_v<T, Types>} + ...);
    static_assert(((count_of<Types> == 1) && ...), "which of them would it be?");
    template <class T>
    static constexpr std::size_t place_of = [] {
        std::size_t place = 0;
        static_cast<void>(((std::is_same_v<T, Types> || (++place, false)) || ...));
        return place;
    }();

    // What is none of the types becomes the only one that it converts to; numbers never change.
    template <class From, class T>
    static constexpr bool becomes = count_of<std::remove_cvref_t<From>> > 0
                                        ? std::is_same_v<T, std::remove_cvref_t<From>>
                                        : std::is_class_v<T>&& std::is_convertible_v<From, T>;
    template <class From>
    static constexpr std::size_t place_for = [] {
        std::size_t place = 0;
        static_cast<void>(((becomes<From, Types> || (++place, false)) || ...));
        return place;
    }();
    template <class From>
    static constexpr bool is_made_from = [] {
        if constexpr (std::is_same_v<std::remove_cvref_t<From>, Variant>)
            return false;
        else
            return (std::size_t{becomes<From, Types>} + ...) == 1;
    }();

public:
    static constexpr std::size_t type_count = sizeof...(Types);

    Variant()
        requires std::is_default_constructible_v<Type<0>>
    {
        construct<0>();
    }
    template <class From>
        requires is_made_from<From>
    Variant(From&& from) {
        construct<place_for<From>>(std::forward<From>(from));
    }
    template <class T, class... Arguments>
    explicit Variant(std::in_place_type_t<T>, Arguments&&... arguments) {
        construct<place_of<T>>(std::forward<Arguments>(arguments)...);
    }

    ~Variant()
        requires(std::is_trivially_destructible_v<Types> && ...)
    = default;
    ~Variant() { destroy(); }

    Variant(const Variant&)
        requires AllCopied<Types...> && AllBytes<Types...>
    = default;
    Variant(const Variant& other)
        requires AllCopied<Types...>
        : index_(other.index_) {
        if (!(copy<Types>(other) || ...)) copy_bytes(other);
    }
    Variant(Variant&&) noexcept
        requires AllBytes<Types...>
    = default;
    Variant(Variant&& other) noexcept { take(other); }

    Variant& operator=(const Variant&)
        requires AllCopied<Types...> && AllBytes<Types...>
    = default;
    Variant& operator=(const Variant& other)
        requires AllCopied<Types...>
    {
        return *this = Variant(other);
    }
    Variant& operator=(Variant&&) noexcept
        requires AllBytes<Types...>
    = default;
    Variant& operator=(Variant&& other) noexcept {
        if (this == &other) return *this;
        destroy();
        take(other);
        return *this;
    }

    template <class T, class... Arguments>
    T& emplace(Arguments&&... arguments) {
        destroy();
        return construct<place_of<T>>(std::forward<Arguments>(arguments)...);
    }

    [[nodiscard]] std::size_t index() const { return index_; }

    friend bool operator==(const Variant& left, const Variant& right) {
        return left.index_ == right.index_ && (left.is<Types>(right) || ...);
    }
    friend auto operator<=>(const Variant& left, const Variant& right)
        requires(std::three_way_comparable<Types> && ...)
    {
        using Order = std::common_comparison_category_t<std::compare_three_way_result_t<Types>...>;
        Order order = left.index_ <=> right.index_;
        if (order == 0) static_cast<void>((left.compare<Types>(right, order) || ...));
        return order;
    }

private:
    template <class T, class... Those>
    friend const T* get_if(const Variant<Those...>* variant);
    template <std::size_t index, class One, class Action>
    friend decltype(auto) match(One& variant, Action&& action);

    template <class T>
    [[nodiscard]] T& as() {
        return *std::launder(reinterpret_cast<T*>(bytes_));
    }
    template <class T>
    [[nodiscard]] const T& as() const {
        return *std::launder(reinterpret_cast<const T*>(bytes_));
    }

    template <std::size_t index, class... Arguments>
    Type<index>& construct(Arguments&&... arguments) {
        index_ = index;
        return *std::construct_at(reinterpret_cast<Type<index>*>(bytes_),
                                  std::forward<Arguments>(arguments)...);
    }

    // These are asked for each type until one says that it was its turn.
    template <class T>
    bool copy(const Variant& other) {
        if constexpr (!std::is_trivially_copyable_v<T>) {
            if (index_ != place_of<T>) return false;
            construct<place_of<T>>(other.as<T>());
            return true;
        }
        return false;
    }
    template <class T>
    bool move(Variant& other) {
        if constexpr (!std::is_trivially_copyable_v<T>) {
            if (index_ != place_of<T>) return false;
            construct<place_of<T>>(std::move(other.as<T>()));
            return true;
        }
        return false;
    }
    template <class T>
    bool destroy_as() {
        if constexpr (!std::is_trivially_destructible_v<T>) {
            if (index_ != place_of<T>) return false;
            std::destroy_at(&as<T>());
            return true;
        }
        return false;
    }
    template <class T>
    [[nodiscard]] bool is(const Variant& other) const {
        return index_ == place_of<T> && as<T>() == other.as<T>();
    }
    template <class T, class Order>
    bool compare(const Variant& other, Order& order) const {
        if (index_ != place_of<T>) return false;
        order = as<T>() <=> other.as<T>();
        return true;
    }

    void take(Variant& other) {
        index_ = other.index_;
        if (!(move<Types>(other) || ...)) copy_bytes(other);
    }
    void destroy() { static_cast<void>((destroy_as<Types>() || ...)); }
    void copy_bytes(const Variant& other) {
        if constexpr ((std::is_trivially_copyable_v<Types> || ...))
            std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    }

    alignas(Types...) std::byte bytes_[std::max({sizeof(Types)...})];
    std::uint8_t index_;
};

template <class T, class... Types>
[[nodiscard]] const T* get_if(const Variant<Types...>* variant) {
    const bool is_held = variant != nullptr && variant->index_ == variant->template place_of<T>;
    return is_held ? &variant->template as<T>() : nullptr;
}
template <class T, class... Types>
[[nodiscard]] T* get_if(Variant<Types...>* variant) {
    return const_cast<T*>(get_if<T>(static_cast<const Variant<Types...>*>(variant)));
}
template <class T, class... Types>
[[nodiscard]] bool holds_alternative(const Variant<Types...>& variant) {
    return get_if<T>(&variant) != nullptr;
}
template <class T, class... Types>
[[nodiscard]] const T& get(const Variant<Types...>& variant) {
    const T* const held = get_if<T>(&variant);
    ASSERT(held != nullptr);
    return *held;
}
template <class T, class... Types>
[[nodiscard]] T& get(Variant<Types...>& variant) {
    return const_cast<T&>(get<T>(std::as_const(variant)));
}
template <class T, class... Types>
[[nodiscard]] T&& get(Variant<Types...>&& variant) {
    return std::move(get<T>(variant));
}

template <std::size_t index = 0, class One, class Action>
decltype(auto) match(One& variant, Action&& action) {
    if constexpr (index + 1 < One::type_count)
        if (variant.index() != index)
            return match<index + 1>(variant, std::forward<Action>(action));
    return action(variant.template as<typename One::template Type<index>>());
}

template <class... Actions>
struct Cases : Actions... {
    using Actions::operator()...;
};

}  // namespace core

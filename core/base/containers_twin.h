// Operations read from bytes, done to a container and to the standard library's twin of it, which
// must stay equal: the judge for the tests, the properties and the fuzzer of the containers. Each
// function returns the largest size reached, so that a test can tell whether anything happened.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <type_traits>
#include <vector>

#include "core/base/queue.h"
#include "core/base/reader.h"
#include "core/base/small_vector.h"

namespace core::containers_twin {

// Numbers out of the input; zeros behind its end.
class Choices {
public:
    explicit Choices(Bytes input) : reader_(input) {}
    [[nodiscard]] bool any() const { return !reader_.at_end(); }
    std::size_t below(std::size_t bound) { return reader_.u8().value_or(0) % bound; }
    std::size_t wide() { return reader_.u16_be().value_or(0); }

private:
    Reader reader_;
};

// An item that can be copied; on the heap, where the sanitizers watch it.
class Copied {
public:
    explicit Copied(std::uint64_t value) : values_{value} {}
    [[nodiscard]] std::uint64_t value() const { return values_.front(); }
    friend bool operator==(const Copied&, const Copied&) = default;

private:
    std::vector<std::uint64_t> values_;
};

// Of items that count themselves.
template <class Item>
void expect_living(std::size_t count) {
    if constexpr (requires { Item::living; }) ASSERT(Item::living == static_cast<int>(count));
}

template <class Items>
void expect_numbers(const Items& items, const std::deque<std::uint64_t>& twin) {
    ASSERT(items.size() == twin.size());
    ASSERT(items.empty() == twin.empty());
    for (std::size_t i = 0; i < twin.size(); ++i) ASSERT(items[i].value() == twin[i]);
}

template <class Item>
std::size_t queue_step(Choices& choices, Queue<Item>& queue, std::size_t size_max,
                       std::deque<std::uint64_t>& twin, std::uint64_t number) {
    switch (choices.below(8)) {
        case 0: {
            const std::optional<Item> popped = queue.pop();
            ASSERT(popped.has_value() == !twin.empty());
            if (!popped) break;
            ASSERT(popped->value() == twin.front());
            twin.pop_front();
            break;
        }
        case 1:
            if (twin.empty()) break;
            ASSERT(queue.front().value() == twin.front());
            queue.drop_front();
            twin.pop_front();
            break;
        case 2: {
            Queue<Item> other(std::move(queue));
            ASSERT(queue.empty());
            queue = std::move(other);
            break;
        }
        case 3:
            if (choices.below(16) != 0) break;
            queue.clear();
            twin.clear();
            break;
        default:
            ASSERT(queue.push(Item(number)) == (twin.size() < size_max));
            if (twin.size() < size_max) twin.push_back(number);
    }
    ASSERT(queue.full() == (twin.size() == size_max));
    expect_numbers(queue, twin);
    return twin.size();
}

template <class Item>
std::size_t queue_agrees(Bytes input) {
    std::size_t largest = 0;
    {
        Choices choices(input);
        const std::size_t size_max = choices.below(40);
        Queue<Item> queue(size_max);
        std::deque<std::uint64_t> twin;
        for (std::uint64_t number = 0; choices.any(); ++number)
            largest = std::max(largest, queue_step(choices, queue, size_max, twin, number));
        expect_living<Item>(twin.size());
    }
    expect_living<Item>(0);
    return largest;
}

template <class Vector>
void change_vector(Choices& choices, Vector& vector, std::deque<std::uint64_t>& twin,
                   std::uint64_t number) {
    const std::size_t place = choices.below(twin.size() + 1);
    const auto at = twin.begin() + static_cast<std::ptrdiff_t>(place);
    const bool is_item = place < twin.size();
    switch (choices.below(8)) {
        case 0:
            vector.insert(place, typename Vector::Item(number));
            twin.insert(at, number);
            break;
        case 1:
            if (!is_item) break;
            vector.erase(place);
            twin.erase(at);
            break;
        case 2:
            if (twin.empty()) break;
            vector.pop_back();
            twin.pop_back();
            break;
        case 3: {
            Vector other(std::move(vector));
            ASSERT(vector.empty());
            vector.push_back(typename Vector::Item(number));
            vector = std::move(other);
            break;
        }
        case 4: vector.reserve(choices.below(40)); break;
        case 5:
            if (choices.below(16) != 0) break;
            vector.clear();
            twin.clear();
            break;
        default: vector.push_back(typename Vector::Item(number)); twin.push_back(number);
    }
}

// A copy is equal, and a thing of its own.
template <class Vector>
void copy_vector(Choices& choices, Vector& vector, std::deque<std::uint64_t>& twin) {
    switch (choices.below(4)) {
        case 0: {
            Vector copy(vector);
            ASSERT(copy == vector);
            copy.push_back(typename Vector::Item(7));
            ASSERT(copy != vector);
            break;
        }
        case 1: {
            const Vector& itself = vector;
            vector = itself;
            break;
        }
        case 2:
            if (twin.empty()) break;
            vector.push_back(vector[0]);
            twin.push_back(twin[0]);
            break;
        default: break;
    }
}

template <class T, std::size_t inline_size>
struct TrackedVector : SmallVector<T, inline_size> {
    using Item = T;
};

template <class Item>
std::size_t small_vector_agrees(Bytes input) {
    std::size_t largest = 0;
    {
        Choices choices(input);
        TrackedVector<Item, 4> vector;
        std::deque<std::uint64_t> twin;
        for (std::uint64_t number = 0; choices.any(); ++number) {
            change_vector(choices, vector, twin, number);
            if constexpr (std::is_copy_constructible_v<Item>) copy_vector(choices, vector, twin);
            expect_numbers(vector, twin);
            ASSERT(vector.size() <= 4 || !vector.is_inline());
            if (!twin.empty()) ASSERT(vector.back().value() == twin.back());
            largest = std::max(largest, twin.size());
        }
        expect_living<Item>(twin.size());
    }
    expect_living<Item>(0);
    return largest;
}

}  // namespace core::containers_twin

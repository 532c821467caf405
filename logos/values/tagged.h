// A value of a running LOGOS program: sixteen bytes, of which eight say what it is. What does not
// fit is an object that values share and count; who changes one makes it its own first (`own`), so
// that values behave as if each were a copy. Values hold no cycles: what a closure captures was
// there before it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace logos {

// From `big` on there is an object behind the value.
enum class Tag : std::uint8_t {
    nothing,
    truth,
    integer,
    real,
    character,  // A code point.
    duration,   // Nanoseconds.
    pipe,       // Of the machine that runs the program, by its number; a handle likewise.
    handle,
    big,  // An integer that 64 bits do not hold; one that they do is never `big`.
    text,
    list,
    tuple,
    set,
    map,
    record,
    shared,
    closure,
    cell,
};

struct Object {
    std::uint32_t uses = 1;
};

class Value {
public:
    Value() = default;
    Value(const Value& other) : tag_(other.tag_), payload_(other.payload_) { hold(); }
    Value(Value&& other) noexcept
        : tag_(std::exchange(other.tag_, Tag::nothing)), payload_(other.payload_) {}
    Value& operator=(const Value& other) {
        Value copy(other);
        swap(copy);
        return *this;
    }
    Value& operator=(Value&& other) noexcept {
        Value moved(std::move(other));
        swap(moved);
        return *this;
    }
    ~Value() { release(); }

    static Value truth(bool value) { return {Tag::truth, Payload{.integer = value ? 1 : 0}}; }
    static Value integer(std::int64_t value) { return {Tag::integer, Payload{.integer = value}}; }
    static Value real(double value) { return {Tag::real, Payload{.real = value}}; }
    static Value character(char32_t value) {
        return {Tag::character, Payload{.integer = static_cast<std::int64_t>(value)}};
    }
    static Value duration(std::int64_t nanoseconds) {
        return {Tag::duration, Payload{.integer = nanoseconds}};
    }
    static Value numbered(Tag tag, std::int64_t number) {
        return {tag, Payload{.integer = number}};
    }
    // Takes over the one use that a new object has.
    static Value object(Tag tag, Object* object) { return {tag, Payload{.object = object}}; }

    [[nodiscard]] Tag tag() const { return tag_; }
    [[nodiscard]] bool is(Tag tag) const { return tag_ == tag; }
    [[nodiscard]] bool is_object() const { return tag_ >= Tag::big; }
    [[nodiscard]] bool as_truth() const { return payload_.integer != 0; }
    [[nodiscard]] std::int64_t as_integer() const { return payload_.integer; }
    [[nodiscard]] double as_real() const { return payload_.real; }
    [[nodiscard]] Object* as_object() const { return payload_.object; }

    void swap(Value& other) noexcept {
        std::swap(tag_, other.tag_);
        std::swap(payload_, other.payload_);
    }

private:
    union Payload {
        std::int64_t integer = 0;
        double real;
        Object* object;
    };

    Value(Tag tag, Payload payload) : tag_(tag), payload_(payload) {}

    void hold() const {
        if (is_object()) ++payload_.object->uses;
    }
    void release() const {
        if (is_object() && --payload_.object->uses == 0) destroy();
    }
    void destroy() const;  // By what it is.

    Tag tag_ = Tag::nothing;
    Payload payload_;
};

}  // namespace logos

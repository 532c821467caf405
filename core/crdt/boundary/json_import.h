// Import makes a document of JSON, in slices and in many small changes: a change is applied whole
// wherever it comes to, and nobody should have to stop for one of many megabytes. It is meant for a
// new document; the author cannot undo it.
//
//     Import import(replica, shape, now);
//     for (…) import.add(bytes);             // The text, in pieces of any size.
//     while (!TRY(import.run(1000))) {}
//
// Members whose value the shape does not have are left out if they are null, and else
// `type_wrong`. What was imported before an error stays: give the document up. An author who cannot
// write cannot import.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/sliced.h"
#include "core/codec/json_reader.h"
#include "core/crdt/boundary/shape.h"
#include "core/crdt/replica/replica.h"

namespace core::crdt {

// What goes into one change, but for a value that is itself larger: bytes, about.
inline constexpr std::size_t import_change_size_max = 8'192;

class Import {
public:
    // The replica outlives it and is not edited by others until the end.
    Import(Replica& replica, Shape shape, std::int64_t wall_time)
        : replica_(replica), shape_(std::move(shape)), wall_time_(wall_time) {}
    Import(const Import&) = delete;
    Import& operator=(const Import&) = delete;
    ~Import() = default;

    void reserve(std::size_t size) { json_.reserve(size); }
    void add(Bytes json) { json_ += as_text(json); }

    // When all of it was added. Does so many steps; true when it is done.
    Result<bool> run(Steps steps);
    // How much of the text was read, for who says where it is wrong.
    [[nodiscard]] std::size_t position() const { return reader_ ? reader_->position() : checked_; }

private:
    // A container that was begun and not ended. As long as it is not made, all that was read of it
    // waits.
    struct Open {
        const Shape* shape = nullptr;
        bool is_object = false;
        bool is_made = false;
        Path path;                       // When it is made.
        std::string key;                 // Of the member that comes next.
        std::vector<TreeEntry> entries;  // These wait.
        std::vector<Tree> items;
        std::uint32_t item_count = 0;  // In the document.
    };
    // What was read of a name or text that comes in pieces.
    struct Pieces {
        std::string text;
        // Of a text that is made: where it is, and how much of it is there.
        std::optional<Path> path;
        std::uint32_t size = 0;
    };

    Result<void> check_utf8(Steps& steps);
    Result<void> take(codec::JsonToken token);
    Result<void> begin(bool is_object);
    Result<void> end();
    Result<void> take_text(codec::JsonToken token);
    Result<void> take_value(Value value);
    Result<void> add(Tree tree, std::size_t size);
    [[nodiscard]] const Shape& expected() const;
    [[nodiscard]] Tree closed(Open open) const;

    Result<void> spill();
    Result<void> flush(Editor& editor, Open& open);
    Result<void> make(Editor& editor, Open& parent, Open& open);
    [[nodiscard]] Path next_path(const Open& parent) const;
    Result<void> make_text();
    void commit();

    Replica& replica_;
    Shape shape_;
    std::int64_t wall_time_;
    std::string json_;
    std::size_t checked_ = 0;
    std::optional<codec::JsonReader> reader_;
    std::vector<Open> open_;
    Pieces pieces_;
    std::size_t waiting_size_ = 0;
};

}  // namespace core::crdt

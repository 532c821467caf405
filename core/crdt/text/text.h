// Text that several write at once. Positions count code points. What was typed in one go stays
// together, whoever typed beside it: that is the order fugue_max. Texts of the other two orders are
// made by Text(order), and are merged with their like only.
//
//   Text text;
//   TextDelta delta = text.insert(alice, 0, "hello");   // delta is to be sent
//   other.apply(delta);                                 // refused whole if something is missing
//
// Nothing is forgotten: what was deleted is still known, to those that refer to it and to the
// history. Rules TX1–TX8, spec/crdt.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/ordered_map.h"
#include "core/base/variant.h"
#include "core/crdt/sequence/sequence.h"
#include "core/crdt/text/erasures.h"
#include "core/crdt/text/glyphs.h"
#include "core/crdt/version.h"

namespace core::crdt {

// Characters behind one another: each takes one event of its author, counted on from the first.
struct TextInsertion {
    Dot left;  // A counter of 0 is the edge of the text.
    Dot right;
    std::string characters;  // UTF-8.
    Lamport lamport = {};    // Instead of the right neighbour, in a text of the order rga.

    friend bool operator==(const TextInsertion&, const TextInsertion&) = default;
};

// One event, whatever it deletes.
struct TextErasure {
    Deletions deletions;

    friend bool operator==(const TextErasure&, const TextErasure&) = default;
};

struct TextChange {
    Dot first;
    Variant<TextInsertion, TextErasure, ErasureRun> what;

    friend bool operator==(const TextChange&, const TextChange&) = default;
};

// In an order in which nothing comes before what it refers to.
using TextDelta = std::vector<TextChange>;

class Text {
public:
    explicit Text(sequence::Order order = sequence::Order::fugue_max) : sequence_(order) {}

    [[nodiscard]] sequence::Order order() const { return sequence_.order(); }
    // In code points.
    [[nodiscard]] std::uint32_t size() const { return sequence_.size(); }
    [[nodiscard]] std::string to_string() const;
    // As that of its sequence.
    [[nodiscard]] std::uint64_t work() const { return sequence_.work(); }
    [[nodiscard]] const Version& version() const { return version_; }

    // The characters must be UTF-8, the places within the text, and the author one of authors_max.
    TextChange insert(Author author, std::uint32_t position, std::string_view characters);
    TextChange erase(Author author, std::uint32_t position, std::uint32_t size);

    // Error::value_missing if it refers to what is not here, or leaves out what came before it,
    // malformed if no author can have made it; nothing is changed then. What is here already is
    // passed over.
    [[nodiscard]] Result<void> apply(const TextDelta& delta);

    // What a text of that version lacks. The same for equal texts, whatever way they came to be.
    [[nodiscard]] TextDelta since(const Version& version);

    void merge(Text& other);

private:
    friend class TextFileReader;
    friend Result<Buffer> write_text_file(Text& text);
    class Collector;
    class Newcomers;

    struct AuthorState {
        // Without gaps: by the place of a character among all that its author typed.
        Glyphs glyphs;
        Erasures erasures;

        [[nodiscard]] std::uint32_t place_of(std::uint32_t counter) const {
            return counter - 1 - erasures.count_before(counter);
        }
        // Whether all of these events, which are here, are characters.
        [[nodiscard]] bool has_typed(std::uint32_t counter, std::uint32_t size) const {
            return erasures.count_before(counter) == erasures.count_before(counter + size);
        }
        void append_to(std::string& text, std::uint32_t counter, std::uint32_t size) const {
            glyphs.append_to(text, place_of(counter), size);
        }
    };

    [[nodiscard]] Result<void> integrate_insertions(const TextDelta& news);
    [[nodiscard]] TextChange change_at(Dot first);
    void put(const TextChange& change);
    [[nodiscard]] std::string deleted_characters() const;
    void pack();

    sequence::Sequence sequence_;
    OrderedMap<Author, AuthorState> authors_;
    Version version_;
};

}  // namespace core::crdt

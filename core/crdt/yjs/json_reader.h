// JsonReader takes JSON text apart as JSON.parse does: strictly by the grammar, but with halves of
// surrogate pairs, which JavaScript's texts may have. It is told what to make of it; for the tree
// of a file or message there is core/codec/json.h.
//
// A Target has
//     void word(AnyToken::Tag); void number(std::string_view digits); void text(std::string text);
//     void begin_array(); void begin_item(); void end_array();
//     void begin_object(); void begin_member(std::string key); void end_member(); void
//     end_object();
// Texts are UTF-8 in which a half of a pair is written like any other code point.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {

// What JSON is made of, without its meaning.
class JsonScanner {
public:
    explicit JsonScanner(std::string_view json) : rest_(json) {}

    void skip_blanks() {
        while (!rest_.empty() &&
               (rest_[0] == ' ' || rest_[0] == '\t' || rest_[0] == '\n' || rest_[0] == '\r'))
            rest_.remove_prefix(1);
    }
    bool skip(char character) {
        if (!rest_.starts_with(character)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    // 0 at the end.
    [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_[0]; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::unexpected<Error> unexpected() const {
        return fail(rest_.empty() ? Error::truncated : Error::malformed);
    }

    Result<void> word(std::string_view word);
    Result<std::string_view> number();
    // Behind the opening quotation mark.
    Result<std::string> text();
    // Whether a list goes on behind an item, or the bracket closes it.
    Result<bool> comma(char closing);

private:
    Result<void> digits();
    Result<unsigned> code_unit();
    Result<void> escape(std::string& text);

    std::string_view rest_;
};

template <class Target>
class JsonReader {
public:
    JsonReader(std::string_view json, Target& target) : scanner_(json), target_(target) {}

    Result<void> read() {
        TRY(value());
        scanner_.skip_blanks();
        if (!scanner_.at_end()) return fail(Error::trailing_bytes);
        return {};
    }

private:
    Result<void> value() {
        scanner_.skip_blanks();
        switch (scanner_.peek()) {
            case '{': return object();
            case '[': return array();
            case '"': scanner_.skip('"'); return target_.text(TRY(scanner_.text())), Result<void>();
            case 't': return word("true", AnyToken::Tag::yes);
            case 'f': return word("false", AnyToken::Tag::no);
            case 'n': return word("null", AnyToken::Tag::null);
            default: return target_.number(TRY(scanner_.number())), Result<void>();
        }
    }

    Result<void> word(std::string_view word, AnyToken::Tag tag) {
        TRY(scanner_.word(word));
        target_.word(tag);
        return {};
    }

    // Whether there is anything in the brackets.
    Result<bool> open(char opening, char closing) {
        scanner_.skip(opening);
        if (depth_ == any_depth_max) return fail(Error::too_deep);
        scanner_.skip_blanks();
        if (scanner_.skip(closing)) return false;
        ++depth_;
        return true;
    }

    Result<void> array() {
        target_.begin_array();
        if (TRY(open('[', ']'))) {
            do {
                target_.begin_item();
                TRY(value());
            } while (TRY(scanner_.comma(']')));
            --depth_;
        }
        target_.end_array();
        return {};
    }

    Result<void> object() {
        target_.begin_object();
        if (TRY(open('{', '}'))) {
            do {
                scanner_.skip_blanks();
                if (!scanner_.skip('"')) return scanner_.unexpected();
                target_.begin_member(TRY(scanner_.text()));
                scanner_.skip_blanks();
                if (!scanner_.skip(':')) return scanner_.unexpected();
                TRY(value());
                target_.end_member();
            } while (TRY(scanner_.comma('}')));
            --depth_;
        }
        target_.end_object();
        return {};
    }

    JsonScanner scanner_;
    Target& target_;
    std::size_t depth_ = 0;
};

}  // namespace core::crdt::yjs

// JsonReader takes JSON (RFC 8259) apart into tokens, one at a time, as strictly as json.h says: so
// that a text of any size can be read in slices, and without a tree of it.
//
//     JsonReader reader(json);
//     for (;;) switch (TRY(reader.next()).kind) { … case JsonToken::Kind::end: return {}; … }
//
// The text must be UTF-8 and outlive the reader. After an error nothing more is asked of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/limits.h"
#include "core/base/result.h"

namespace core::codec {

struct JsonToken {
    enum class Kind : std::uint8_t {
        null,
        no,
        yes,
        number,
        text,
        name,  // Of the member whose value comes next.
        begin_array,
        end_array,
        begin_object,
        end_object,
        end,  // Behind the one value.
    };

    Kind kind = Kind::end;
    std::string text;  // The digits as they are written, the text or the name.
    // Of a text or name of which more comes in the next token, of the same kind.
    bool goes_on = false;
};

class JsonReader {
public:
    // Texts longer than that come in pieces, of whole code points.
    explicit JsonReader(std::string_view json, std::size_t piece_size_max = SIZE_MAX)
        : json_size_(json.size()), rest_(json), piece_size_max_(piece_size_max) {}

    Result<JsonToken> next();
    // How much of the text was read.
    [[nodiscard]] std::size_t position() const { return json_size_ - rest_.size(); }

private:
    using Kind = JsonToken::Kind;
    enum class Expected : std::uint8_t {
        value,
        first_item,  // Or the end of the array.
        first_name,  // Or the end of the object.
        more,        // A comma, or the end of what the value is in.
    };

    Result<JsonToken> value();
    Result<JsonToken> name();
    Result<JsonToken> more();
    Result<JsonToken> open(Kind kind);
    JsonToken close();
    Result<JsonToken> word(std::string_view word, Kind kind);
    Result<JsonToken> number();
    Result<JsonToken> piece(Kind kind);
    Result<void> escape(std::string& text);
    Result<char32_t> code_unit();
    Result<char32_t> code_point();
    [[nodiscard]] Result<std::size_t> digits_end(std::size_t begin) const;

    void skip_blanks();
    bool skip(char character);
    [[nodiscard]] char peek(std::size_t at) const { return at < rest_.size() ? rest_[at] : '\0'; }
    // What went wrong where something else was needed.
    [[nodiscard]] std::unexpected<Error> unexpected() const {
        return fail(rest_.empty() ? Error::truncated : Error::malformed);
    }
    [[nodiscard]] bool in_object() const { return (objects_ & 1) != 0; }

    std::size_t json_size_;
    std::string_view rest_;
    std::size_t piece_size_max_;
    Expected expected_ = Expected::value;
    bool in_text_ = false;
    Kind text_kind_ = Kind::text;
    std::size_t depth_ = 0;
    std::uint64_t objects_ = 0;  // A bit for each open bracket, the innermost is the lowest.
    static_assert(nesting_depth_max <= 64);
};

}  // namespace core::codec

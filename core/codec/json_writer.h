// JsonWriter writes JSON without blanks, value behind value; it sets the commas (rules JS9, JS10,
// spec/codec.md). In an object, every value stands behind a name().
//
// What cannot be written, text that is not UTF-8 or nesting that no reader of ours would take, is
// remembered instead of returned: ask once, with finish().
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/codec/json.h"

namespace core::codec {

class JsonWriter {
public:
    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }

    void name(std::string_view name);

    void null() { word("null"); }
    void boolean(bool value) { word(value ? "true" : "false"); }
    void number(std::int64_t value);
    void number(std::uint64_t value);
    void text(std::string_view text);
    // A text in pieces, of whole code points: between the two, more_text() alone.
    void begin_text();
    void more_text(std::string_view piece);
    void end_text() { out_ += '"'; }
    void value(const JsonValue& value);

    // How much was written and not taken yet.
    [[nodiscard]] std::size_t size() const { return out_.size(); }
    // What can be sent on already, so that it need not be kept: nearly all. The rest follows.
    [[nodiscard]] std::string take();
    // Everything that was opened must be closed.
    [[nodiscard]] Result<std::string> finish();

private:
    void open(char bracket);
    void close(char bracket);
    void word(std::string_view word);
    void separate();

    std::string out_;
    std::size_t depth_ = 0;
    Result<void> outcome_;
};

Result<std::string> to_json(const JsonValue& value);

}  // namespace core::codec

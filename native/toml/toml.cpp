// One pass over the text, line by line; what was defined already is known by its whole path.
#include "native/toml/toml.h"

#include <algorithm>
#include <optional>
#include <set>

#include "core/base/result.h"
#include "core/codec/utf8.h"

namespace native::toml {

namespace {

constexpr std::string_view value_rule =
    "A value is a text in quotes, a whole number, true, false, or a list of texts.";

template <class T>
using OrProblem = std::expected<T, Problem>;

bool is_bare(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// Of a comment or a text, where tabs alone are allowed.
bool is_control(char byte) {
    return (static_cast<unsigned char>(byte) < 0x20 && byte != '\t') || byte == 0x7f;
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    OrProblem<Document> parse() {
        while (!text_.empty()) {
            skip_blanks();
            if (next() == '[')
                TRY(read_header());
            else if (next() != '#' && !is_at_line_end())
                TRY(read_entry());
            TRY(end_line());
        }
        return std::move(document_);
    }

private:
    [[nodiscard]] std::unexpected<Problem> fail(std::string what) const {
        return std::unexpected(Problem{line_, std::move(what)});
    }
    // Zero at the end, which no text may have in it.
    [[nodiscard]] char next() const { return text_.empty() ? '\0' : text_.front(); }
    [[nodiscard]] bool is_at_line_end() const {
        return text_.empty() || next() == '\n' || text_.starts_with("\r\n");
    }
    char take() {
        const char byte = next();
        text_.remove_prefix(1);
        return byte;
    }
    bool take_if(std::string_view what) {
        if (!text_.starts_with(what)) return false;
        text_.remove_prefix(what.size());
        return true;
    }
    void skip_blanks() {
        text_.remove_prefix(std::min(text_.find_first_not_of(" \t"), text_.size()));
    }

    // What may stand behind anything: blanks and a comment.
    OrProblem<void> end_line() {
        skip_blanks();
        if (next() == '#')
            while (!is_at_line_end())
                if (is_control(take())) return fail("A comment holds a control character.");
        if (!is_at_line_end()) return fail("Here the line should end: " + rest_of_line());
        if (text_.empty()) return {};
        if (!take_if("\r\n")) take();
        ++line_;
        return {};
    }

    std::string rest_of_line() const {
        constexpr std::size_t shown_size_max = 40;
        std::string_view rest = text_.substr(0, std::min(text_.find('\n'), text_.size()));
        return std::string(core::codec::take_whole(rest, shown_size_max));
    }

    OrProblem<void> read_header() {
        take();
        if (next() == '[') return fail("Lists of tables are not read here.");
        Path path;
        do {
            if (path.size() == table_depth_max) return fail("Tables are too deep in one another.");
            skip_blanks();
            path.push_back(TRY(read_key()));
            skip_blanks();
        } while (take_if("."));
        if (!take_if("]")) return fail("The name of a table ends with ].");
        if (!named_tables_.insert(path).second) return fail("This table is there already.");
        for (Path front = path; !front.empty(); front.pop_back()) {
            if (keys_.contains(front))
                return fail("The name " + front.back() + " has a value already.");
            all_tables_.insert(front);
        }
        document_.tables.push_back({path, line_});
        table_ = std::move(path);
        return {};
    }

    OrProblem<void> read_entry() {
        const std::size_t line = line_;
        std::string key = TRY(read_key());
        skip_blanks();
        if (next() == '.') return fail("Keys with dots are not read here: write a [table] above.");
        if (!take_if("=")) return fail("Behind the key " + key + " there should be a =.");
        skip_blanks();
        Value value = TRY(read_value());
        Path path = table_;
        path.push_back(key);
        if (all_tables_.contains(path)) return fail("The name " + key + " is a table already.");
        if (!keys_.insert(std::move(path)).second)
            return std::unexpected(Problem{line, "The key " + key + " is there already."});
        document_.entries.push_back({table_, std::move(key), std::move(value), line});
        return {};
    }

    OrProblem<std::string> read_key() {
        if (next() == '"' || next() == '\'') return read_text();
        const auto end = std::ranges::find_if_not(text_, is_bare);
        const auto size = static_cast<std::size_t>(end - text_.begin());
        if (size == 0) return fail("Here a key should stand: " + rest_of_line());
        std::string key(text_.substr(0, size));
        text_.remove_prefix(size);
        return key;
    }

    OrProblem<Value> read_value() {
        if (next() == '"' || next() == '\'') return Value(TRY(read_text()));
        if (next() == '[') return Value(TRY(read_list()));
        const std::size_t size = std::min(text_.find_first_of(" \t\r\n#"), text_.size());
        const std::string_view word = text_.substr(0, size);
        text_.remove_prefix(size);
        if (word == "true" || word == "false") return Value(word == "true");
        return Value(TRY(read_number(word)));
    }

    OrProblem<std::int64_t> read_number(std::string_view word) const {
        const bool is_negative = word.starts_with('-');
        if (is_negative || word.starts_with('+')) word.remove_prefix(1);
        if (word.empty() || !is_digit(word.front()) || !is_digit(word.back()) ||
            (word.front() == '0' && word.size() > 1) || word.find("__") != word.npos)
            return fail(std::string(value_rule));
        // Of the negative, of which there is one more.
        std::int64_t number = 0;
        for (const char byte : word) {
            if (byte == '_') continue;
            if (!is_digit(byte)) return fail(std::string(value_rule));
            if (__builtin_mul_overflow(number, 10, &number) ||
                __builtin_sub_overflow(number, byte - '0', &number))
                return fail("The number is too large.");
        }
        if (is_negative) return number;
        if (number == INT64_MIN) return fail("The number is too large.");
        return -number;
    }

    OrProblem<std::vector<std::string>> read_list() {
        std::vector<std::string> texts;
        take();
        for (;;) {
            TRY(skip_lines());
            if (take_if("]")) return texts;
            if (next() != '"' && next() != '\'')
                return fail("A list holds texts in quotes, and ends with ].");
            texts.push_back(TRY(read_text()));
            TRY(skip_lines());
            if (take_if("]")) return texts;
            if (!take_if(",")) return fail("Between the texts of a list there is a comma.");
        }
    }

    // Inside of a list.
    OrProblem<void> skip_lines() {
        skip_blanks();
        while (!text_.empty() && (next() == '#' || is_at_line_end())) {
            TRY(end_line());
            skip_blanks();
        }
        return {};
    }

    OrProblem<std::string> read_text() {
        if (text_.starts_with("\"\"\"") || text_.starts_with("'''"))
            return fail("Texts of several lines are not read here.");
        const char quote = take();
        std::string text;
        while (!is_at_line_end()) {
            const char byte = take();
            if (byte == quote) return text;
            if (is_control(byte))
                return fail("A text holds a control character: write it as \\u00XX.");
            if (byte == '\\' && quote == '"')
                TRY(read_escape(text));
            else
                text += byte;
        }
        return fail("The text has no closing quote on its line.");
    }

    OrProblem<void> read_escape(std::string& text) {
        constexpr std::string_view letters = "btnfr\"\\";
        constexpr std::string_view meant = "\b\t\n\f\r\"\\";
        const char letter = text_.empty() ? '\0' : take();
        if (const std::size_t at = letters.find(letter); letter != '\0' && at != letters.npos) {
            text += meant[at];
            return {};
        }
        if (letter != 'u' && letter != 'U')
            return fail("Behind the \\ is nothing that TOML knows.");
        const std::size_t size = letter == 'u' ? 4 : 8;
        char32_t point = 0;
        for (std::size_t i = 0; i < size; ++i) {
            constexpr std::string_view digits = "0123456789abcdef";
            const char digit = text_.empty() ? '\0' : take();
            const std::size_t value =
                digits.find(digit >= 'A' && digit <= 'F' ? static_cast<char>(digit | 0x20) : digit);
            if (value == digits.npos)
                return fail("Behind \\u are 4 hexadecimal digits, behind \\U 8.");
            point = point << 4 | static_cast<char32_t>(value);
        }
        if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
            return fail("That number is of no character.");
        core::codec::append_utf8(text, point);
        return {};
    }

    std::string_view text_;
    std::size_t line_ = 1;
    Path table_;
    std::set<Path> named_tables_;
    std::set<Path> all_tables_;  // With those around them.
    std::set<Path> keys_;
    Document document_;
};

}  // namespace

std::expected<Document, Problem> parse(std::string_view text) {
    if (text.size() > text_size_max)
        return std::unexpected(Problem{1, "The file is longer than 64 KiB."});
    if (!core::codec::is_utf8(text)) return std::unexpected(Problem{1, "The file is no UTF-8."});
    return Parser(text).parse();
}

}  // namespace native::toml

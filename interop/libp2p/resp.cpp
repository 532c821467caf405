// Lines, and texts behind their sizes.
#include "interop/libp2p/resp.h"

#include <charconv>

#include "core/base/result.h"

namespace interop::libp2p {

namespace {

constexpr std::string_view line_end = "\r\n";
// Far above what an address takes.
constexpr std::size_t text_size_max = std::size_t{1} << 20;
constexpr std::int64_t items_count_max = 1000;

template <class T>
using Outcome = std::expected<T, RespFailure>;

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    [[nodiscard]] std::size_t position() const { return position_; }

    Outcome<std::string_view> line() {
        const std::string_view rest = bytes_.substr(position_);
        const std::size_t size = rest.find(line_end);
        if (size == std::string_view::npos)
            return std::unexpected(rest.size() > text_size_max ? RespFailure::malformed
                                                               : RespFailure::incomplete);
        if (size == 0) return std::unexpected(RespFailure::malformed);
        position_ += size + line_end.size();
        return rest.substr(0, size);
    }

    Outcome<std::string_view> text(std::int64_t size) {
        const std::string_view rest = bytes_.substr(position_);
        const auto whole = static_cast<std::size_t>(size);
        if (rest.size() < whole + line_end.size()) return std::unexpected(RespFailure::incomplete);
        if (rest.substr(whole, line_end.size()) != line_end)
            return std::unexpected(RespFailure::malformed);
        position_ += whole + line_end.size();
        return rest.substr(0, whole);
    }

private:
    std::string_view bytes_;
    std::size_t position_ = 0;
};

Outcome<std::int64_t> number_of(std::string_view text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end) return std::unexpected(RespFailure::malformed);
    return number;
}

Outcome<RespItem> item_of(Reader& reader, std::string_view line) {
    const std::string_view rest = line.substr(1);
    if (line[0] == '+') return RespItem(std::string(rest));
    if (line[0] == '-') return RespItem(RespError{std::string(rest)});
    if (line[0] == ':') return RespItem(TRY(number_of(rest)));
    if (line[0] != '$') return std::unexpected(RespFailure::malformed);
    const std::int64_t size = TRY(number_of(rest));
    if (size == -1) return RespItem(RespNothing{});
    if (size < 0 || size > static_cast<std::int64_t>(text_size_max))
        return std::unexpected(RespFailure::malformed);
    return RespItem(std::string(TRY(reader.text(size))));
}

}  // namespace

std::string resp_command(std::initializer_list<std::string_view> words) {
    const auto line = [](char kind, std::size_t number) {
        return kind + std::to_string(number) + std::string(line_end);
    };
    std::string command = line('*', words.size());
    for (const std::string_view word : words)
        command += line('$', word.size()) + std::string(word) + std::string(line_end);
    return command;
}

std::expected<RespRead, RespFailure> read_resp(std::string_view bytes) {
    Reader reader(bytes);
    RespReply reply;
    const std::string_view first = TRY(reader.line());
    reply.is_list = first[0] == '*';
    if (!reply.is_list) {
        reply.items.push_back(TRY(item_of(reader, first)));
        return RespRead{reply, reader.position()};
    }
    const std::int64_t count = TRY(number_of(first.substr(1)));
    if (count < -1 || count > items_count_max) return std::unexpected(RespFailure::malformed);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::string_view line = TRY(reader.line());
        reply.items.push_back(TRY(item_of(reader, line)));
    }
    return RespRead{reply, reader.position()};
}

}  // namespace interop::libp2p

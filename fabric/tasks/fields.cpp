// Fields in bytes.
#include "fabric/tasks/fields.h"

#include "core/codec/count.h"
#include "core/codec/utf8.h"
#include "core/codec/varint.h"

namespace fabric::tasks {

using core::Bytes;
using core::Duration;
using core::Error;
using core::Reader;
using core::Result;
using std::chrono::milliseconds;

namespace {

constexpr std::uint64_t millis_max =
    static_cast<std::uint64_t>(std::chrono::duration_cast<milliseconds>(time_max).count());
constexpr std::uint8_t inline_content = 0;
constexpr std::uint8_t content_elsewhere = 1;

enum WorkFlag : std::uint8_t { knows_time = 1, draws = 2, once = 4, for_authority = 8 };
constexpr std::uint64_t flags_max = 15;

std::uint64_t millis_of(Duration time) {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<milliseconds>(time).count());
}

void write_elsewhere(MessageBytes& message, const Elsewhere& content) {
    message.writer().bytes(content.hash.view());
    message.number(content.size);
}

Result<Elsewhere> read_elsewhere(Reader& reader, std::uint64_t size_most) {
    Elsewhere content;
    content.hash = TRY(reader.fixed<ContentHash>());
    content.size = TRY(read_up_to(reader, size_most));
    return content;
}

Result<Duration> read_millis(Reader& reader) {
    return milliseconds(TRY(read_up_to(reader, millis_max)));
}

bool is_time(Duration time) {
    return time.count() >= 0 && time <= time_max && time % milliseconds(1) == Duration{};
}

std::uint64_t flags_of(const Work& work) {
    return (work.may_know_time ? knows_time : 0U) | (work.may_draw ? draws : 0U) |
           (work.is_once ? once : 0U) | (work.is_for_authority ? for_authority : 0U);
}

void take_flags(Work& work, std::uint64_t flags) {
    work.may_know_time = (flags & knows_time) != 0;
    work.may_draw = (flags & draws) != 0;
    work.is_once = (flags & once) != 0;
    work.is_for_authority = (flags & for_authority) != 0;
}

Result<void> check_text(std::string_view text, std::size_t size_max) {
    if (text.size() > size_max) return core::fail(Error::too_large);
    if (!core::codec::is_utf8(text)) return core::fail(Error::malformed);
    return {};
}

// What is no text at all comes to nothing.
std::string cut_to(std::string_view text, std::size_t size_max) {
    if (text.size() <= size_max) return core::codec::is_utf8(text) ? std::string(text) : "";
    constexpr std::size_t character_size_max = 4;
    for (std::size_t size = size_max; size + character_size_max > size_max; --size)
        if (core::codec::is_utf8(text.substr(0, size))) return std::string(text.substr(0, size));
    return "";
}

Result<void> check_content(const Content& content) {
    const auto* const bytes = core::get_if<core::Buffer>(&content);
    const std::uint64_t most = bytes ? inline_size_max : content_size_max;
    if (size_of(content) > most) return core::fail(Error::too_large);
    if (!bytes && size_of(content) == 0) return core::fail(Error::value_missing);
    return {};
}

}  // namespace

void write_content(MessageBytes& message, const Content& content) {
    if (const auto* const bytes = core::get_if<core::Buffer>(&content)) {
        message.number(inline_content);
        message.sized(*bytes);
    } else {
        message.number(content_elsewhere);
        write_elsewhere(message, core::get<Elsewhere>(content));
    }
}

Result<Content> read_content(Reader& reader) {
    if (TRY(read_up_to(reader, content_elsewhere)) == content_elsewhere)
        return Content(TRY(read_elsewhere(reader, content_size_max)));
    const std::uint64_t size = TRY(read_up_to(reader, inline_size_max));
    const Bytes bytes = TRY(reader.take(size));
    return Content(core::Buffer(bytes.begin(), bytes.end()));
}

void write_work(MessageBytes& message, const Work& work) {
    message.number(std::to_underlying(work.engine));
    write_elsewhere(message, work.code);
    message.sized(core::as_bytes(work.entry));
    write_content(message, work.input);
    message.sized(core::as_bytes(work.label));
    message.number(work.reads.size());
    for (const std::string& name : work.reads) message.sized(core::as_bytes(name));
    message.number(flags_of(work));
    message.number(work.priority);
    message.number(work.failures_max);
    message.number(work.memory);
    message.number(work.shader.output_size);
    for (const std::uint32_t groups : work.shader.groups) message.number(groups);
    for (const Duration time : {work.begin_within, work.run_within, work.end_within, work.expected})
        message.number(millis_of(time));
}

Result<Work> read_work(Reader& reader) {
    Work work;
    work.engine = Engine{static_cast<std::uint8_t>(TRY(read_up_to(reader, engine_count - 1)))};
    work.code = TRY(read_elsewhere(reader, code_size_max));
    work.entry = TRY(read_text(reader, entry_size_max));
    work.input = TRY(read_content(reader));
    work.label = TRY(read_text(reader, label_size_max));
    const std::uint64_t reads = TRY(read_up_to(reader, reads_max));
    for (std::uint64_t i = 0; i < reads; ++i)
        work.reads.push_back(TRY(read_text(reader, read_size_max)));
    take_flags(work, TRY(read_up_to(reader, flags_max)));
    work.priority = static_cast<std::uint8_t>(TRY(read_up_to(reader, UINT8_MAX)));
    work.failures_max = static_cast<std::uint8_t>(TRY(read_up_to(reader, UINT8_MAX)));
    work.memory = TRY(read_up_to(reader, memory_max));
    work.shader.output_size = static_cast<std::uint32_t>(TRY(read_up_to(reader, content_size_max)));
    for (std::uint32_t& groups : work.shader.groups)
        groups = static_cast<std::uint32_t>(TRY(read_up_to(reader, UINT32_MAX)));
    for (Duration* const time :
         {&work.begin_within, &work.run_within, &work.end_within, &work.expected})
        *time = TRY(read_millis(reader));
    TRY(check_work(work));
    return work;
}

Result<void> check_work(const Work& work) {
    if (work.code.size == 0 || work.entry.empty() || work.failures_max == 0)
        return core::fail(Error::value_missing);
    if (work.run_within <= Duration{} || work.end_within <= Duration{})
        return core::fail(Error::value_missing);
    if (work.code.size > code_size_max || work.memory > memory_max ||
        work.reads.size() > reads_max || work.shader.output_size > content_size_max)
        return core::fail(Error::too_large);
    TRY(check_text(work.entry, entry_size_max));
    TRY(check_text(work.label, label_size_max));
    for (const std::string& name : work.reads) TRY(check_text(name, read_size_max));
    TRY(check_content(work.input));
    for (const Duration time : {work.begin_within, work.run_within, work.end_within, work.expected})
        if (!is_time(time)) return core::fail(Error::too_large);
    return {};
}

void write_attempt(MessageBytes& message, const Attempt& attempt) {
    message.number(attempt.generation.value);
    message.writer().bytes(attempt.worker.view());
    message.number(std::to_underlying(attempt.ending));
    message.sized(core::as_bytes(attempt.words));
}

Result<Attempt> read_attempt(Reader& reader) {
    Attempt attempt;
    attempt.generation = TRY(read_generation(reader));
    attempt.worker = TRY(reader.fixed<Member>());
    attempt.ending = Ending{static_cast<std::uint8_t>(TRY(read_up_to(reader, ending_count - 1)))};
    attempt.words = TRY(read_text(reader, words_size_max));
    return attempt;
}

std::string cut_words(std::string_view words) { return cut_to(words, words_size_max); }

std::string cut_line(std::string_view line) { return cut_to(line, line_size_max); }

Result<std::uint64_t> read_up_to(Reader& reader, std::uint64_t most) {
    const std::uint64_t number = TRY(core::codec::read_varint(reader));
    if (number > most) return core::fail(Error::too_large);
    return number;
}

Result<std::string> read_text(Reader& reader, std::size_t size_max) {
    const std::uint64_t size = TRY(read_up_to(reader, size_max));
    const std::string_view text = core::as_text(TRY(reader.take(size)));
    if (!core::codec::is_utf8(text)) return core::fail(Error::malformed);
    return std::string(text);
}

Result<Generation> read_generation(Reader& reader) {
    const std::uint64_t number = TRY(read_up_to(reader, UINT32_MAX));
    if (number == 0) return core::fail(Error::malformed);
    return Generation{static_cast<std::uint32_t>(number)};
}

}  // namespace fabric::tasks

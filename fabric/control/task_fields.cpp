// Requests about tasks out of JSON.
#include "fabric/control/task_fields.h"

#include <algorithm>

#include "core/base/hex.h"
#include "core/codec/multibase.h"
#include "fabric/control/fields.h"
#include "fabric/tasks/fields.h"

namespace fabric::control {

using core::codec::Base;
using tasks::Work;

namespace {

using What = decltype(Request::what);

OrWhy<core::Buffer> bytes_of(const JsonValue& value, std::string_view name) {
    const auto text = value.as_text();
    auto bytes =
        text ? core::codec::decode_base(Base::base64_pad, *text) : core::fail(text.error());
    if (!bytes) return std::unexpected(core::formatted("\"{}\" has to be bytes in base64", name));
    return *std::move(bytes);
}

OrWhy<std::optional<std::uint64_t>> number_of(const Fields& fields, std::string_view name) {
    const JsonValue* const value = fields.find(name);
    if (!value) return std::nullopt;
    const auto number = value->as_uint64();
    if (!number)
        return std::unexpected(core::formatted("\"{}\" has to be a number from 0 on", name));
    return *number;
}

OrWhy<bool> flag_of(const Fields& fields, std::string_view name) {
    const JsonValue* const value = fields.find(name);
    if (!value) return false;
    const auto flag = value->as_bool();
    if (!flag) return std::unexpected(core::formatted("\"{}\" has to be true or false", name));
    return *flag;
}

template <class Fixed>
OrWhy<Fixed> fixed_of(const JsonValue* value, std::string_view name) {
    const auto text = value ? value->as_text() : core::fail(core::Error::value_missing);
    const auto bytes = text ? core::from_hex(*text) : core::fail(text.error());
    if (!bytes || bytes->size() != Fixed::size_bytes)
        return std::unexpected(
            core::formatted("\"{}\" has to be {} hexadecimal digits", name, 2 * Fixed::size_bytes));
    Fixed fixed;
    core::copy(fixed.mutable_view(), *bytes);
    return fixed;
}

OrWhy<tasks::Elsewhere> elsewhere_of(const JsonValue& value, std::string_view name) {
    const JsonValue* const size = value.find("size");
    const auto number = size ? size->as_uint64() : core::fail(core::Error::value_missing);
    if (!number)
        return std::unexpected(core::formatted("\"{}\" has to have a hash and a size", name));
    return tasks::Elsewhere{TRY(fixed_of<tasks::ContentHash>(value.find("hash"), "hash")), *number};
}

OrWhy<tasks::Content> content_of(const JsonValue* value, std::string_view name) {
    if (!value) return tasks::Content(core::Buffer{});
    if (value->kind() == JsonValue::Kind::object)
        return tasks::Content(TRY(elsewhere_of(*value, name)));
    core::Buffer bytes = TRY(bytes_of(*value, name));
    if (bytes.size() > tasks::inline_size_max)
        return std::unexpected(
            core::formatted("\"{}\" has more than 48 KiB: `hold` it, and say its hash", name));
    return tasks::Content(std::move(bytes));
}

OrWhy<tasks::Engine> engine_from(std::string_view text) {
    for (std::size_t i = 0; i < tasks::engine_count; ++i) {
        const tasks::Engine engine{static_cast<std::uint8_t>(i)};
        if (units::name_of(engine) == text) return engine;
    }
    return std::unexpected("\"engine\" has to be wasm, js or wgsl");
}

OrWhy<void> read_time(const Fields& fields, std::string_view name, core::Duration& into) {
    const auto millis = TRY(number_of(fields, name));
    constexpr auto most = std::chrono::duration_cast<std::chrono::milliseconds>(tasks::time_max);
    if (millis && *millis > static_cast<std::uint64_t>(most.count()))
        return std::unexpected(core::formatted("\"{}\" is more than 30 days", name));
    if (millis) into = std::chrono::milliseconds{*millis};
    return {};
}

template <class Number>
OrWhy<void> read_number(const Fields& fields, std::string_view name, Number& into) {
    const auto number = TRY(number_of(fields, name));
    if (number && *number > std::numeric_limits<Number>::max())
        return std::unexpected(core::formatted("\"{}\" is too large", name));
    if (number) into = static_cast<Number>(*number);
    return {};
}

OrWhy<void> read_reads(const Fields& fields, Work& work) {
    const JsonValue* const reads = fields.find("reads");
    if (!reads) return {};
    const auto list = reads->as_array();
    if (!list)
        return std::unexpected("\"reads\" has to be a list of texts: a document, and a path");
    for (const JsonValue& name : *list) {
        const auto text = name.as_text();
        if (!text) return std::unexpected("\"reads\" has to be a list of texts");
        work.reads.emplace_back(*text);
    }
    return {};
}

OrWhy<void> read_groups(const Fields& fields, Work& work) {
    const JsonValue* const groups = fields.find("groups");
    if (!groups) return {};
    const auto list = groups->as_array();
    if (!list || list->size() != work.shader.groups.size())
        return std::unexpected("\"groups\" has to be a list of three numbers");
    for (std::size_t i = 0; i < work.shader.groups.size(); ++i) {
        const auto number = (*list)[i].as_uint64();
        if (!number || *number > UINT32_MAX)
            return std::unexpected("\"groups\" has to be a list of three numbers");
        work.shader.groups[i] = static_cast<std::uint32_t>(*number);
    }
    return {};
}

OrWhy<Work> work_of(const Fields& fields) {
    Work work;
    const std::string engine = TRY(fields.text("engine"));
    work.engine = TRY(engine_from(engine));
    const JsonValue* const code = fields.find("code");
    if (!code) return std::unexpected("\"code\" is missing: `hold` it, and say its hash and size");
    work.code = TRY(elsewhere_of(*code, "code"));
    if (fields.find("entry")) work.entry = TRY(fields.text("entry"));
    if (fields.find("label")) work.label = TRY(fields.text("label"));
    work.input = TRY(content_of(fields.find("input"), "input"));
    work.is_once = TRY(flag_of(fields, "once"));
    work.is_for_authority = TRY(flag_of(fields, "authority"));
    work.may_know_time = TRY(flag_of(fields, "time"));
    work.may_draw = TRY(flag_of(fields, "random"));
    TRY(read_number(fields, "priority", work.priority));
    TRY(read_number(fields, "failures", work.failures_max));
    TRY(read_number(fields, "memory", work.memory));
    TRY(read_number(fields, "output", work.shader.output_size));
    TRY(read_reads(fields, work));
    TRY(read_groups(fields, work));
    TRY(read_time(fields, "begin_within", work.begin_within));
    TRY(read_time(fields, "run_within", work.run_within));
    TRY(read_time(fields, "end_within", work.end_within));
    TRY(read_time(fields, "expected", work.expected));
    if (const auto checked = tasks::check_work(work); !checked)
        return std::unexpected(
            core::formatted("the task cannot be: {}", core::describe(checked.error())));
    return work;
}

OrWhy<tasks::TaskId> task_of(const Fields& fields) {
    return fixed_of<tasks::TaskId>(fields.find("task"), "task");
}

OrWhy<std::uint64_t> run_of(const Fields& fields) {
    const auto run = TRY(number_of(fields, "run"));
    if (!run) return std::unexpected("\"run\" is missing");
    return *run;
}

}  // namespace

OrWhy<What> read_hold(const Fields& fields) {
    const JsonValue* const bytes = fields.find("bytes");
    if (!bytes) return std::unexpected("\"bytes\" is missing");
    return What(HoldBytes{TRY(bytes_of(*bytes, "bytes")), TRY(flag_of(fields, "more"))});
}

OrWhy<What> read_content(const Fields& fields) {
    ShowContent show{{TRY(fixed_of<tasks::ContentHash>(fields.find("hash"), "hash")), 0}, 0};
    show.content.size = TRY(number_of(fields, "size")).value_or(tasks::content_size_max);
    show.offset = TRY(number_of(fields, "offset")).value_or(0);
    return What(show);
}

OrWhy<What> read_task(const Fields& fields) {
    SubmitTask submit;
    if (fields.find("task")) submit.id = TRY(task_of(fields));
    submit.work = TRY(work_of(fields));
    return What(std::move(submit));
}

OrWhy<What> read_task_watch(const Fields& fields) { return What(WatchTask{TRY(task_of(fields))}); }

OrWhy<What> read_task_cancel(const Fields& fields) {
    return What(CancelTask{TRY(task_of(fields))});
}

OrWhy<What> read_work(const Fields& fields) {
    OfferWork offer;
    TRY(read_number(fields, "places", offer.capacity.places));
    TRY(read_number(fields, "memory", offer.capacity.memory));
    TRY(read_number(fields, "strength", offer.capacity.strength));
    const JsonValue* const engines = fields.find("engines");
    const auto list = engines ? engines->as_array() : core::fail(core::Error::value_missing);
    if (!list || offer.capacity.places > tasks::places_max)
        return std::unexpected("\"engines\" has to be a list, and \"places\" at most 256");
    for (const JsonValue& one : *list) {
        const auto name = one.as_text();
        if (!name) return std::unexpected("\"engines\" has to be a list of texts");
        const tasks::Engine engine = TRY(engine_from(*name));
        offer.capacity.engines |= tasks::bit_of(engine);
    }
    offer.capacity.memory = std::min(offer.capacity.memory, tasks::memory_max);
    return What(offer);
}

OrWhy<What> read_run_progress(const Fields& fields) {
    const auto permille = TRY(number_of(fields, "permille"));
    if (!permille || *permille > 1'000)
        return std::unexpected("\"permille\" has to be a number from 0 to 1,000");
    return What(SayOfRun{TRY(run_of(fields)), RunProgress{static_cast<std::uint16_t>(*permille)}});
}

OrWhy<What> read_run_log(const Fields& fields) {
    return What(SayOfRun{TRY(run_of(fields)), RunLog{TRY(fields.text("line"))}});
}

OrWhy<What> read_run_done(const Fields& fields) {
    return What(
        SayOfRun{TRY(run_of(fields)), RunDone{TRY(content_of(fields.find("output"), "output"))}});
}

OrWhy<What> read_run_failed(const Fields& fields) {
    RunFailed failed{.text = TRY(fields.text("text"))};
    const std::string why = TRY(fields.text("why"));
    for (std::size_t i = 0; i < tasks::ending_count; ++i) {
        failed.why = tasks::Ending{static_cast<std::uint8_t>(i)};
        if (tasks::describe(failed.why) == why)
            return What(SayOfRun{TRY(run_of(fields)), std::move(failed)});
    }
    return std::unexpected("\"why\" is none of WU9");
}

}  // namespace fabric::control

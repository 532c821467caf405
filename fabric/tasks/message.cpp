// Letters in bytes: the version, the way, for whom or from whom, the kind and its fields.
#include "fabric/tasks/message.h"

#include "core/base/assert.h"
#include "core/codec/count.h"
#include "fabric/tasks/fields.h"
#include "fabric/tasks/table.h"

namespace fabric::tasks {

using core::Bytes;
using core::Error;
using core::Reader;
using core::Result;

namespace {

constexpr std::uint8_t letter_version = 1;
constexpr std::size_t way_count = 3;
constexpr std::size_t running_size_min = TaskId::size_bytes + 2;
constexpr std::uint64_t permille_max = 1'000;

struct Fields {
    MessageBytes& message;

    void id_and_generation(const TaskId& id, Generation generation) const {
        message.writer().bytes(id.view());
        message.number(generation.value);
    }
    void operator()(const Submit& submit) const {
        message.writer().bytes(submit.id.view());
        write_work(message, submit.work);
    }
    void operator()(const Await& await) const { message.writer().bytes(await.id.view()); }
    void operator()(const Leave& leave) const { message.writer().bytes(leave.id.view()); }
    void operator()(const Cancel& cancel) const { message.writer().bytes(cancel.id.view()); }
    void operator()(const Pulse& pulse) const {
        message.number(pulse.capacity.places);
        message.number(pulse.capacity.engines);
        message.number(pulse.capacity.strength);
        message.number(pulse.capacity.memory);
        message.number(pulse.running.size());
        for (const Running& running : pulse.running) {
            id_and_generation(running.id, running.generation);
            message.number(running.permille);
        }
    }
    void operator()(const Done& done) const {
        id_and_generation(done.id, done.generation);
        write_content(message, done.output);
    }
    void operator()(const NotDone& not_done) const {
        id_and_generation(not_done.id, not_done.generation);
        message.number(std::to_underlying(not_done.ending));
        message.sized(core::as_bytes(not_done.words));
    }
    void operator()(const Logged& logged) const {
        id_and_generation(logged.id, logged.generation);
        message.sized(core::as_bytes(logged.line));
    }
    void operator()(const Submitted& submitted) const {
        message.writer().bytes(submitted.id.view());
    }
    void operator()(const NotSubmitted& not_submitted) const {
        message.writer().bytes(not_submitted.id.view());
        message.number(std::to_underlying(not_submitted.refusal));
    }
    void operator()(const Standing& standing) const {
        message.writer().bytes(standing.id.view());
        message.number(standing.is_known ? 1 : 0);
        if (!standing.is_known) return;
        message.number(std::to_underlying(standing.state));
        message.number(standing.generation.value);
        message.writer().bytes(standing.worker.view());
        message.number(standing.permille);
        message.number(standing.attempts.size());
        for (const Attempt& attempt : standing.attempts) write_attempt(message, attempt);
        write_content(message, standing.output);
    }
    void operator()(const Line& line) const {
        id_and_generation(line.id, line.generation);
        message.sized(core::as_bytes(line.line));
    }
    void operator()(const Grant& grant) const {
        id_and_generation(grant.id, grant.generation);
        write_work(message, grant.work);
    }
    void operator()(const Went&) const {}
    void operator()(const Stop& stop) const { id_and_generation(stop.id, stop.generation); }
};

template <class Named>
Result<Named> read_name(Reader& reader) {
    Named named{};
    named.id = TRY(reader.fixed<TaskId>());
    named.generation = TRY(read_generation(reader));
    return named;
}

Result<std::uint16_t> read_permille(Reader& reader) {
    return static_cast<std::uint16_t>(TRY(read_up_to(reader, permille_max)));
}

Result<Message> read_pulse(Reader& reader) {
    Pulse pulse{};
    pulse.capacity.places = static_cast<std::uint32_t>(TRY(read_up_to(reader, places_max)));
    pulse.capacity.engines =
        static_cast<std::uint8_t>(TRY(read_up_to(reader, (1U << engine_count) - 1)));
    pulse.capacity.strength = static_cast<std::uint8_t>(TRY(read_up_to(reader, UINT8_MAX)));
    pulse.capacity.memory = TRY(read_up_to(reader, memory_max));
    const std::size_t count =
        TRY(core::codec::read_count(reader, running_size_min, std::size_t{places_max}));
    for (std::size_t i = 0; i < count; ++i) {
        auto running = TRY(read_name<Running>(reader));
        running.permille = TRY(read_permille(reader));
        pulse.running.push_back(running);
    }
    return pulse;
}

Result<Message> read_standing(Reader& reader) {
    Standing standing{.id = TRY(reader.fixed<TaskId>())};
    standing.is_known = TRY(read_up_to(reader, 1)) == 1;
    if (!standing.is_known) return standing;
    standing.state = State{static_cast<std::uint8_t>(TRY(read_up_to(reader, state_count - 1)))};
    standing.generation = {static_cast<std::uint32_t>(TRY(read_up_to(reader, UINT32_MAX)))};
    standing.worker = TRY(reader.fixed<Member>());
    standing.permille = TRY(read_permille(reader));
    const std::uint64_t attempts = TRY(read_up_to(reader, attempts_kept_max));
    for (std::uint64_t i = 0; i < attempts; ++i)
        standing.attempts.push_back(TRY(read_attempt(reader)));
    standing.output = TRY(read_content(reader));
    return standing;
}

Result<Message> read_not_done(Reader& reader) {
    auto not_done = TRY(read_name<NotDone>(reader));
    not_done.ending = Ending{static_cast<std::uint8_t>(TRY(read_up_to(reader, ending_count - 1)))};
    not_done.words = TRY(read_text(reader, words_size_max));
    return not_done;
}

Result<Message> read_message(Reader& reader) {
    switch (TRY(read_up_to(reader, UINT8_MAX))) {
        case 0: {
            Submit submit{.id = TRY(reader.fixed<TaskId>()), .work = {}};
            submit.work = TRY(read_work(reader));
            return submit;
        }
        case 1: return Await{TRY(reader.fixed<TaskId>())};
        case 2: return Leave{TRY(reader.fixed<TaskId>())};
        case 3: return Cancel{TRY(reader.fixed<TaskId>())};
        case 4: return read_pulse(reader);
        case 5: {
            auto done = TRY(read_name<Done>(reader));
            done.output = TRY(read_content(reader));
            return done;
        }
        case 6: return read_not_done(reader);
        case 7: {
            auto logged = TRY(read_name<Logged>(reader));
            logged.line = TRY(read_text(reader, line_size_max));
            return logged;
        }
        case 8: return Submitted{TRY(reader.fixed<TaskId>())};
        case 9: {
            NotSubmitted told{.id = TRY(reader.fixed<TaskId>())};
            told.refusal = SubmitRefusal{
                static_cast<std::uint8_t>(TRY(read_up_to(reader, submit_refusal_count - 1)))};
            return told;
        }
        case 10: return read_standing(reader);
        case 11: {
            auto line = TRY(read_name<Line>(reader));
            line.line = TRY(read_text(reader, line_size_max));
            return line;
        }
        case 12: {
            auto grant = TRY(read_name<Grant>(reader));
            grant.work = TRY(read_work(reader));
            return grant;
        }
        case 13: return TRY(read_name<Stop>(reader));
        case 14: return Went{};
        default: return core::fail(Error::malformed);
    }
}

}  // namespace

std::string_view describe(SubmitRefusal refusal) {
    switch (refusal) {
        case SubmitRefusal::no_room: return "the mesh has as many tasks as it may";
        case SubmitRefusal::may_not: return "only members may ask for work";
        case SubmitRefusal::is_other: return "another member's task has this name";
    }
    std::unreachable();
}

core::Buffer write_letter(const Letter& letter) {
    MessageBytes message(message_size_max);
    message.writer().u8(letter_version);
    message.number(std::to_underlying(letter.way));
    if (letter.way != Way::direct) message.writer().bytes(letter.who.view());
    message.number(letter.message.index());
    core::match(letter.message, Fields{message});
    return message.take();
}

Result<Letter> read_letter(Bytes bytes) {
    if (bytes.size() > message_size_max) return core::fail(Error::too_large);
    Reader reader(bytes);
    if (TRY(reader.u8()) != letter_version) return core::fail(Error::format_unknown);
    const auto way = Way{static_cast<std::uint8_t>(TRY(read_up_to(reader, way_count - 1)))};
    const Member who = way == Way::direct ? Member{} : TRY(reader.fixed<Member>());
    Letter letter{.way = way, .who = who, .message = TRY(read_message(reader))};
    TRY(reader.expect_end());
    return letter;
}

}  // namespace fabric::tasks

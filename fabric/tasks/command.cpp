// Commands in bytes: the version, how many, and each with its kind.
#include "fabric/tasks/command.h"

#include "core/base/assert.h"
#include "core/codec/count.h"
#include "fabric/tasks/fields.h"

namespace fabric::tasks {

using core::Bytes;
using core::Error;
using core::Reader;
using core::Result;

namespace {

constexpr std::uint8_t batch_version = 1;
constexpr std::size_t command_kind_count = 6;
constexpr std::size_t command_size_min = 1 + TaskId::size_bytes;
constexpr std::size_t commands_max = batch_size_max / command_size_min;
constexpr std::size_t batch_head_size_max = 1 + 4;
constexpr std::size_t command_size_max = work_size_max + inline_size_max;
// No clock gets there, and sums stay far from overflowing.
constexpr std::uint64_t seconds_max = std::uint64_t{1} << 48;

void write_command(MessageBytes& message, const Command& command) {
    struct Fields {
        MessageBytes& message;
        void operator()(const AddTask& add) {
            message.writer().bytes(add.asker.view());
            message.number(add.at.value);
            write_work(message, add.work);
        }
        void operator()(const GrantLease& grant) {
            message.number(grant.generation.value);
            message.writer().bytes(grant.worker.view());
        }
        void operator()(const CompleteTask& complete) {
            message.number(complete.generation.value);
            message.writer().bytes(complete.worker.view());
            message.number(complete.at.value);
            write_content(message, complete.output);
        }
        void operator()(const EndAttempt& end) {
            message.number(end.at.value);
            write_attempt(message, end.attempt);
        }
        void operator()(const GiveUpTask& up) {
            message.number(up.at.value);
            message.number(std::to_underlying(up.state));
        }
        void operator()(const ForgetTask&) {}
    };
    message.number(command.index());
    core::match(command, [&](const auto& one) { message.writer().bytes(one.id.view()); });
    core::match(command, Fields{message});
}

Result<UnixSeconds> read_seconds(Reader& reader) {
    return UnixSeconds{TRY(read_up_to(reader, seconds_max))};
}

Result<Command> read_command(Reader& reader) {
    const std::uint64_t kind = TRY(read_up_to(reader, command_kind_count - 1));
    const TaskId id = TRY(reader.fixed<TaskId>());
    switch (kind) {
        case 0: {
            AddTask add{.id = id, .asker = TRY(reader.fixed<Member>()), .at = {}, .work = {}};
            add.at = TRY(read_seconds(reader));
            add.work = TRY(read_work(reader));
            return add;
        }
        case 1: {
            GrantLease grant{.id = id, .generation = TRY(read_generation(reader)), .worker = {}};
            grant.worker = TRY(reader.fixed<Member>());
            return grant;
        }
        case 2: {
            CompleteTask complete{.id = id, .generation = TRY(read_generation(reader))};
            complete.worker = TRY(reader.fixed<Member>());
            complete.at = TRY(read_seconds(reader));
            complete.output = TRY(read_content(reader));
            return complete;
        }
        case 3: {
            EndAttempt end{.id = id, .at = TRY(read_seconds(reader)), .attempt = {}};
            end.attempt = TRY(read_attempt(reader));
            return end;
        }
        case 4: {
            GiveUpTask up{.id = id, .at = TRY(read_seconds(reader))};
            up.state = State{static_cast<std::uint8_t>(TRY(read_up_to(reader, state_count - 1)))};
            if (up.state != State::cancelled && up.state != State::too_late)
                return core::fail(Error::malformed);
            return up;
        }
        default: return ForgetTask{id};
    }
}

}  // namespace

std::size_t size_of(const Command& command) {
    MessageBytes message(command_size_max);
    write_command(message, command);
    return message.take().size();
}

core::Buffer write_batch(std::span<const Command> commands) {
    ASSERT(!commands.empty() && commands.size() <= commands_max);
    MessageBytes message(batch_size_max + batch_head_size_max);
    message.writer().u8(batch_version);
    message.number(commands.size());
    for (const Command& command : commands) write_command(message, command);
    return message.take();
}

Result<std::vector<Command>> read_batch(Bytes bytes) {
    Reader reader(bytes);
    if (TRY(reader.u8()) != batch_version) return core::fail(Error::format_unknown);
    const std::size_t count = TRY(core::codec::read_count(reader, command_size_min, commands_max));
    if (count == 0) return core::fail(Error::malformed);
    std::vector<Command> commands;
    commands.reserve(count);
    for (std::size_t i = 0; i < count; ++i) commands.push_back(TRY(read_command(reader)));
    TRY(reader.expect_end());
    return commands;
}

}  // namespace fabric::tasks

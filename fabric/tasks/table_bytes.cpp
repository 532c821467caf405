// A table in bytes, as a snapshot of the ordered log holds it (TK6): the tasks in the order in
// which they came.
#include "core/codec/count.h"
#include "fabric/tasks/fields.h"
#include "fabric/tasks/table.h"

namespace fabric::tasks {

using core::Bytes;
using core::Error;
using core::Reader;
using core::Result;

namespace {

constexpr std::uint8_t table_version = 1;
constexpr std::size_t task_in_table_size_min = TaskId::size_bytes + Member::size_bytes;
constexpr std::uint64_t table_number_max = std::uint64_t{1} << 56;

void write_task(MessageBytes& message, const Task& task) {
    message.writer().bytes(task.id.view());
    message.writer().bytes(task.asker.view());
    message.number(task.number);
    message.number(task.asked_at.value);
    write_work(message, task.work);
    message.number(std::to_underlying(task.state));
    message.number(task.generation.value);
    message.writer().bytes(task.worker.view());
    message.number(task.attempts.size());
    for (const Attempt& attempt : task.attempts) write_attempt(message, attempt);
    message.number(task.failures);
    message.number(task.losses);
    write_content(message, task.output);
    message.number(task.ended_at.value);
}

Result<Task> read_task(Reader& reader) {
    Task task{.id = TRY(reader.fixed<TaskId>()), .work = {}};
    task.asker = TRY(reader.fixed<Member>());
    task.number = TRY(read_up_to(reader, table_number_max));
    task.asked_at = {TRY(read_up_to(reader, table_number_max))};
    task.work = TRY(read_work(reader));
    task.state = State{static_cast<std::uint8_t>(TRY(read_up_to(reader, state_count - 1)))};
    task.generation = {static_cast<std::uint32_t>(TRY(read_up_to(reader, UINT32_MAX)))};
    task.worker = TRY(reader.fixed<Member>());
    const std::uint64_t attempts = TRY(read_up_to(reader, attempts_kept_max));
    for (std::uint64_t i = 0; i < attempts; ++i) task.attempts.push_back(TRY(read_attempt(reader)));
    task.failures = static_cast<std::uint32_t>(TRY(read_up_to(reader, UINT8_MAX)));
    task.losses = static_cast<std::uint32_t>(TRY(read_up_to(reader, losses_max)));
    task.output = TRY(read_content(reader));
    task.ended_at = {TRY(read_up_to(reader, table_number_max))};
    return task;
}

}  // namespace

core::Buffer Table::write() const {
    MessageBytes message(table_bytes_max);
    message.writer().u8(table_version);
    message.number(last_number_);
    message.number(tasks_.size());
    for (const auto& [number, id] : by_number_) write_task(message, tasks_.at(id));
    return message.take();
}

Result<Table> Table::read(Bytes bytes) {
    Reader reader(bytes);
    if (TRY(reader.u8()) != table_version) return core::fail(Error::format_unknown);
    Table table;
    table.last_number_ = TRY(read_up_to(reader, table_number_max));
    const std::size_t count =
        TRY(core::codec::read_count(reader, task_in_table_size_min, tasks_max));
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < count; ++i) {
        Task task = TRY(read_task(reader));
        if (task.number <= last || task.number > table.last_number_)
            return core::fail(Error::not_canonical);
        last = task.number;
        table.count(task);
        table.by_number_.emplace(task.number, task.id);
        if (!table.tasks_.emplace(task.id, std::move(task)).second)
            return core::fail(Error::not_canonical);
    }
    if (table.held_size_ > held_size_max) return core::fail(Error::too_large);
    TRY(reader.expect_end());
    return table;
}

}  // namespace fabric::tasks

// Tasks as they are told, in JSON.
#pragma once

#include <string>

#include "fabric/control/json_object.h"
#include "fabric/tasks/events.h"
#include "fabric/tasks/message.h"

namespace fabric::control {

[[nodiscard]] std::string to_json(const tasks::Elsewhere& content);
[[nodiscard]] std::string to_json(const tasks::Content& content);
[[nodiscard]] std::string to_json(const tasks::Standing& standing);
[[nodiscard]] std::string to_json(const tasks::Task& task, std::uint16_t permille);
// Values of what it may read come with it, as JSON.
[[nodiscard]] std::string to_json(const tasks::StartRun& start, const std::string& state);
[[nodiscard]] std::string name_as_json(const tasks::TaskId& task);
[[nodiscard]] std::string quoted(std::string_view text);
// From the offset on, so much at most.
[[nodiscard]] std::string piece_of(core::Bytes bytes, std::uint64_t offset, std::size_t size_max);

}  // namespace fabric::control

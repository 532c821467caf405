// What a message takes in memory, roughly.
#pragma once

#include "fabric/tasks/message.h"

namespace fabric::tasks {

[[nodiscard]] std::size_t weight_of(const Message& message);

}  // namespace fabric::tasks

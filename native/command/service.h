// What a service tells the system's manager, if there is one (sd_notify's protocol).
#pragma once

#include <string_view>

namespace command {

void service_says(std::string_view state);

}  // namespace command

// What stands in a program as a number, a truth, a character or a duration, as a value.
#pragma once

#include "logos/syntax/tree.h"
#include "logos/values/value.h"

namespace logos {

Value literal_value(const Node& node);

}  // namespace logos

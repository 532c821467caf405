// What went wrong in a running program, in the words that its user reads. Nothing here throws.
#pragma once

#include <expected>
#include <string>
#include <utility>

#include "core/base/result.h"

namespace logos {

struct Failure {
    std::string text;
};

template <class T>
using Outcome = std::expected<T, Failure>;

inline std::unexpected<Failure> failure(std::string text) {
    return std::unexpected(Failure{std::move(text)});
}

}  // namespace logos

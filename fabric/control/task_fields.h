// Readers of requests about tasks.
#pragma once

#include "fabric/control/fields.h"

namespace fabric::control {

[[nodiscard]] OrWhy<decltype(Request::what)> read_hold(const Fields& fields);
[[nodiscard]] OrWhy<decltype(Request::what)> read_content(const Fields& fields);
[[nodiscard]] OrWhy<decltype(Request::what)> read_task(const Fields& fields);
[[nodiscard]] OrWhy<decltype(Request::what)> read_task_watch(const Fields& fields);
[[nodiscard]] OrWhy<decltype(Request::what)> read_task_cancel(const Fields& fields);
[[nodiscard]] OrWhy<decltype(Request::what)> read_work(const Fields& fields);
[[nodiscard]] OrWhy<decltype(Request::what)> read_run_progress(const Fields& fields);
[[nodiscard]] OrWhy<decltype(Request::what)> read_run_log(const Fields& fields);
[[nodiscard]] OrWhy<decltype(Request::what)> read_run_done(const Fields& fields);
[[nodiscard]] OrWhy<decltype(Request::what)> read_run_failed(const Fields& fields);

}  // namespace fabric::control

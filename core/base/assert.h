// ASSERT states what only a bug of ours can break. It stays on in release builds: going on with a
// broken invariant can lose data, stopping cannot. What a peer, a disk or a user can cause is an
// Error instead.
#pragma once

namespace core {

// Provided by the body: reports as it can (standard error, a page's console) and ends the process.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

// Provided by bodies that run simulations: what they report besides, namely how to come to the same
// place again. The text must live until the next call; null is none.
void set_assertion_note(const char* note);

}  // namespace core

#define ASSERT(condition)                                                  \
    do {                                                                   \
        if (!(condition)) [[unlikely]]                                     \
            ::core::assertion_failed(#condition, __FILE_NAME__, __LINE__); \
    } while (false)

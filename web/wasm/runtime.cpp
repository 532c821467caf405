// The C++ runtime of a module that imports nothing of WASI. It owns what would otherwise draw in
// stdio: the end of the program, and libc++'s and the compiler's complaints.
//
// A failed assertion leaves its message where the page can read it and traps; web/selvage turns
// that into an Error with the message.
#include "web/wasm/runtime.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string_view>

#include "web/wasm/export.h"
#include "web/wasm/heap.h"

extern "C" std::byte __heap_base;  // Where the linker's part of the memory ends.

namespace {

constexpr std::size_t panic_size_max = 256;
char panic_text[panic_size_max];
std::size_t panic_text_size = 0;

}  // namespace

void wasm::keep_panic(std::string_view text) {
    panic_text_size = std::min(text.size(), panic_size_max);
    for (std::size_t i = 0; i < panic_text_size; ++i) panic_text[i] = text[i];
}

EXPORT(panic_message) const char* wasm_panic_message() { return panic_text; }
EXPORT(panic_message_size) std::size_t wasm_panic_message_size() { return panic_text_size; }

void wasm::given_back_twice() {
    wasm::keep_panic("memory was given back twice");
    __builtin_trap();
}

extern "C" {

// Debian's compiler runtime was built with the stack protector.
std::uintptr_t __stack_chk_guard = 0x5e1fa6e;
[[noreturn]] void __stack_chk_fail();
void __stack_chk_fail() {
    wasm::keep_panic("stack overflow");
    __builtin_trap();
}

// The library's own brings printf with it.
[[noreturn]] void __cxa_pure_virtual();
void __cxa_pure_virtual() {
    wasm::keep_panic("pure virtual function called");
    __builtin_trap();
}

void abort() {
    if (panic_text_size == 0) wasm::keep_panic("aborted");
    __builtin_trap();
}
}

extern "C" {

// The machine's own instructions instead of the C library's loops: smaller, and faster for all but
// a few bytes, which the compiler does not call these for.
void* memmove(void* to, const void* from, std::size_t size) {
    __asm__ __volatile__("local.get %0\nlocal.get %1\nlocal.get %2\nmemory.copy 0, 0"
                         :
                         : "r"(to), "r"(from), "r"(size)
                         : "memory");
    return to;
}
void* memcpy(void* __restrict to, const void* __restrict from, std::size_t size) {
    return memmove(to, from, size);
}
void* memset(void* to, int value, std::size_t size) {
    __asm__ __volatile__("local.get %0\nlocal.get %1\nlocal.get %2\nmemory.fill 0"
                         :
                         : "r"(to), "r"(value), "r"(size)
                         : "memory");
    return to;
}
}

_LIBCPP_BEGIN_NAMESPACE_STD
void __libcpp_verbose_abort(const char* format, ...) {
    wasm::keep_panic(format);
    __builtin_trap();
}
_LIBCPP_END_NAMESPACE_STD

namespace {

// The module's memory behind its data and stack, which nobody else makes larger.
class LinearMemory {
public:
    std::byte* base() {
        const auto end = reinterpret_cast<std::uintptr_t>(&__heap_base);
        return reinterpret_cast<std::byte*>((end + 15) & ~std::uintptr_t{15});
    }
    bool grow(std::size_t size) {
        constexpr std::size_t page_size = 65536;
        const std::size_t pages =
            (reinterpret_cast<std::size_t>(base()) + size + page_size - 1) / page_size;
        const std::size_t present = __builtin_wasm_memory_size(0);
        return pages <= present || __builtin_wasm_memory_grow(0, pages - present) != SIZE_MAX;
    }
};

wasm::Heap<LinearMemory>& heap() {
    static LinearMemory memory;
    static wasm::Heap heap(memory);
    return heap;
}

}  // namespace

std::size_t wasm::heap_used() { return heap().used_size(); }

// Instead of the C library's allocator.
extern "C" {

void* malloc(std::size_t size) { return heap().allocate(size); }
void free(void* pointer) { heap().release(pointer); }
void* calloc(std::size_t count, std::size_t size) {
    std::size_t whole = 0;
    if (__builtin_mul_overflow(count, size, &whole)) return nullptr;
    void* const memory = heap().allocate(whole);
    return memory == nullptr ? nullptr : std::memset(memory, 0, whole);
}
void* realloc(void* pointer, std::size_t size) {
    if (pointer != nullptr && size <= heap().capacity(pointer)) return pointer;
    void* const memory = heap().allocate(size);
    if (memory == nullptr || pointer == nullptr) return memory;
    std::memcpy(memory, pointer, heap().capacity(pointer));
    heap().release(pointer);
    return memory;
}
}

// Queues are bounded, so running out of memory is a bug or a dying page.
void* operator new(std::size_t size) {
    void* const memory = std::malloc(size > 0 ? size : 1);
    if (memory == nullptr) {
        wasm::keep_panic("out of memory");
        __builtin_trap();
    }
    return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void* operator new[](std::size_t size) { return operator new(size); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

// What a unit of work is written with in C++: the functions of its host, by plain names.
// Freestanding: there is no C library below a unit, and none is needed.
//
//     #include "kits/cpp/selvage_unit.h"
//
//     SELVAGE_ENTRY(count) {
//         unsigned char byte = 0;
//         unsigned count = 0;
//         for (unsigned i = 0; i < selvage::input_size(); ++i) count += selvage::read_input({&byte,
//         1}, i); selvage::write({&count, sizeof count}); return 0;  // Anything else, and the unit
//         has failed.
//     }
//
//     clang++ --target=wasm32 -O2 -nostdlib -fno-exceptions -fno-rtti -Wl,--no-entry -o unit.wasm
//     unit.cpp
//
// What is called is imported, and only that: a unit which never asks for the time or for chance
// needs no grant of either. Rules WU4 and WU5, spec/units.md.
#pragma once

#define SELVAGE_IMPORT(name) \
    extern "C" __attribute__((import_module("selvage"), import_name(#name)))

// A function of the host's to begin at, under this name.
#define SELVAGE_ENTRY(name) \
    extern "C" __attribute__((export_name(#name))) int selvage_entry_##name()

namespace selvage {

using Size = __SIZE_TYPE__;

// Bytes that a unit has, and bytes that it lends to be written.
struct Room {
    void* data;
    Size size;
};
struct Bytes {
    const void* data;
    Size size;
};
struct Text {
    const char* data;
    Size size;

    constexpr Text(const char* begin, Size length) : data(begin), size(length) {}
    template <Size length>
    constexpr Text(const char (&literal)[length]) : data(literal), size(length - 1) {}
};

namespace host {

SELVAGE_IMPORT(input_size) Size input_size();
SELVAGE_IMPORT(input_read) Size input_read(void* to, Size offset, Size size);
SELVAGE_IMPORT(output_write) void output_write(const void* from, Size size);
SELVAGE_IMPORT(fail) void fail(const char* from, Size size);
SELVAGE_IMPORT(progress) void progress(double part);
SELVAGE_IMPORT(log) void log(const char* from, Size size);
SELVAGE_IMPORT(state_size) int state_size(const char* name, Size name_size);
SELVAGE_IMPORT(state_read)
int state_read(const char* name, Size name_size, void* to, Size offset, Size size);
SELVAGE_IMPORT(state_write) void state_write(const char* from, Size size);
SELVAGE_IMPORT(random) void random(void* to, Size size);
SELVAGE_IMPORT(now) double now();

}  // namespace host

// The input: how large it is, and what of it begins at the offset, as much as there is room for.
inline Size input_size() { return host::input_size(); }
inline Size read_input(Room to, Size offset = 0) {
    return host::input_read(to.data, offset, to.size);
}

// Goes behind what was written before.
inline void write(Bytes output) { host::output_write(output.data, output.size); }
inline void write(Text output) { host::output_write(output.data, output.size); }

// The unit has failed, whatever it returns. For `return fail("…");`.
inline int fail(Text why) {
    host::fail(why.data, why.size);
    return 1;
}

inline void progress(double part) { host::progress(part); }  // From 0 to 1.
inline void log(Text line) { host::log(line.data, line.size); }

// Values that were given with the run, in JSON; -1 for one that was not.
inline int state_size(Text name) { return host::state_size(name.data, name.size); }
inline int read_state(Text name, Room to, Size offset = 0) {
    return host::state_read(name.data, name.size, to.data, offset, to.size);
}
inline void edit(Text json) { host::state_write(json.data, json.size); }

// With the grants of `random` and `time`.
inline void draw(Room to) { host::random(to.data, to.size); }
inline double now() { return host::now(); }  // Milliseconds since 1970.

}  // namespace selvage

// Compilers make calls of these by themselves.
extern "C" inline __attribute__((used, weak)) void* memset(void* to, int byte, selvage::Size size) {
    for (selvage::Size i = 0; i < size; ++i)
        static_cast<volatile unsigned char*>(to)[i] = static_cast<unsigned char>(byte);
    return to;
}
extern "C" inline __attribute__((used, weak)) void* memcpy(void* to, const void* from,
                                                           selvage::Size size) {
    for (selvage::Size i = 0; i < size; ++i)
        static_cast<volatile unsigned char*>(to)[i] = static_cast<const unsigned char*>(from)[i];
    return to;
}

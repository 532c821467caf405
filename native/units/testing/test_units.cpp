// Units for tests, one entry each: such as do what they are told, and such as misbehave.
#include "kits/cpp/selvage_unit.h"

namespace {

unsigned char room[65536];

volatile int sink;

int recurse(int depth) {
    volatile char frame[256];
    frame[depth % 256] = static_cast<char>(depth);
    return recurse(depth + 1) + frame[0];
}

}  // namespace

SELVAGE_ENTRY(nothing) { return 0; }

SELVAGE_ENTRY(echo) {
    selvage::Size at = 0;
    while (const selvage::Size size = selvage::read_input({room, sizeof room}, at)) {
        selvage::write(selvage::Bytes{room, size});
        at += size;
    }
    return 0;
}

SELVAGE_ENTRY(seven) { return 7; }

SELVAGE_ENTRY(says_why) {
    selvage::fail("no luck: ü");
    return 0;
}

SELVAGE_ENTRY(traps) { __builtin_trap(); }

SELVAGE_ENTRY(reads_outside) { return *reinterpret_cast<volatile int*>(0x7fffffff); }

SELVAGE_ENTRY(gives_bytes_outside) {
    selvage::write(selvage::Bytes{room, 0x7fffffff});
    return 0;
}

SELVAGE_ENTRY(tells) {
    selvage::progress(0.25);
    selvage::log("half ü way");
    selvage::progress(7);
    return 0;
}

SELVAGE_ENTRY(floods) {
    for (int i = 0; i < 300000; ++i) {
        selvage::log("again");
        selvage::progress(0.5);
    }
    return 0;
}

SELVAGE_ENTRY(long_line) {
    for (unsigned char& byte : room) byte = 'x';
    selvage::log({reinterpret_cast<const char*>(room), sizeof room});
    return 0;
}

SELVAGE_ENTRY(state) {
    if (selvage::state_size("missing") != -1) return 1;
    const int size = selvage::read_state("greeting", {room, sizeof room});
    if (size < 0 || size != selvage::state_size("greeting")) return 2;
    selvage::write(selvage::Bytes{room, static_cast<selvage::Size>(size)});
    selvage::edit("{\"set\":1}");
    selvage::edit("{\"set\":2}");
    return 0;
}

SELVAGE_ENTRY(edits_without_end) {
    for (;;) selvage::edit("{}");
}

SELVAGE_ENTRY(large_edit) {
    for (int i = 0; i < 40; ++i) selvage::edit({reinterpret_cast<const char*>(room), sizeof room});
    return 0;
}

SELVAGE_ENTRY(writes_without_end) {
    for (;;) selvage::write(selvage::Bytes{room, sizeof room});
}

SELVAGE_ENTRY(spins) {
    for (;;) sink = sink + 1;
}

SELVAGE_ENTRY(recurses) { return recurse(0); }

// How many pages it was let have, in bytes of four.
SELVAGE_ENTRY(grows) {
    while (__builtin_wasm_memory_grow(0, 1) != static_cast<selvage::Size>(-1)) {
    }
    const unsigned pages = __builtin_wasm_memory_size(0);
    selvage::write(selvage::Bytes{&pages, sizeof pages});
    return 0;
}

SELVAGE_ENTRY(counts_calls) {
    sink = sink + 1;
    const int count = sink;
    selvage::write(selvage::Bytes{&count, sizeof count});
    return 0;
}

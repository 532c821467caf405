// Counts the primes below a number: eight bytes of input, least first, and eight of output. It
// sieves in pieces that fit a processor's cache, and says how far it is.
#include "kits/cpp/selvage_unit.h"

namespace {

using Number = unsigned long long;

constexpr Number piece_size = 1 << 15;
constexpr Number small_max = 1 << 16;  // Primes below it cross out all that are smaller than…
constexpr Number most = small_max * small_max;  // …this.
constexpr Number small_count_max = 6542;        // As many primes are below 2^16.

bool crossed[piece_size];
bool small_crossed[small_max];
Number small[small_count_max];

Number find_small() {
    Number count = 0;
    for (Number n = 2; n < small_max; ++n) {
        if (small_crossed[n]) continue;
        small[count++] = n;
        for (Number multiple = n * n; multiple < small_max; multiple += n)
            small_crossed[multiple] = true;
    }
    return count;
}

Number count_between(Number begin, Number end, Number small_count) {
    for (Number i = 0; i < piece_size; ++i) crossed[i] = false;
    for (Number i = 0; i < small_count && small[i] * small[i] < end; ++i) {
        const Number prime = small[i];
        Number multiple = (begin + prime - 1) / prime * prime;
        if (multiple < prime * prime) multiple = prime * prime;
        for (; multiple < end; multiple += prime) crossed[multiple - begin] = true;
    }
    Number count = 0;
    for (Number n = begin; n < end; ++n) count += n >= 2 && !crossed[n - begin];
    return count;
}

}  // namespace

SELVAGE_ENTRY(count_primes) {
    Number below = 0;
    if (selvage::read_input({&below, sizeof below}) != sizeof below)
        return selvage::fail("The input is no number of eight bytes.");
    if (below > most) return selvage::fail("More than 2^32 takes too long.");
    const Number small_count = find_small();
    Number count = 0;
    for (Number begin = 0; begin < below; begin += piece_size) {
        const Number end = begin + piece_size < below ? begin + piece_size : below;
        count += count_between(begin, end, small_count);
        selvage::progress(static_cast<double>(end) / static_cast<double>(below));
    }
    selvage::write(selvage::Bytes{&count, sizeof count});
    return 0;
}

// The algorithms are those of Knuth's second volume, 4.3; names follow what the limbs mean.
#include "logos/values/magnitude.h"

#include <algorithm>
#include <bit>

#include "core/base/assert.h"

namespace logos::magnitude {
namespace {

// Below so many limbs the schoolbook's way is faster.
constexpr std::size_t karatsuba_min = 40;

Limbs multiply_by_school(View left, View right) {
    Limbs product(left.size() + right.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::uint64_t carry = 0;
        for (std::size_t j = 0; j < right.size(); ++j) {
            carry += std::uint64_t{left[i]} * right[j] + product[i + j];
            product[i + j] = static_cast<Limb>(carry);
            carry >>= limb_bits;
        }
        product[i + right.size()] = static_cast<Limb>(carry);
    }
    trim(product);
    return product;
}

View trimmed(View limbs) {
    while (!limbs.empty() && limbs.back() == 0) limbs = limbs.first(limbs.size() - 1);
    return limbs;
}

// sum += addend * 2^(32 * offset). The sum is long enough.
void add_at(Limbs& sum, View addend, std::size_t offset) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < addend.size() || carry != 0; ++i) {
        carry += std::uint64_t{sum[offset + i]} + (i < addend.size() ? addend[i] : 0);
        sum[offset + i] = static_cast<Limb>(carry);
        carry >>= limb_bits;
    }
}

// (a·B + b)(c·B + d) = ac·B² + ((a + b)(c + d) - ac - bd)·B + bd: three products instead of four.
Limbs multiply_in_halves(View left, View right) {
    const std::size_t half = (std::max(left.size(), right.size()) + 1) / 2;
    const View left_low = trimmed(left.first(std::min(half, left.size())));
    const View right_low = trimmed(right.first(std::min(half, right.size())));
    const View left_high = left.subspan(std::min(half, left.size()));
    const View right_high = right.subspan(std::min(half, right.size()));
    const Limbs low = multiply(left_low, right_low);
    const Limbs high = multiply(left_high, right_high);
    const Limbs sums = multiply(add(left_low, left_high), add(right_low, right_high));
    const Limbs middle = subtract(subtract(sums, low), high);
    Limbs product(left.size() + right.size() + 1);
    add_at(product, low, 0);
    add_at(product, middle, half);
    add_at(product, high, 2 * half);
    trim(product);
    return product;
}

// dividend[at …] -= divisor * factor; whether it was too much.
bool subtract_product(Limbs& dividend, std::size_t at, View divisor, std::uint64_t factor) {
    std::uint64_t carry = 0;
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i <= divisor.size(); ++i) {
        carry += i < divisor.size() ? factor * divisor[i] : 0;
        const std::uint64_t less = static_cast<Limb>(carry) + borrow;
        carry >>= limb_bits;
        borrow = dividend[at + i] < less ? 1 : 0;
        dividend[at + i] = static_cast<Limb>(dividend[at + i] - less);
    }
    return borrow != 0;
}

void add_back(Limbs& dividend, std::size_t at, View divisor) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < divisor.size(); ++i) {
        carry += std::uint64_t{dividend[at + i]} + divisor[i];
        dividend[at + i] = static_cast<Limb>(carry);
        carry >>= limb_bits;
    }
    dividend[at + divisor.size()] += static_cast<Limb>(carry);
}

// The next limb of the quotient, guessed from the two or three highest: at most two too large, and
// after the loop hardly ever one.
std::uint64_t guess(const Limbs& dividend, std::size_t at, View divisor) {
    const std::size_t size = divisor.size();
    const std::uint64_t high =
        std::uint64_t{dividend[at + size]} << limb_bits | dividend[at + size - 1];
    std::uint64_t quotient = high / divisor[size - 1];
    std::uint64_t rest = high % divisor[size - 1];
    while (quotient >> limb_bits != 0 ||
           quotient * divisor[size - 2] > (rest << limb_bits | dividend[at + size - 2])) {
        --quotient;
        rest += divisor[size - 1];
        if (rest >> limb_bits != 0) break;
    }
    return quotient;
}

Division divide_by_one(View dividend, Limb divisor) {
    Division result{.quotient = Limbs(dividend.begin(), dividend.end()), .remainder = {}};
    const Limb rest = divide_by(result.quotient, divisor);
    if (rest != 0) result.remainder.push_back(rest);
    return result;
}

}  // namespace

void trim(Limbs& limbs) {
    while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
}

int compare(View left, View right) {
    if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
    for (std::size_t i = left.size(); i-- > 0;)
        if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
    return 0;
}

Limbs add(View left, View right) {
    if (left.size() < right.size()) std::swap(left, right);
    Limbs sum(left.begin(), left.end());
    sum.push_back(0);
    add_at(sum, right, 0);
    trim(sum);
    return sum;
}

Limbs subtract(View left, View right) {
    ASSERT(left.size() >= right.size());
    Limbs difference(left.begin(), left.end());
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < left.size() && (i < right.size() || borrow != 0); ++i) {
        const std::uint64_t less = borrow + (i < right.size() ? right[i] : 0);
        borrow = difference[i] < less ? 1 : 0;
        difference[i] = static_cast<Limb>(difference[i] - less);
    }
    trim(difference);
    return difference;
}

Limbs multiply(View left, View right) {
    if (left.empty() || right.empty()) return {};
    if (std::min(left.size(), right.size()) < karatsuba_min) return multiply_by_school(left, right);
    return multiply_in_halves(left, right);
}

Division divide(View dividend, View divisor) {
    ASSERT(!divisor.empty());
    if (compare(dividend, divisor) < 0)
        return {.quotient = {}, .remainder = Limbs(dividend.begin(), dividend.end())};
    if (divisor.size() == 1) return divide_by_one(dividend, divisor[0]);
    const auto shift = static_cast<std::size_t>(std::countl_zero(divisor.back()));
    const Limbs by = shift_left(divisor, shift);
    Limbs rest = shift_left(dividend, shift);
    rest.resize(dividend.size() + 1);
    Limbs quotient(dividend.size() - divisor.size() + 1);
    for (std::size_t at = quotient.size(); at-- > 0;) {
        std::uint64_t limb = guess(rest, at, by);
        if (subtract_product(rest, at, by, limb)) {
            --limb;
            add_back(rest, at, by);
        }
        quotient[at] = static_cast<Limb>(limb);
    }
    trim(quotient);
    trim(rest);
    return {.quotient = std::move(quotient), .remainder = shift_right(rest, shift)};
}

void multiply_add(Limbs& limbs, Limb factor, Limb addend) {
    std::uint64_t carry = addend;
    for (Limb& limb : limbs) {
        carry += std::uint64_t{limb} * factor;
        limb = static_cast<Limb>(carry);
        carry >>= limb_bits;
    }
    if (carry != 0) limbs.push_back(static_cast<Limb>(carry));
}

Limb divide_by(Limbs& limbs, Limb divisor) {
    std::uint64_t rest = 0;
    for (std::size_t i = limbs.size(); i-- > 0;) {
        rest = rest << limb_bits | limbs[i];
        limbs[i] = static_cast<Limb>(rest / divisor);
        rest %= divisor;
    }
    trim(limbs);
    return static_cast<Limb>(rest);
}

Limbs shift_left(View limbs, std::size_t bits) {
    if (limbs.empty()) return {};
    const std::size_t whole = bits / limb_bits;
    const std::size_t part = bits % limb_bits;
    Limbs shifted(limbs.size() + whole + 1);
    for (std::size_t i = 0; i < limbs.size(); ++i) {
        const std::uint64_t wide = std::uint64_t{limbs[i]} << part;
        shifted[i + whole] |= static_cast<Limb>(wide);
        shifted[i + whole + 1] = static_cast<Limb>(wide >> limb_bits);
    }
    trim(shifted);
    return shifted;
}

Limbs shift_right(View limbs, std::size_t bits) {
    const std::size_t whole = bits / limb_bits;
    const std::size_t part = bits % limb_bits;
    if (whole >= limbs.size()) return {};
    Limbs shifted(limbs.size() - whole);
    for (std::size_t i = 0; i < shifted.size(); ++i) {
        const std::size_t next = i + whole + 1;
        const std::uint64_t wide =
            std::uint64_t{next < limbs.size() ? limbs[next] : 0} << limb_bits | limbs[i + whole];
        shifted[i] = static_cast<Limb>(wide >> part);
    }
    trim(shifted);
    return shifted;
}

std::size_t bit_count(View limbs) {
    if (limbs.empty()) return 0;
    return limbs.size() * limb_bits - static_cast<std::size_t>(std::countl_zero(limbs.back()));
}

bool has_low_bits(View limbs, std::size_t bits) {
    const std::size_t whole = std::min(bits / limb_bits, limbs.size());
    for (std::size_t i = 0; i < whole; ++i)
        if (limbs[i] != 0) return true;
    if (whole == limbs.size()) return false;
    return (limbs[whole] & ((std::uint64_t{1} << bits % limb_bits) - 1)) != 0;
}

}  // namespace logos::magnitude

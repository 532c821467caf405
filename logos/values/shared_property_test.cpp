// Merging is commutative, associative and idempotent, whatever three replicas did before.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "logos/values/comparison.h"
#include "logos/values/make.h"
#include "logos/values/shared_field.h"

namespace logos {
namespace {

using Fields = std::array<SharedField, 3>;

void change(SharedField& field, Replica replica, std::uint16_t step) {
    const Value key = Value::integer(step >> 6 & 3);
    const Value value = Value::integer(step);
    const bool removes = (step >> 8 & 3) == 0;
    switch (field.kind) {
        case SharedKind::grow_count: RC_ASSERT(field.count(replica, step, 0)); return;
        case SharedKind::tally: RC_ASSERT(field.count(replica, step, step >> 3)); return;
        case SharedKind::last_writer:
        case SharedKind::divergent: field.write(replica, value); return;
        case SharedKind::add_wins_set:
        case SharedKind::remove_wins_set:
        case SharedKind::map:
            if (removes)
                field.remove_key(replica, key);
            else
                field.write_key(replica, key, field.kind == SharedKind::map ? value : Value());
            return;
        case SharedKind::sequence:
            if (!removes)
                field.append(replica, key);
            else
                (void)field.remove_first(key);
            return;
    }
}

SharedField merged(SharedField left, const SharedField& right) {
    left.merge(right);
    return left;
}

bool same(const SharedField& left, const SharedField& right) {
    if (left.clock != right.clock || left.entries.size() != right.entries.size()) return false;
    for (std::size_t i = 0; i < left.entries.size(); ++i) {
        const SharedEntry& a = left.entries[i];
        const SharedEntry& b = right.entries[i];
        if (a.stamp != b.stamp || a.event != b.event || a.is_removal != b.is_removal) return false;
        if (!equal(a.key, b.key) || !equal(a.value, b.value)) return false;
    }
    return equal(left.read(), right.read());
}

Fields any_fields() {
    Fields fields;
    const auto kind = static_cast<SharedKind>(*rc::gen::inRange(0, 8));
    for (SharedField& field : fields) field.kind = kind;
    for (const std::uint16_t step : *rc::gen::arbitrary<std::vector<std::uint16_t>>()) {
        const std::size_t who = step % 3;
        if ((step >> 2) % 4 == 0)
            fields[who].merge(fields[(who + 1 + (step >> 5) % 2) % 3]);
        else
            change(fields[who], who + 1, step);
    }
    return fields;
}

RC_GTEST_PROP(SharedProperty, VL58_merging_has_one_outcome, ()) {
    const auto [a, b, c] = any_fields();
    RC_ASSERT(same(merged(a, b), merged(b, a)));
    RC_ASSERT(same(merged(merged(a, b), c), merged(a, merged(b, c))));
    RC_ASSERT(same(merged(a, a), a));
    RC_ASSERT(same(merged(merged(a, b), b), merged(a, b)));
}

RC_GTEST_PROP(SharedProperty, VL58_what_a_merge_knows_is_not_undone_by_older_states, ()) {
    Fields fields = any_fields();
    const SharedField older = fields[0];
    for (const std::uint16_t step : *rc::gen::arbitrary<std::vector<std::uint16_t>>())
        change(fields[0], 1, step);
    RC_ASSERT(same(merged(fields[0], older), fields[0]));
    RC_ASSERT(same(merged(older, fields[0]), fields[0]));
}

}  // namespace
}  // namespace logos

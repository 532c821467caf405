// A script about a disk that fails.
#include "core/base/format.h"
#include "sim/mesh_scripts.h"

namespace sim {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr seconds rot_recovery_max{60};
// Of looking through a journal, on a slow disk.
constexpr seconds opening_max{10};

struct Heard {
    bool has_stopped = false;
    bool is_unreadable = false;
    bool has_lost = false;
};

Heard heard_of(const fabric::node::Event& event, Heard before) {
    if (core::holds_alternative<fabric::node::KeptUnreadable>(event)) before.is_unreadable = true;
    const auto* const told = core::get_if<fabric::node::StorageTold>(&event);
    if (!told) return before;
    const auto* const journal = core::get_if<core::store::JournalEvent>(&told->event);
    const auto* const snapshot = core::get_if<core::store::SnapshotEvent>(&told->event);
    if (journal && core::holds_alternative<core::store::Stopped>(*journal))
        before.has_stopped = true;
    if (journal && core::holds_alternative<core::store::Lost>(*journal)) before.has_lost = true;
    if (snapshot && core::holds_alternative<core::store::SnapshotRefused>(*snapshot))
        before.has_lost = true;
    return before;
}

DiskOptions draw_rates(MeshParty& party) {
    DiskOptions rates;
    rates.write_failed_permille = static_cast<std::uint32_t>(party.prng().below(40));
    rates.sync_failed_permille = static_cast<std::uint32_t>(party.prng().below(40));
    rates.misdirected_permille =
        party.prng().chance(1, 2) ? static_cast<std::uint32_t>(party.prng().between(1, 40)) : 0;
    return rates;
}

// It is begun again, as by whoever watches over it. Who cannot read what it kept begins anew, on a
// disk that is empty.
void begin_again(MeshParty& party, NodeIndex node, Heard& heard) {
    heard = {};
    party.revive(node);
    party.pass(opening_max);
    if (party.world().node(node).is_open() && !heard.has_stopped) return;
    party.run().measure("unreadable", 1);
    party.crash(node);
    party.lose_disk(node);
    heard = {};
    party.revive(node);
    party.pass(opening_max);
}

}  // namespace

void disk_rots(MeshParty& party) {
    if (party.prng().chance(1, 2)) party.use_small_files();
    party.gather(party.prng().between(2, 3), party.prng().between(1, 3));
    party.work(party.prng().between(5, 20), milliseconds(500));
    // The founder's alone is the mesh until others have learnt of it.
    const auto broken = static_cast<NodeIndex>(party.prng().between(1, party.world().size() - 1));
    Heard heard;
    party.listen([&](NodeIndex node, const fabric::node::Event& event) {
        if (node == broken) heard = heard_of(event, heard);
    });
    party.world().disk(broken).fail_sometimes(draw_rates(party));
    party.work(party.prng().between(5, 30), milliseconds(1'000));
    party.pass(seconds(5));
    if (heard.has_stopped) {
        party.run().measure("stopped", 1);
        party.expect("refused",
                     party.write(broken, Policy::local()) == MeshParty::Begun::impossible,
                     "a node writes whose storage has failed");
    }
    party.world().disk(broken).heal();
    if (party.prng().chance(1, 2))
        party.crash(broken);
    else
        party.lose_power(broken);
    party.damage_disk(broken, party.prng().between(0, 3));
    std::vector<bool> alone(party.world().size(), false);
    alone[broken] = true;
    if (party.prng().chance(1, 2)) party.world().swarms().part(alone);
    begin_again(party, broken, heard);
    // What it wrote before others have shown it what they have would be another tale.
    if (heard.has_lost) {
        party.run().measure("in_doubt", 1);
        for (int i = 0; i < 3; ++i) {
            party.write(broken, Policy::local());
            party.pass(milliseconds(party.prng().below(1'000)));
        }
    }
    party.world().swarms().heal();
    party.dial(broken, 0);
    // Whose disk was wiped knows nobody.
    party.let_in(broken, 0);
    party.expect_equal_within(rot_recovery_max);
    party.pass(seconds(party.prng().between(1, 90)));
    party.expect("certain", party.comes_to_write(broken, seconds(30)),
                 "who has met all others does not write any more");
    party.work(party.prng().between(5, 20), milliseconds(500));
    party.expect_equal_within(rot_recovery_max);
}

}  // namespace sim

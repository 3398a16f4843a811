#include "check.hpp"
#include "cluster/cluster.hpp"
#include "cluster_scenarios.hpp"
#include "command_line.hpp"
#include "sha256.hpp"
#include "zab/history.hpp"
#include "zab/node.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Cluster = cluster::Cluster<zab::Node>;

constexpr std::string_view forking_outages =
    "--seed 1 --nodes 3 --rounds 8000 --proposals 3 --outage 3990,6300,2,0,3990,6300,0,2,3990,9999,2,1,"
    "3990,9999,1,2,5990,7400,1,0,5990,7400,0,1,7200,9999,2,0,7200,9999,0,2";

constexpr std::string_view changing_leaders =
    "--seed 44 --nodes 5 --rounds 1500 --proposals 60 --outage 340,626,4,0,340,626,4,1,340,626,4,2,"
    "340,626,4,3,340,626,0,4,340,626,1,4,340,626,2,4,340,626,3,4,800,1000,3,0,800,1000,3,1,800,1000,0,3";

}  // namespace

TEST(published_hashes) {
    const Row rows[] = {
        {"--seed 42 --nodes 3 --rounds 1000 --proposals 5",
         "16af5aa6dbd5ce09b259755f3339d6cf23966ce115b0e30d9c2990487783047d", 366},
        {"--seed 7 --nodes 5 --rounds 2000 --proposals 20",
         "b60388e978a9b98792edb00c8d33217da8bff9945a89d2c0c18b5f69520b91cf", 1927},
        {"--seed 99 --nodes 3 --rounds 500 --proposals 0",
         "8aef7604639fe0f2b349b38d74e10b6da8ac252b626976563bba69c722426296", 111},
        {"--seed 1 --nodes 1 --rounds 200 --proposals 5",
         "d4dbb92f91f9a0adf0c4c0b91fa46b2a5145907450897cd6473a02a6279604fd", 130},
        {"--seed 42 --nodes 3 --rounds 1000 --proposals 3 --partition 0,1,0,2,1,0,2,0",
         "5e4dbddb605e469c99fb682c00256445dcb2ed07e984f673d4296ef19719979a", 213},
        {"--seed 3 --nodes 5 --rounds 1500 --proposals 10 --partition 0,1",
         "c9df583bd714534c488aac710e6cc6e57e4b21d2fe96ec17068bd1c7525bc1b3", 1027},
    };
    for (const Row& row : rows) {
        check_dump<zab::Node>(row);
    }
}

// The published scenarios are all quiet. These lose leaders, proposals and handshakes on the way; their
// hashes are computed by the specification.
TEST(computed_hashes_under_faults) {
    const Row rows[] = {
        {"--seed 18446744073709551615 --nodes 3 --rounds 1 --proposals 1",
         "9f92230dd14d4df4d93c508b64a078ebe277d8df3f033d3b6f4f665d1ac61044", 111},
        {"--seed 77 --nodes 4 --rounds 102 --proposals 438 --partition 2,3,0,2,2,3",
         "1d44de4513f4ce7a02f80cb81c158a131c443c41acda12060305d261b5047b8b", 24343},
        {"--seed 946960559394 --nodes 4 --rounds 753 --proposals 10 --outage 387,939,3,2,17,74,3,1",
         "54c30e4e808d936045ebb98166b7006f33457e2b5220a1de2ab0c9ad68ca7071", 739},
        {"--seed 151380441759 --nodes 6 --rounds 2429 --proposals 546 --outage 1046,1202,3,2,596,678,3,5",
         "a02dedbc5086b5a1eac017d2016cfedf9248c366c686ed3d9d8e8d5cc8af07a5", 61794},
        {"--seed 2 --nodes 3 --rounds 1171 --proposals 29 --outage 425,663,1,0,425,663,0,1,425,663,1,2,"
         "425,663,2,1",
         "fb79225306a2931917c3187c950a2e7d3eb09ccaf2f58407b2495b995213c0aa", 1647},
        {"--seed 281850235259 --nodes 2 --rounds 382 --proposals 28 --outage 43,443,0,1,43,443,1,0,65,86,"
         "0,1,65,86,1,0,198,603,1,0,316,961,0,1,316,961,1,0",
         "6d4b247e75e9faae2a1c2b949c14a2fcf84558255fe207de263580fad30166ed", 551},
        {"--seed 16375732818118179708 --nodes 3 --rounds 260 --proposals 40 --outage 40,52,2,0,40,52,0,2,"
         "40,52,2,1,40,52,1,2,42,400,2,0,42,400,0,2,42,400,2,1,42,400,1,2,148,337,1,0",
         "1f6d4e5ada4810c5de314a6d852b4f7addaa1866729e8f2c1e56448e7a58f8bc", 991},
        {"--seed 123331745748 --nodes 4 --rounds 2148 --proposals 29 --partition 1,3,2,1 --outage 1534,"
         "1724,3,0,1534,1724,0,3,1534,1724,3,1,1534,1724,1,3,1534,1724,3,2,1534,1724,2,3,1725,2252,1,2",
         "9eb5c91f0dfbf17533ef1df747b4fc6803ae2b4ccc88f3bcc6bec29fa09c2842", 1680},
        {"--seed 3799337135073141082 --nodes 3 --rounds 3732 --proposals 3 --outage 1861,2785,0,2,1861,"
         "2785,1,2,1861,2785,2,0,1861,2785,2,1,2795,3725,0,1,2795,3725,0,2,2795,3725,1,0,2795,3725,2,0",
         "7d196ba8199a8bcdcb83eb55ea7c54817185b5b4cd5d1ec1be9034b356354458", 196},
        {"--seed 65 --nodes 6 --rounds 1159 --proposals 637 --partition 0,3,2,4,5,3,5,4,5,3,3,1,5,1,"
         "5,4",
         "cda072c9e6570ae4a36315bd19320c13443670f034db150b4779532617f98aca", 48163},
        {"--seed 37 --nodes 3 --rounds 2406 --proposals 421 --partition 2,0,2,0,2,1 --outage 501,"
         "553,0,1,2050,2225,0,1,2050,2225,1,0,2050,2225,0,2,2050,2225,2,0,466,1077,0,1,466,1077,1,0,"
         "466,1077,0,2,466,1077,2,0",
         "72fcbea5f39918cd1477c35d624107d789404cd001dff43e1705efd254bd3892", 15889},
        {"--seed 2763583184498348458 --nodes 3 --rounds 9306 --proposals 14 --outage 0,148,0,1,578,"
         "1097,1,0,2009,2271,2,1,5047,6155,1,0,5047,6155,2,0,6155,6306,0,1,6155,6306,0,2,6155,6306,"
         "2,0,6155,6306,2,1",
         "1c6f7f6f02ddaed68a4f3f5a31ea18f9f814f1c0f5b638c6e0259d308212ff5a", 837},
        {"--seed 11331010773817632286 --nodes 3 --rounds 4745 --proposals 4 --outage 942,959,0,1,"
         "942,959,0,2,942,959,1,0,942,959,2,0,942,959,2,1,2839,3783,0,1,2839,3783,0,2,2839,3783,1,0,"
         "2839,3783,2,0,3788,3800,0,1,3788,3800,0,2,3788,3800,1,0,3788,3800,1,2,3788,3800,2,1,3800,"
         "4726,0,2,3800,4726,1,2,3800,4726,2,0,3800,4726,2,1",
         "0920ea98da1d7d7ce220c9490c1777e0e50337c934ea32867ce9164cb35b435e", 281},
        {"--seed 7543735873531222801 --nodes 7 --rounds 893 --proposals 56",
         "33055b4dc81fbe02cf4fad2ebeb014cab1f77ae3a8c80a7bbff5550893028f61", 7229},
        {forking_outages, "62e229e8e7c19227f50691b30fe2f7d222d3d9521f4175442822ffb17291b910", 162},
    };
    for (const Row& row : rows) {
        check_dump<zab::Node>(row);
    }
}

// The SHA-256 of the whole digest file: one line per tick, so every state on the way is pinned.
TEST(digests_of_every_tick) {
    const struct {
        std::string_view line;
        std::string_view hash;
    } rows[] = {
        {"--seed 42 --nodes 3 --rounds 1000 --proposals 5",
         "ed7e3e53aad0f2391e3f69ece92dc597f15b054364a99b652c4c6f6f97ec402f"},
        {"--seed 42 --nodes 3 --rounds 1000 --proposals 3 --partition 0,1,0,2,1,0,2,0",
         "f7cb3c3a92329ffb2722ed1ba39fcef1c7fc43f362b501d31b13af2e6de28d99"},
        {changing_leaders, "21a1bf863d2d35403c5fc44e7649d9d3e5519d37dc936c70576bb6472f98050e"},
    };
    for (const auto& [line, hash] : rows) {
        check::equal(kernel::sha256_hex(digests<zab::Node>(line)), hash, line);
    }
}

TEST(dump_of_scenario_d_field_by_field) {
    const Field fields[] = {
        {0x00, "44 53 45 5A 41 42 30 31", "magic"},
        {0x08, "01 00 00 00", "node_count"},
        {0x0c, "00 00 00 00", "id"},
        {0x10, "02", "role"},
        {0x11, "01 00 00 00", "current_epoch"},
        {0x15, "01 00 00 00", "accepted_epoch"},
        {0x19, "01 00 00 00", "last_zxid.epoch"},
        {0x1d, "05 00 00 00", "last_zxid.counter"},
        {0x21, "01 00 00 00", "last_committed.epoch"},
        {0x25, "05 00 00 00", "last_committed.counter"},
        {0x29, "05 00 00 00", "history_len"},
        {0x2d, "01 00 00 00", "[0].zxid.epoch"},
        {0x31, "01 00 00 00", "[0].zxid.counter"},
        {0x35, "05 00 00 00", "[0].payload_len"},
        {0x39, "7A 61 62 2D 30", "[0].payload"},
        {0x3e, "01 00 00 00", "[1].zxid.epoch"},
        {0x42, "02 00 00 00", "[1].zxid.counter"},
        {0x46, "05 00 00 00", "[1].payload_len"},
        {0x4a, "7A 61 62 2D 31", "[1].payload"},
        {0x4f, "01 00 00 00", "[2].zxid.epoch"},
        {0x53, "03 00 00 00", "[2].zxid.counter"},
        {0x57, "05 00 00 00", "[2].payload_len"},
        {0x5b, "7A 61 62 2D 32", "[2].payload"},
        {0x60, "01 00 00 00", "[3].zxid.epoch"},
        {0x64, "04 00 00 00", "[3].zxid.counter"},
        {0x68, "05 00 00 00", "[3].payload_len"},
        {0x6c, "7A 61 62 2D 33", "[3].payload"},
        {0x71, "01 00 00 00", "[4].zxid.epoch"},
        {0x75, "05 00 00 00", "[4].zxid.counter"},
        {0x79, "05 00 00 00", "[4].payload_len"},
        {0x7d, "7A 61 62 2D 34", "[4].payload"},
    };
    const std::string dump = final_dump<zab::Node>("--seed 1 --nodes 1 --rounds 200 --proposals 5");
    check_fields(dump, fields);
}

TEST(before_tick_0_all_nodes_look_and_everything_is_zero) {
    check::equal(final_dump<zab::Node>("--seed 9 --nodes 2 --rounds 0 --proposals 3"),
                 from_hex("44 53 45 5A 41 42 30 31 02 00 00 00") +
                     std::string(33, '\0') + from_hex("01") + std::string(32, '\0'));
}

// "Invariants": 1 to 6, after every tick.
TEST(invariants) {
    for (const std::string_view line : {changing_leaders, forking_outages}) {
        const cluster::Parameters parameters = scenario(line);
        Cluster simulation(parameters);
        struct Seen {
            std::uint32_t current_epoch = 0;
            std::uint32_t accepted_epoch = 0;
            zab::Zxid last_committed;
        };
        std::vector<Seen> seen(parameters.nodes);
        std::vector<zab::Transaction> committed;  // by anybody, at any tick
        for (std::uint32_t t = 0; t < parameters.rounds; ++t) {
            simulation.step();
            std::map<std::uint32_t, int> leaders;
            for (const zab::Node& node : simulation.nodes()) {
                const auto history = node.history().entries();
                check::is_true(!node.is_established_leader() || ++leaders[node.current_epoch()] == 1);
                check::is_true(node.current_epoch() <= node.accepted_epoch());
                check::is_true(node.last_committed() <= node.last_zxid());

                zab::Zxid last;
                for (std::size_t i = 0; i < history.size(); ++i) {
                    const zab::Zxid zxid = history[i].zxid;
                    check::is_true(zxid > last);
                    check::equal(zxid.counter, zxid.epoch == last.epoch ? last.counter + 1 : 1);
                    last = zxid;
                    if (zxid > node.last_committed()) {
                        continue;
                    }
                    if (i == committed.size()) {
                        committed.push_back(history[i]);
                    }
                    check::is_true(committed[i] == history[i]);
                }

                Seen& before = seen[node.id()];
                check::is_true(node.current_epoch() >= before.current_epoch);
                check::is_true(node.accepted_epoch() >= before.accepted_epoch);
                check::is_true(node.last_committed() >= before.last_committed);
                before = {node.current_epoch(), node.accepted_epoch(), node.last_committed()};
            }
        }
    }
}

TEST(a_history_does_not_change_when_a_copy_of_it_does) {
    zab::History history;
    history.append({{1, 1}, "a"});
    const zab::History sent = history;
    zab::History follower = history;
    zab::History rival = history;

    history.append({{1, 2}, "b"});
    follower.append({{1, 2}, "b"});
    rival.append({{2, 1}, "c"});
    rival.append({{2, 2}, "d"});
    follower.append({{1, 3}, "e"});

    const auto holds = [](const zab::History& actual, const std::vector<zab::Transaction>& expected) {
        check::is_true(std::ranges::equal(actual.entries(), expected));
    };
    holds(sent, {{{1, 1}, "a"}});
    holds(history, {{{1, 1}, "a"}, {{1, 2}, "b"}});
    holds(follower, {{{1, 1}, "a"}, {{1, 2}, "b"}, {{1, 3}, "e"}});
    holds(rival, {{{1, 1}, "a"}, {{2, 1}, "c"}, {{2, 2}, "d"}});
    check::is_true(rival.last_zxid_up_to({2, 1}) == zab::Zxid{2, 1});
    check::is_true(rival.last_zxid_up_to({1, 9}) == zab::Zxid{1, 1});
    check::is_true(rival.last_zxid_up_to({1, 0}) == zab::Zxid{});
}

int main() { return check::run_all(); }

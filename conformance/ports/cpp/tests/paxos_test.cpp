#include "check.hpp"
#include "cluster/cluster.hpp"
#include "cluster_scenarios.hpp"
#include "command_line.hpp"
#include "paxos/node.hpp"
#include "paxos/slots.hpp"
#include "sha256.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using Cluster = cluster::Cluster<paxos::Node>;

}  // namespace

TEST(published_hashes) {
    const Row rows[] = {
        {"--seed 42 --nodes 3 --rounds 1000 --proposals 5",
         "0a35fdad1dd97c76a40a61b020c6181a56c4a40d4f723cb68fe70c2112aa9b63", 729},
        {"--seed 7 --nodes 5 --rounds 2000 --proposals 20",
         "3cc6cae6cb7f9d2b7cb88088a0f22581ac4c41bd86bab1b3676dd0ba33fd7ead", 4457},
        {"--seed 99 --nodes 3 --rounds 500 --proposals 0",
         "f28d025af748a790beded6167115c7094a7f939b45d439728e4d6b7e144c3be0", 99},
        {"--seed 1 --nodes 1 --rounds 200 --proposals 5",
         "e5e0248c7c4fa20991b90afdac828eab91a7414497461dadc2e1553040693139", 41},
        {"--seed 42 --nodes 3 --rounds 1000 --proposals 3 --partition 0,1,0,2,1,0,2,0",
         "674e62d809248ac99401054c195d29b0e2eed6ccc78ec45e96da8aaf69c36096", 351},
        {"--seed 3 --nodes 5 --rounds 1500 --proposals 10 --partition 0,1",
         "7d80176abad54e533b2f4174e84f58432a000255fbb2ecbbb1dd915cb6bb6ab5", 2257},
    };
    for (const Row& row : rows) {
        check_dump<paxos::Node>(row);
    }
}

// The published scenarios are quiet, or nearly so. These lose leaders and messages on the way; their hashes
// are computed by the specification.
TEST(computed_hashes_under_faults) {
    const Row rows[] = {
        {"--seed 12164482719895949786 --nodes 3 --rounds 1848 --proposals 11 --outage 465,1015,1,"
         "0,465,1015,0,1,465,1015,1,2,465,1015,2,1,926,1534,0,1,926,1534,1,0,926,1534,0,2,926,"
         "1534,2,0,1388,1936,0,2,1388,1936,1,2",
         "5c16e2e3cc036c216fa1fdd084f0f8899d13d6e6f67313f1b728fd4939e5ef02", 1287},
        {"--seed 16354708866995093435 --nodes 3 --rounds 3738 --proposals 311 --outage 252,256,1,"
         "0,255,260,0,2,252,257,2,0,503,710,2,1,265,437,0,1,264,437,1,0,269,437,2,0,278,795,0,1,"
         "278,795,1,0,282,795,2,0,805,1078,1,0,804,1078,1,2",
         "1580c8a4b36f9f64407d903fd9395997f41f04ba220a1b307baa964a64bb6f5f", 40245},
        {"--seed 1224540315876098374 --nodes 3 --rounds 4512 --proposals 31 --outage 569,808,0,1,"
         "1131,1303,2,1,1695,2082,1,0,1695,2082,1,2,2259,2843,0,1,2259,2843,1,0,2259,2843,0,2,"
         "2259,2843,2,0,2823,3533,1,2,3387,3604,1,2,3948,4230,1,0,3948,4230,1,2",
         "46629cfc67386a05b7e6cdf6d104d19f91163a7660b36b33c726cfe9e61ef6d0", 3735},
        {"--seed 8828600410570935262 --nodes 3 --rounds 4000 --proposals 14 --outage 798,807,1,0,"
         "807,1584,0,1,807,1584,1,0,807,1584,1,2,807,1584,2,1,2400,2400,0,1,2400,2400,1,0,2400,"
         "2400,1,2,2400,3200,0,1,2400,3200,0,2,2400,3200,1,0,2400,3200,2,0,3194,3208,0,2,3194,"
         "3208,2,1",
         "e6dc93629a9c68866cf9edb7472d2dbc051f25afa7d93d67e29e4b20f85e32fa", 1887},
        {"--seed 15170501083533261945 --nodes 3 --rounds 4770 --proposals 9 --outage 948,958,0,1,"
         "948,958,0,2,948,958,1,0,948,958,1,2,948,958,2,1,2860,3087,0,1,2860,3087,1,2,2860,3087,2,"
         "0,3087,3803,0,2,3087,3803,1,2,3087,3803,2,0,3087,3803,2,1,3805,4055,0,1,3805,4055,1,2,"
         "3805,4055,2,0,3805,4055,2,1",
         "54db5ad36d167f2e62e9ba3d36b2db85600add380504f29c09de02708773db18", 1233},
        {"--seed 6738058717925362567 --nodes 3 --rounds 2445 --proposals 4 --outage 486,786,0,1,"
         "486,786,1,0,486,786,1,2,486,786,2,1,968,982,0,1,968,982,0,2,968,982,1,2,968,982,2,0,968,"
         "982,2,1,1457,1476,1,2,1476,1938,0,1,1476,1938,0,2,1476,1938,1,0,1476,1938,2,0,1947,2291,"
         "0,1,1947,2291,1,0,1947,2291,2,0,1947,2291,2,1",
         "114de622e5320caf44ff30f24eff5bdf439f308e831bcd49f3a4f9282bfff0b2", 477},
        {"--seed 4331593509622437375 --nodes 3 --rounds 8632 --proposals 7 --outage 3231,3540,0,1,"
         "3231,3540,1,0,3231,3540,1,2,3231,3540,2,0,3231,3540,2,1,4308,5377,0,2,4308,5377,1,2,"
         "4308,5377,2,0,4308,5377,2,1,5390,6457,0,1,5390,6457,1,0,5390,6457,1,2,5390,6457,2,1,"
         "6469,6484,0,1,6469,6484,1,2,6469,6484,2,1,6484,7548,0,1,6484,7548,0,2,6484,7548,1,0,"
         "6484,7548,2,0",
         "3e37174187849d62a88d72fb9009ba53ffffd88a8e17dfd161d75ef78f17943e", 855},
        {"--seed 44 --nodes 4 --rounds 2132 --proposals 296 --outage 2094,2130,1,0,2094,2130,0,1,"
         "2094,2130,1,2,2094,2130,2,1,2094,2130,1,3,2094,2130,3,1,1629,1997,1,2,1479,1784,2,0,"
         "1206,1670,1,0,1206,1670,0,1,1206,1670,1,2,1206,1670,2,1,1206,1670,1,3,1206,1670,3,1,739,"
         "1126,3,0,739,1126,0,3,739,1126,3,1,739,1126,1,3,739,1126,3,2,739,1126,2,3,328,844,0,1,"
         "328,844,1,0,328,844,0,2,328,844,2,0,328,844,0,3,328,844,3,0",
         "a042ce3cb71fcb26ea1249c95f436215c7215dc1b66a8e576e72f749c2a84254", 51577},
    };
    for (const Row& row : rows) {
        check_dump<paxos::Node>(row);
    }
}

// The SHA-256 of the whole digest file: one line per tick, so every state on the way is pinned.
TEST(digests_of_every_tick) {
    const struct {
        std::string_view line;
        std::string_view hash;
    } rows[] = {
        {"--seed 42 --nodes 3 --rounds 1000 --proposals 5",
         "5f3c15707cd3bd6c72e507e213c7bafbed9f5940ce5ecd6e8977fb4d6f6eaf9e"},
        {"--seed 17528816808946501644 --nodes 5 --rounds 1705 --proposals 59 --outage 159,408,2,0,"
         "158,408,2,1,160,408,2,3,158,408,3,2,159,408,2,4,514,919,3,0,513,919,3,1,512,919,3,2,656,"
         "838,3,0,654,838,3,1,656,838,1,3,656,838,2,3,654,838,3,4,657,838,4,3",
         "30b62392da3dbc86bfc10bcc9f45baa5c6e057671f83185b26e608ba6433cbcf"},
    };
    for (const auto& [line, hash] : rows) {
        check::equal(kernel::sha256_hex(digests<paxos::Node>(line)), hash, line);
    }
}

// A lone node leads from tick 288, and commits at once.
TEST(dump_field_by_field) {
    const Field fields[] = {
        {0x00, "44 53 45 50 41 58 30 31", "magic"},
        {0x08, "01 00 00 00", "node_count"},
        {0x0c, "00 00 00 00", "id"},
        {0x10, "01 00 00 00", "promised.round"},
        {0x14, "00 00 00 00", "promised.proposer"},
        {0x18, "02", "role"},
        {0x19, "01 00 00 00", "my_ballot.round"},
        {0x1d, "00 00 00 00", "my_ballot.proposer"},
        {0x21, "02 00 00 00", "accepts_len"},
        {0x25, "00 00 00 00 00 00 00 00", "accepts[0].slot"},
        {0x2d, "01 00 00 00", "accepts[0].ballot.round"},
        {0x31, "00 00 00 00", "accepts[0].ballot.proposer"},
        {0x35, "05 00 00 00", "accepts[0].value_len"},
        {0x39, "76 61 6C 2D 30", "accepts[0].value"},
        {0x3e, "01 00 00 00 00 00 00 00", "accepts[1].slot"},
        {0x46, "01 00 00 00", "accepts[1].ballot.round"},
        {0x4a, "00 00 00 00", "accepts[1].ballot.proposer"},
        {0x4e, "05 00 00 00", "accepts[1].value_len"},
        {0x52, "76 61 6C 2D 31", "accepts[1].value"},
        {0x57, "02 00 00 00", "learned_len"},
        {0x5b, "00 00 00 00 00 00 00 00", "learned[0].slot"},
        {0x63, "05 00 00 00", "learned[0].value_len"},
        {0x67, "76 61 6C 2D 30", "learned[0].value"},
        {0x6c, "01 00 00 00 00 00 00 00", "learned[1].slot"},
        {0x74, "05 00 00 00", "learned[1].value_len"},
        {0x78, "76 61 6C 2D 31", "learned[1].value"},
    };
    check_fields(final_dump<paxos::Node>("--seed 1 --nodes 1 --rounds 600 --proposals 2"), fields);
}

TEST(before_tick_0_all_nodes_follow) {
    std::string expected = "DSEPAX01" + from_hex("03 00 00 00");
    for (int id = 0; id < 3; ++id) {
        expected += std::string(1, static_cast<char>(id)) + std::string(28, '\0');
    }
    check::equal(final_dump<paxos::Node>("--seed 9 --nodes 3 --rounds 0 --proposals 3"), expected);
}

// "Invariants", after every tick, and that all nodes have learned everything in the end.
TEST(invariants_under_outages) {
    std::size_t leaders = 0;
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        const cluster::Parameters parameters = random_outages(seed);
        Cluster simulation(parameters);
        struct Before {
            paxos::Ballot promised;
            paxos::Ballot my_ballot;
            std::size_t learned = 0;
            std::map<paxos::Slot, paxos::Ballot> accepts;
        };
        using Proposal = std::pair<paxos::Slot, paxos::Ballot>;
        std::vector<Before> before(parameters.nodes);
        std::map<Proposal, paxos::Value> values;
        std::map<Proposal, std::set<kernel::NodeId>> acceptors;
        std::map<paxos::Slot, paxos::Value> learned;  // by anybody, at any tick
        std::set<paxos::Value> commands;
        std::set<paxos::Ballot> led;
        for (std::uint32_t t = 0; t < parameters.rounds; ++t) {
            simulation.step();
            for (const paxos::Node& node : simulation.nodes()) {
                Before& last = before[node.id()];
                check::is_true(node.promised() >= last.promised);
                check::is_true(node.my_ballot() >= last.my_ballot);
                check::is_true(node.my_ballot() <= node.promised());
                check::is_true(node.my_ballot() == paxos::Ballot{} ||
                               node.my_ballot().proposer == node.id());
                check::is_true(node.role() == paxos::Role::follower ||
                               node.my_ballot() == node.promised());
                if (node.role() == paxos::Role::leader) {
                    led.insert(node.my_ballot());
                }
                last.promised = node.promised();
                last.my_ballot = node.my_ballot();

                node.accepts().for_each([&](paxos::Slot slot, const paxos::AcceptedValue& accepted) {
                    check::is_true(accepted.ballot <= node.promised());
                    check::is_true(accepted.ballot >= last.accepts[slot]);
                    if (accepted.ballot > last.accepts[slot]) {
                        last.accepts[slot] = accepted.ballot;
                        const Proposal proposal(slot, accepted.ballot);
                        check::equal(values.emplace(proposal, accepted.value).first->second,
                                     accepted.value);
                        acceptors[proposal].insert(node.id());
                    }
                });

                check::is_true(node.learned().count() >= last.learned);
                last.learned = node.learned().count();
                node.learned().for_each([&](paxos::Slot slot, const paxos::Value& value) {
                    const auto [first, is_new] = learned.emplace(slot, value);
                    check::equal(value, first->second);
                    if (is_new) {
                        check::is_true(value.empty() || commands.insert(value).second);
                        check::is_true(std::ranges::any_of(acceptors, [&](const auto& one) {
                            return one.first.first == slot && values.at(one.first) == value &&
                                   one.second.size() >= parameters.quorum();
                        }));
                    }
                });
            }
        }
        leaders += led.size();
        for (const paxos::Node& node : simulation.nodes()) {
            check::equal(node.learned().count(), node.learned().end());
            check::equal(node.learned().end(), simulation.nodes()[0].learned().end());
            check::is_true(node.promised() == simulation.nodes()[0].promised());
        }
    }
    check::is_true(leaders > 12, "the outages are strong enough to test something");
}

TEST(slots_know_their_gaps_their_end_and_their_number) {
    paxos::Slots<char> slots;
    const struct {
        paxos::Slot set;
        std::size_t count;
        paxos::Slot end;
        paxos::Slot first_gap;
    } rows[] = {{2, 1, 3, 0}, {0, 2, 3, 1}, {0, 2, 3, 1}, {1, 3, 3, 3}, {4, 4, 5, 3}, {3, 5, 5, 5}};
    for (const auto& [set, count, end, first_gap] : rows) {
        slots.set(set, 'a');
        check::equal(slots.count(), count);
        check::equal(slots.end(), end);
        check::equal(slots.first_gap(), first_gap);
    }
    slots.set(3, 'b');
    std::string visited;
    slots.for_each_from(2, [&](paxos::Slot slot, char value) {
        visited += static_cast<char>('0' + slot);
        visited += value;
    });
    check::equal(visited, "2a3b4a");
    check::is_true(slots.find(9) == nullptr);
}

TEST(ballots_compare_the_round_first) {
    check::is_true(paxos::Ballot{} == paxos::Ballot{0, 0});
    check::is_true(paxos::Ballot{1, 9} < paxos::Ballot{2, 0});
    check::is_true(paxos::Ballot{2, 0} < paxos::Ballot{2, 1});
}

int main() { return check::run_all(); }

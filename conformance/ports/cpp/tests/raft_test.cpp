#include "check.hpp"
#include "cluster/cluster.hpp"
#include "cluster_scenarios.hpp"
#include "command_line.hpp"
#include "raft/node.hpp"
#include "sha256.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Cluster = cluster::Cluster<raft::Node>;

}  // namespace

TEST(published_hashes) {
    const Row rows[] = {
        {"--seed 42 --nodes 3 --rounds 1000 --proposals 5",
         "a2299ff06a2ed5ced5842d100bb7867b3ae50f6e7d7da93f835385565f1ed9e9", 366},
        {"--seed 7 --nodes 5 --rounds 2000 --proposals 20",
         "b6dc06aee72e595f51bd5045ea7c92ffcbe7f6fda3198985f9ded1eca2671c4b", 1927},
        {"--seed 99 --nodes 3 --rounds 500 --proposals 0",
         "f9db9ea7e6c1ca2b3a911b42b2431e964a4ee7c5e40e27efd29b41e747958838", 111},
        {"--seed 1 --nodes 1 --rounds 200 --proposals 5",
         "ce8b8e05d6ad0b4a243753a934b2f052c2363e97beca0c175586677d1a489408", 45},
        {"--seed 42 --nodes 3 --rounds 1000 --proposals 3 --partition 0,1,0,2,1,0,2,0",
         "b1689eb48b209187b7cd82a24b1a6a2d19b0be4b481ac1a5b4f1ac9e23a6ae05", 213},
        {"--seed 3 --nodes 5 --rounds 1500 --proposals 10 --partition 0,1",
         "fcc70ecabe37509133bb27155f5bd7d74981c3f98e79719e2b47077acca6a31f", 1027},
    };
    for (const Row& row : rows) {
        check_dump<raft::Node>(row);
    }
}

// The published scenarios are quiet, or nearly so. These lose leaders and messages on the way; their hashes
// are computed by the specification.
TEST(computed_hashes_under_faults) {
    const Row rows[] = {
        {"--seed 9628842761492589376 --nodes 3 --rounds 2015 --proposals 6 --outage 183,344,0,1,"
         "183,344,0,2,183,344,1,0,183,344,1,2,183,344,2,0,183,344,2,1,610,613,1,0,610,613,2,0,776,"
         "1268,0,2,776,1268,1,2,776,1268,2,0,776,1268,2,1",
         "87edd96758141114ba338a8f932189324c3d08550c2f36c86624650eb106b9a2", 417},
        {"--seed 39984397714 --nodes 7 --rounds 513 --proposals 445 --outage 90,395,1,4,100,203,0,"
         "1,100,203,1,0,100,203,0,2,100,203,2,0,100,203,0,3,100,203,3,0,100,203,0,4,100,203,4,0,"
         "100,203,0,5,100,203,5,0,100,203,0,6,100,203,6,0,376,773,2,5",
         "d267bb017d3c2441b8d6f3eef2aad8ce366b090915e4bca32f7b27d570a41e72", 58506},
        {"--seed 3244851519345060180 --nodes 2 --rounds 3497 --proposals 80 --outage 935,938,0,1,"
         "1154,1214,0,1,1154,1214,1,0,1341,1880,0,1,1341,1880,1,0,1909,2268,1,0,2268,2331,0,1,"
         "2268,2331,1,0,2848,3004,0,1,2848,3004,1,0,3004,3009,1,0,3038,3336,0,1,3038,3336,1,0",
         "11f91d8af783d93d5c26341b82237d51e780a1f6de628243f52eb7b5106c2e6b", 2488},
        {"--seed 5801750235757342708 --nodes 2 --rounds 3193 --proposals 57 --outage 401,404,0,1,"
         "411,749,0,1,411,749,1,0,891,897,0,1,891,897,1,0,907,912,0,1,907,912,1,0,912,930,1,0,"
         "1473,1840,0,1,1473,1840,1,0,1840,1856,0,1,1840,1856,1,0,1922,2495,0,1,2495,2501,0,1,"
         "2495,2501,1,0,3171,3180,1,0",
         "480ef22cac7739b2efd8dd6055fa87ae3ffdcf579a46743f95e3869f32c5987a", 2110},
        {"--seed 643411556499 --nodes 6 --rounds 2115 --proposals 4 --outage 1216,1368,3,0,1216,"
         "1368,0,3,1216,1368,3,1,1216,1368,1,3,1216,1368,3,2,1216,1368,2,3,1216,1368,3,4,1216,"
         "1368,4,3,1216,1368,3,5,1216,1368,5,3,1119,1263,1,3,868,932,4,0,868,932,0,4,868,932,4,1,"
         "868,932,1,4,868,932,4,2,868,932,2,4,868,932,4,3,868,932,3,4,868,932,4,5,868,932,5,4",
         "d159a1f87047573169bd8e353daf831c5fa7b9791a8bfa934c68fe17a6ca5e43", 588},
        {"--seed 591564730984482289 --nodes 3 --rounds 5965 --proposals 4 --outage 1182,1530,0,1,"
         "1182,1530,0,2,1182,1530,1,0,1182,1530,2,1,2375,2659,0,1,2375,2659,0,2,2375,2659,1,0,"
         "2375,2659,1,2,2375,2659,2,0,2375,2659,2,1,2659,3570,0,2,2659,3570,1,2,2659,3570,2,0,"
         "2659,3570,2,1,3578,4758,0,1,3578,4758,0,2,3578,4758,1,0,3578,4758,2,0,4767,4779,0,1,"
         "4767,4779,0,2,4767,4779,1,0,4767,4779,2,0,4767,4779,2,1",
         "1ed426de817efa87244c04cd75df02f3a3c9f836427f6db52bbf6e371fefe77a", 336},
        {"--seed 7055649981888944536 --nodes 3 --rounds 3571 --proposals 100 --outage 172,323,0,2,"
         "172,323,1,2,172,323,2,0,172,323,2,1,430,569,0,1,430,569,1,0,430,569,1,2,430,569,2,1,776,"
         "1283,0,1,776,1283,1,0,776,1283,1,2,776,1283,2,1,1506,1898,0,2,1506,1898,1,2,1506,1898,2,"
         "0,1506,1898,2,1,2476,2492,0,1,2476,2492,0,2,2476,2492,1,0,2476,2492,2,0,2492,2496,0,1,"
         "2492,2496,0,2,2492,2496,1,0,2492,2496,2,0,3205,3399,1,0,3205,3399,2,0",
         "9bb37d1a35b21bf45bd3f57d5d687de8e1e338c9c282a241aa0f254c242844b6", 4941},
        {"--seed 1129103778917113919 --nodes 3 --rounds 3763 --proposals 46 --outage 467,611,1,0,"
         "467,611,2,0,796,1008,0,1,796,1008,0,2,796,1008,1,2,796,1008,2,1,1230,1236,0,1,1230,1236,"
         "2,1,1723,1729,0,1,1723,1729,0,2,1723,1729,1,0,1723,1729,1,2,1734,2258,0,1,1734,2258,0,2,"
         "1734,2258,1,0,1734,2258,1,2,1734,2258,2,0,1734,2258,2,1,2267,2287,0,1,2267,2287,0,2,"
         "2267,2287,1,2,2267,2287,2,1,2549,2558,1,0,2549,2558,1,2,2769,2985,2,0,2769,2985,2,1,"
         "3465,3573,1,0,3465,3573,1,2",
         "07b8e60ad48d471d4ed19a12c123928d6ef026b1185305565b97c1755b3d6922", 2028},
    };
    for (const Row& row : rows) {
        check_dump<raft::Node>(row);
    }
}

// The SHA-256 of the whole digest file: one line per tick, so every state on the way is pinned.
TEST(digests_of_every_tick) {
    const struct {
        std::string_view line;
        std::string_view hash;
    } rows[] = {
        {"--seed 42 --nodes 3 --rounds 1000 --proposals 5",
         "a6f6c2ba52dc27ae5758890cff79ddab0a136c39731c2472ae531f53fcce4436"},
        {"--seed 102 --nodes 5 --rounds 1500 --proposals 14 --outage 330,640,0,4,330,640,1,4,330,"
         "640,2,4,330,640,3,4,330,640,4,0,330,640,4,1,330,640,4,2,330,640,4,3,746,1100,0,1,746,"
         "1100,0,3,746,1100,0,4,746,1100,1,0,746,1100,1,2,746,1100,2,1",
         "e56195c7cde92ae3ce17ba12b7ab58b8483294769638516df6342f99e00295ed"},
    };
    for (const auto& [line, hash] : rows) {
        check::equal(kernel::sha256_hex(digests<raft::Node>(line)), hash, line);
    }
}

// A lone node leads from tick 288, and commits at once.
TEST(dump_field_by_field) {
    const Field fields[] = {
        {0x00, "44 53 45 52 41 46 54 31", "magic"},
        {0x08, "01 00 00 00", "node_count"},
        {0x0c, "00 00 00 00", "id"},
        {0x10, "01 00 00 00 00 00 00 00", "current_term"},
        {0x18, "00 00 00 00 00 00 00 00", "voted_for"},
        {0x20, "02", "role"},
        {0x21, "02 00 00 00 00 00 00 00", "commit_index"},
        {0x29, "02 00 00 00", "log_len"},
        {0x2d, "01 00 00 00 00 00 00 00", "[1].term"},
        {0x35, "05 00 00 00", "[1].payload_len"},
        {0x39, "63 6D 64 2D 30", "[1].payload"},
        {0x3e, "01 00 00 00 00 00 00 00", "[2].term"},
        {0x46, "05 00 00 00", "[2].payload_len"},
        {0x4a, "63 6D 64 2D 31", "[2].payload"},
    };
    check_fields(final_dump<raft::Node>("--seed 1 --nodes 1 --rounds 600 --proposals 2"), fields);
}

TEST(before_tick_0_all_nodes_follow) {
    std::string expected = "DSERAFT1" + from_hex("03 00 00 00");
    for (int id = 0; id < 3; ++id) {
        expected += std::string(1, static_cast<char>(id)) + std::string(11, '\0') + std::string(8, '\xFF') +
                    std::string(13, '\0');
    }
    check::equal(final_dump<raft::Node>("--seed 9 --nodes 3 --rounds 0 --proposals 3"), expected);
}

// "Invariants", after every tick, and the liveness below them.
TEST(invariants_under_outages) {
    // A stale candidate can win the race of the timers several times first.
    constexpr int patience = 6000;
    const auto has_settled = [](std::span<const raft::Node> nodes) {
        const auto agrees = [&first = nodes.front()](const raft::Node& node) {
            return node.current_term() == first.current_term() &&
                   node.commit_index() == node.log().size() &&
                   std::ranges::equal(node.log().entries(), first.log().entries());
        };
        return std::ranges::all_of(nodes, agrees) &&
               std::ranges::count(nodes, raft::Role::leader, &raft::Node::role) == 1;
    };

    std::size_t elections = 0;
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        const cluster::Parameters parameters = random_outages(seed);
        Cluster simulation(parameters);
        struct Before {
            raft::Term term = 0;
            std::optional<kernel::NodeId> voted_for;
            raft::Role role = raft::Role::follower;
            std::size_t commit_index = 0;
            raft::Log log;
        };
        struct Committed {
            raft::Entry entry;
            raft::Term lowest_term;  // of the nodes that have committed it
        };
        std::vector<Before> before(parameters.nodes);
        std::vector<Committed> committed;  // by anybody, at any tick
        std::map<raft::Term, kernel::NodeId> leaders;
        for (std::uint32_t t = 0; t < parameters.rounds; ++t) {
            simulation.step();
            for (const raft::Node& node : simulation.nodes()) {
                const auto log = node.log().entries();
                Before& last = before[node.id()];
                check::is_true(node.current_term() >= last.term);
                check::is_true(node.commit_index() >= last.commit_index);
                check::is_true(node.commit_index() <= log.size());
                check::is_true(std::ranges::is_sorted(log, {}, &raft::Entry::term));
                check::is_true(node.log().last_term() <= node.current_term());
                if (node.current_term() == last.term) {
                    check::is_true(!last.voted_for || node.voted_for() == last.voted_for);
                    if (last.role == raft::Role::leader && node.role() == raft::Role::leader) {
                        check::equal(node.log().common_size(last.log), last.log.size());
                    }
                }
                if (node.role() == raft::Role::leader) {
                    const auto [leader, is_new] = leaders.emplace(node.current_term(), node.id());
                    check::equal(leader->second, node.id());
                    for (std::size_t i = 0; i < committed.size(); ++i) {
                        check::is_true(committed[i].lowest_term >= node.current_term() ||
                                       (i < log.size() && log[i] == committed[i].entry));
                    }
                }
                for (std::size_t i = 0; i < node.commit_index(); ++i) {
                    if (i == committed.size()) {
                        committed.push_back({log[i], node.current_term()});
                    }
                    check::is_true(committed[i].entry == log[i]);
                    committed[i].lowest_term = std::min(committed[i].lowest_term, node.current_term());
                }
                for (const raft::Node& other : simulation.nodes()) {
                    const auto others = other.log().entries();
                    const std::size_t common = node.log().common_size(other.log());
                    check::is_true(std::ranges::equal(log.first(common), others.first(common)));
                    for (std::size_t i = common; i < std::min(log.size(), others.size()); ++i) {
                        check::is_true(log[i].term != others[i].term);
                    }
                }
                last = {node.current_term(), node.voted_for(), node.role(), node.commit_index(), node.log()};
            }
        }
        elections += leaders.size();
        for (int i = 0; i < patience && !has_settled(simulation.nodes()); ++i) {
            simulation.step();
        }
        check::is_true(has_settled(simulation.nodes()));
    }
    check::is_true(elections > 12, "the outages are strong enough to test something");
}

TEST(logs_agree_up_to_the_last_index_of_one_term) {
    const auto log_of = [](std::initializer_list<raft::Term> terms) {
        raft::Log log;
        for (const raft::Term term : terms) {
            log.append({term, "x"});
        }
        return log;
    };
    const raft::Log log = log_of({1, 1, 2, 2, 4});
    check::equal(log.term_at(0), raft::Term{0});
    check::equal(log.term_at(3), raft::Term{2});
    check::equal(log.last_term(), raft::Term{4});
    const struct {
        raft::Log other;
        std::size_t common;
    } rows[] = {
        {log_of({}), 0},           {log_of({3}), 0},          {log_of({1, 3, 3}), 1},
        {log_of({1, 1, 2}), 3},    {log_of({1, 1, 2, 3}), 3}, {log_of({1, 1, 2, 2, 3, 3}), 4},
        {log_of({1, 1, 2, 2, 4}), 5},
    };
    for (const auto& [other, common] : rows) {
        check::equal(log.common_size(other), common);
        check::equal(other.common_size(log), common);
    }
}

int main() { return check::run_all(); }

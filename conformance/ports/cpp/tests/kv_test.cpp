#include "check.hpp"
#include "command_line.hpp"
#include "kv/cluster.hpp"
#include "kv/dump.hpp"
#include "sha256.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace {

kv::Parameters scenario(std::string_view line) {
    return kv::parse_parameters(cli::Flags(split_words(line), kv::flag_names));
}

kv::Workload finished(const kv::Parameters& parameters) {
    kv::Workload workload(parameters);
    for (std::uint32_t i = 0; i < parameters.ops; ++i) {
        workload.step();
    }
    return workload;
}

std::string final_snapshot(std::string_view line) {
    const kv::Parameters parameters = scenario(line);
    return kv::snapshot(finished(parameters).replicas()[parameters.replica]);
}

constexpr std::string_view scenario_a = "--seed 42 --ops 500 --keys 32 --scenario default";
constexpr std::string_view scenario_b = "--seed 7 --ops 2000 --keys 128 --scenario partition";

}  // namespace

TEST(published_and_computed_hashes) {
    const struct {
        std::string_view line;
        std::string_view hash;
        std::size_t dump_bytes;
    } rows[] = {
        {scenario_a, "1febc1252f87f873c315526e9d9c78a622131d700dccca84a6e089244930252b", 494},
        {scenario_b, "272af5b41b729896a7195a6ea72d19111a96a50b29d5d4cdfaac03a058e1a2dc", 1887},
        // From here on computed by the specification.
        {"--seed 0 --ops 0 --keys 1 --scenario default",
         "b88e1c4aff0bad19980bd4dc9cf94fd14e5cf39241035c353f013dca0c11e680", 28},
        {"--seed 18446744073709551615 --ops 64 --keys 7 --scenario default",
         "0c4aef3fb35ba23b1b7c0b37235db7890695e83a56361c037dc78affbb755f71", 118},
        {"--seed 472058334246 --ops 1550 --keys 100 --scenario partition --replica 4",
         "317a91fe9b56716f19f8a8ea40b26a185ee591102d8f7b3d477b4a86b8dd2419", 1483},
        {"--seed 734498945901 --ops 6 --keys 2 --scenario partition --cut 1,2,3,4 --cut-from 5 "
         "--cut-until 9 --replica 4",
         "3d024b49bf46e74351cd525838e45f397a3d0c696259fc50f40afcddc7b61351", 46},
        {"--seed 46 --ops 564 --keys 3080 --scenario partition --cut 0,1,3,4",
         "be4a4df7cdf876f6dc9aba0363e7702bfa0d0b920c1f8f6bd6e17dac96f47568", 8040},
        {"--seed 16226807437391912702 --ops 257 --keys 128 --scenario partition --cut 0,2,3 "
         "--cut-from 117 --cut-until 233 --replica 4",
         "5f6c5d86454ce7a0c2b055269933a2adacf7b38ee8e892a26a40820927b1f53e", 1674},
    };
    for (const auto& [line, hash, dump_bytes] : rows) {
        const std::string snapshot = final_snapshot(line);
        check::equal(snapshot.size(), dump_bytes, line);
        check::equal(kernel::sha256_hex(snapshot), hash, line);
    }
}

TEST(snapshot_of_scenario_a_field_by_field) {
    const struct {
        std::size_t offset;
        std::string_view hex;
        std::string_view field;
    } fields[] = {
        {0, "44 53 45 44 4B 56 32 30", "magic"},
        {8, "F4 01 00 00 00 00 00 00", "commit_index"},
        {16, "01 00 00 00 00 00 00 00", "current_term"},
        {24, "19 00 00 00", "live_keys"},
        {28, "02 00 00 00", "[0].key_len"},
        {32, "6B 30", "[0].key"},
        {34, "08 00 00 00", "[0].value_len"},
        {38, "9A 0D 00 00 00 00 00 00", "[0].value"},
        {46, "02 00 00 00", "[1].key_len"},
        {50, "6B 31", "[1].key"},
    };
    const std::string snapshot = final_snapshot(scenario_a);
    std::size_t end = 0;
    for (const auto& [offset, hex, field] : fields) {
        const std::string bytes = from_hex(hex);
        check::equal(offset, end, field);
        check::is_true(snapshot.substr(offset, bytes.size()) == bytes, field);
        end = offset + bytes.size();
    }
}

// The SHA-256 of the whole digest file of scenario B: every state of every replica is pinned.
TEST(digests_of_every_op) {
    const kv::Parameters parameters = scenario(scenario_b);
    kv::Workload workload(parameters);
    std::string digests;
    for (std::uint32_t i = 0; i < parameters.ops; ++i) {
        workload.step();
        digests += std::to_string(i);
        digests += ' ';
        digests += kernel::sha256_hex(kv::snapshots(workload.replicas()));
        digests += '\n';
    }
    check::equal(kernel::sha256_hex(digests),
                 "bdf633d0e0c00b6988676fc3c545648e4a507710266b282b11207ae4bac7f27a");
}

TEST(the_default_cut_spelled_out_changes_nothing) {
    check::equal(final_snapshot(scenario_b),
                 final_snapshot(std::string(scenario_b) + " --cut 4,3 --cut-from 500 --cut-until 1500"));
}

// "Invariants", after every operation of a run whose leader is cut off for a while.
TEST(invariants) {
    const kv::Parameters parameters =
        scenario("--seed 5 --ops 300 --keys 9 --scenario partition --cut 0,2");
    kv::Workload workload(parameters);
    std::array<std::uint64_t, kv::replica_count> commit_before{};
    for (std::uint32_t i = 0; i < parameters.ops; ++i) {
        workload.step();
        const kv::Log& leader_log = workload.replicas()[0].log();
        for (std::size_t id = 0; id < kv::replica_count; ++id) {
            const kv::Replica& replica = workload.replicas()[id];
            check::is_true(replica.commit_index() <= replica.log().size());
            check::is_true(replica.commit_index() >= commit_before[id]);
            commit_before[id] = replica.commit_index();

            std::map<std::string, std::string> replayed;
            for (std::size_t n = 0; n < replica.commit_index(); ++n) {
                check::is_true(replica.log()[n] == leader_log[n]);
                if (const auto* put = std::get_if<kv::Put>(&replica.log()[n]->op)) {
                    replayed[put->key] = put->value;
                } else if (const auto* del = std::get_if<kv::Del>(&replica.log()[n]->op)) {
                    replayed.erase(del->key);
                }
            }
            check::is_true(replica.state_machine() == replayed);
        }
        if (i >= parameters.cut->until) {
            for (const kv::Replica& replica : workload.replicas()) {
                check::equal(kv::snapshot(replica), kv::snapshot(workload.replicas()[0]));
            }
        }
    }
}

TEST(without_a_quorum_the_leader_keeps_an_uncommitted_tail) {
    kv::Cluster cluster;
    check::is_true(cluster.propose(kv::Put{"a", "1"}));
    cluster.partition({1, 2, 3});
    check::is_true(!cluster.propose(kv::Del{"a"}));
    check::equal(cluster.replicas()[0].log().size(), std::size_t{2});
    check::equal(cluster.replicas()[0].commit_index(), 1U);
    check::equal(cluster.replicas()[4].log().size(), std::size_t{2});
    check::equal(cluster.replicas()[1].log().size(), std::size_t{1});

    cluster.heal();
    check::is_true(cluster.propose(kv::NoOp{}));
    for (const kv::Replica& replica : cluster.replicas()) {
        check::equal(replica.commit_index(), 3U);
        check::is_true(replica.state_machine().empty());
    }
}

TEST(a_cut_off_leader_gets_no_acks_and_gaps_are_repaired) {
    kv::Cluster cluster;
    cluster.partition({0});
    check::is_true(!cluster.propose(kv::Put{"a", "1"}));
    check::equal(cluster.replicas()[1].log().size(), std::size_t{0});

    cluster.heal();
    check::is_true(cluster.propose(kv::Put{"b", "2"}));
    for (const kv::Replica& replica : cluster.replicas()) {
        check::equal(replica.commit_index(), 2U);
        check::equal(replica.state_machine().size(), std::size_t{2});
    }
}

TEST(keys_sort_as_bytes) {
    kv::Cluster cluster;
    for (const char* key : {"k2", "k10", "k1"}) {
        cluster.propose(kv::Put{key, ""});
    }
    const std::string snapshot = kv::snapshot(cluster.replicas()[0]);
    check::is_true(snapshot.find("k1") < snapshot.find("k10"));
    check::is_true(snapshot.find("k10") < snapshot.find("k2"));
}

int main() { return check::run_all(); }

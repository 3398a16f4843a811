#include "flags.hpp"

#include "check.hpp"
#include "cluster/parameters.hpp"
#include "command_line.hpp"
#include "kv/parameters.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Refusal {
    std::string_view line;
    std::string_view named;  // how the message must begin
};

constexpr std::string_view accepted = "(accepted)";

template <typename Parse>
std::string message_of(std::string_view line, Parse parse) {
    try {
        parse(split_words(line));
    } catch (const cli::FlagError& error) {
        return error.what();
    }
    return std::string(accepted);
}

std::string cluster_message(std::string_view line) {
    return message_of(line, [](const auto& words) {
        const cli::Flags flags(words, cluster::flag_names);
        cli::parse_output(flags, "--rounds", cluster::parse_parameters(flags).rounds);
    });
}

std::string kv_message(std::string_view line) {
    return message_of(line, [](const auto& words) {
        const cli::Flags flags(words, kv::flag_names);
        cli::parse_output(flags, "--ops", kv::parse_parameters(flags).ops);
    });
}

cluster::Parameters cluster_parameters(std::string_view line) {
    return cluster::parse_parameters(cli::Flags(split_words(line), cluster::flag_names));
}

kv::Parameters kv_parameters(std::string_view line) {
    return kv::parse_parameters(cli::Flags(split_words(line), kv::flag_names));
}

constexpr std::string_view cluster_base = "--seed 1 --nodes 3 --rounds 10 --proposals 2 ";
constexpr std::string_view kv_base = "--seed 1 --ops 10 --keys 4 ";

std::string with(std::string_view base, std::string_view rest) {
    return std::string(base).append(rest);
}

}  // namespace

TEST(numbers) {
    const struct {
        std::string_view word;
        bool legal;
    } rows[] = {
        {"0", true},      {"5", true},   {"4294967295", true}, {"4294967296", false}, {"", false},
        {"+5", false},    {"-1", false}, {" 5", false},        {"5 ", false},         {"5x", false},
        {"0x5", false},   {"1e3", false}, {"1.0", false},      {"1_000", false},      {"٣", false},
        {"99999999999999999999999999", false},
    };
    for (const auto& [word, legal] : rows) {
        check::equal(cli::parse_u32(word).has_value(), legal, word);
    }
    check::is_true(cli::parse_u64("18446744073709551615") == UINT64_MAX);
    check::is_true(!cli::parse_u64("18446744073709551616"));
    check::is_true(cli::parse_u64(std::string(10'000, '0') + "7") == 7U);
    check::is_true(!cli::parse_u32(std::string_view("5\0", 2)));
}

TEST(zab_refusals_name_the_flag) {
    const Refusal rows[] = {
        {"", "--seed: missing"},
        {"--seed 1 --nodes 3 --rounds 10", "--proposals: missing"},
        {"--seed 1 --nodes 3 --rounds 10 --proposals", "--proposals: expected a value"},
        {"--seed --nodes 3 --rounds 10 --proposals 2", "\"3\": stray word"},
        {"--seed 1 --seed 1 --nodes 3 --rounds 10 --proposals 2", "--seed: repeated"},
        {"--seed 18446744073709551616 --nodes 3 --rounds 10 --proposals 2", "--seed: expected a dec"},
        {"--seed +5 --nodes 3 --rounds 10 --proposals 2", "--seed: expected a dec"},
        {"--seed '' --nodes 3 --rounds 10 --proposals 2", "--seed: expected a dec"},
        {"--seed 1 --nodes 0 --rounds 10 --proposals 2", "--nodes: expected a decimal number from 1"},
        {"--seed 1 --nodes 4294967296 --rounds 10 --proposals 2", "--nodes: expected a dec"},
        {"--seed 1 --nodes 3 --rounds -1 --proposals 2", "--rounds: expected a dec"},
        {"--seed 1 --nodes 3 --rounds 10 --proposals 2x", "--proposals: expected a dec"},
        {"--seed=1 --nodes 3 --rounds 10 --proposals 2", "--seed=1: unknown flag"},
    };
    for (const auto& [line, named] : rows) {
        check::is_true(cluster_message(line).starts_with(named), line);
    }
    const Refusal extra_rows[] = {
        {"stray", "\"stray\": stray word"},
        {"''", "\"\": stray word"},
        {"--keys 4", "--keys: unknown flag"},
        {"-seed 1", "\"-seed\": stray word"},
        {"--partition ''", "--partition: expected pairs"},
        {"--partition 0", "--partition: expected pairs"},
        {"--partition 0,1,2", "--partition: expected pairs"},
        {"--partition 0,1,", "--partition: expected pairs"},
        {"--partition ,0,1", "--partition: expected pairs"},
        {"--partition 0,,1", "--partition: expected pairs"},
        {"--partition 0;1", "--partition: expected pairs"},
        {"--partition 0,3", "--partition: expected pairs"},
        {"--partition 3,0", "--partition: expected pairs"},
        {"--partition 1,1", "--partition: expected pairs"},
        {"--partition 0,1 --partition 0,1", "--partition: repeated"},
        {"--outage ''", "--outage: expected quadruples"},
        {"--outage 1,2,0", "--outage: expected quadruples"},
        {"--outage 1,2,0,1,5", "--outage: expected quadruples"},
        {"--outage 3,2,0,1", "--outage: expected quadruples"},
        {"--outage 1,4294967296,0,1", "--outage: expected quadruples"},
        {"--outage 1,2,0,3", "--outage: expected quadruples"},
        {"--outage 1,2,2,2", "--outage: expected quadruples"},
        {"--dump --digests", "--digests: expected at most one"},
        {"--dump --dump", "--dump: repeated"},
        {"--dump-after 1 --dump", "--dump-after: expected at most one"},
        {"--dump-after", "--dump-after: expected a value"},
        {"--dump-after 10", "--dump-after: expected a decimal number below --rounds (10)"},
        {"--dump-after x", "--dump-after: expected a decimal number below"},
        {"--dump-after 18446744073709551616", "--dump-after: expected a decimal number below"},
        {"--dump yes", "\"yes\": stray word"},
    };
    for (const auto& [rest, named] : extra_rows) {
        check::is_true(cluster_message(with(cluster_base, rest)).starts_with(named), rest);
    }
}

TEST(zab_accepts) {
    for (const std::string_view rest :
         {"", "--partition 0,1", "--partition 0,1,0,1,1,0", "--outage 5,5,0,1",
          "--outage 0,4294967295,0,1,0,4294967295,0,1", "--dump", "--digests", "--dump-after 9",
          "--dump-after 0009"}) {
        check::equal(cluster_message(with(cluster_base, rest)), accepted, rest);
    }
    const cluster::Parameters parameters = cluster_parameters(
        "--outage 10,20,1,0 --proposals 002 --partition 0,1,2,1 --rounds 3 --nodes 4 "
        "--seed 18446744073709551615");
    check::equal(parameters.seed, UINT64_MAX);
    check::equal(parameters.nodes, 4U);
    check::equal(parameters.rounds, 3U);
    check::equal(parameters.proposals, 2U);
    check::is_true(parameters.partition == std::vector<cluster::Link>{{0, 1}, {2, 1}});
    check::equal(parameters.outages.size(), std::size_t{1});
    check::equal(parameters.outages[0].from, 10U);
    check::equal(parameters.outages[0].until, 20U);
    check::is_true(parameters.outages[0].link == cluster::Link{1, 0});
}

TEST(kv_refusals_name_the_flag) {
    const Refusal rows[] = {
        {"", "--scenario: missing"},
        {"--scenario", "--scenario: expected a value"},
        {"--scenario Default", "--scenario: expected default or partition"},
        {"--scenario ''", "--scenario: expected default or partition"},
        {"--scenario default --cut 3,4", "--cut: expected only with"},
        {"--scenario default --cut-from 1", "--cut-from: expected only with"},
        {"--scenario default --cut-until 1", "--cut-until: expected only with"},
        {"--scenario partition --cut ''", "--cut: expected different ids"},
        {"--scenario partition --cut 5", "--cut: expected different ids"},
        {"--scenario partition --cut 3,3", "--cut: expected different ids"},
        {"--scenario partition --cut 3,03", "--cut: expected different ids"},
        {"--scenario partition --cut 3,", "--cut: expected different ids"},
        {"--scenario partition --cut-from 6 --cut-until 5", "--cut-from: expected at most"},
        {"--scenario partition --cut-from 8", "--cut-from: expected at most --cut-until (7)"},
        {"--scenario partition --cut-until 1", "--cut-from: expected at most --cut-until (1)"},
        {"--scenario partition --cut-from x", "--cut-from: expected a dec"},
        {"--scenario default --replica 5", "--replica: expected a decimal number from 0 to 4"},
        {"--scenario default --nodes 5", "--nodes: unknown flag"},
        {"--scenario default --scenario default", "--scenario: repeated"},
        {"--scenario default --dump-after 10", "--dump-after: expected a decimal number below --ops"},
    };
    for (const auto& [rest, named] : rows) {
        check::is_true(kv_message(with(kv_base, rest)).starts_with(named), rest);
    }
    check::is_true(kv_message("--seed 1 --ops 1 --keys 0 --scenario default")
                       .starts_with("--keys: expected a decimal number from 1"));
}

TEST(kv_defaults) {
    check::is_true(!kv_parameters(with(kv_base, "--scenario default")).cut);

    const kv::Parameters defaults =
        kv_parameters("--seed 1 --ops 4294967295 --keys 4 --scenario partition");
    check::is_true(defaults.cut->ids == std::set<kv::ReplicaId>{3, 4});
    check::equal(defaults.cut->from, 1073741823U);
    check::equal(defaults.cut->until, 3221225471U);
    check::equal(defaults.replica, 0U);

    const kv::Parameters given = kv_parameters(
        with(kv_base, "--scenario partition --cut 0,2 --cut-from 3 --cut-until 3 --replica 4"));
    check::is_true(given.cut->ids == std::set<kv::ReplicaId>{0, 2});
    check::equal(given.cut->from, 3U);
    check::equal(given.cut->until, 3U);
    check::equal(given.replica, 4U);
}

TEST(outputs) {
    const auto output = [](std::string_view rest) {
        return cli::parse_output(cli::Flags(split_words(rest), {}), "--rounds", 10);
    };
    check::is_true(output("").form == cli::Output::Form::hash);
    check::equal(output("").steps, 10U);
    check::is_true(output("--digests").form == cli::Output::Form::digests);
    check::is_true(output("--dump").form == cli::Output::Form::dump);
    check::is_true(output("--dump-after 0").form == cli::Output::Form::dump);
    check::equal(output("--dump-after 0").steps, 1U);
    check::equal(output("--dump-after 9").steps, 10U);
}

int main() { return check::run_all(); }

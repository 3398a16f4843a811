// Helpers for the tests of the cluster labs: what scenarios end in, and random fault plans.
#pragma once

#include "check.hpp"
#include "cluster/cluster.hpp"
#include "cluster/parameters.hpp"
#include "command_line.hpp"
#include "flags.hpp"
#include "sha256.hpp"
#include "splitmix64.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

inline cluster::Parameters scenario(std::string_view line) {
    return cluster::parse_parameters(cli::Flags(split_words(line), cluster::flag_names));
}

template <typename Node>
std::string final_dump(std::string_view line) {
    const cluster::Parameters parameters = scenario(line);
    cluster::Cluster<Node> simulation(parameters);
    for (std::uint32_t t = 0; t < parameters.rounds; ++t) {
        simulation.step();
    }
    return simulation.dump();
}

struct Row {
    std::string_view line;
    std::string_view hash;
    std::size_t dump_bytes;
};

template <typename Node>
void check_dump(const Row& row) {
    const std::string dump = final_dump<Node>(row.line);
    check::equal(dump.size(), row.dump_bytes, row.line);
    check::equal(kernel::sha256_hex(dump), row.hash, row.line);
}

// What `--digests` prints.
template <typename Node>
std::string digests(std::string_view line) {
    const cluster::Parameters parameters = scenario(line);
    cluster::Cluster<Node> simulation(parameters);
    std::string lines;
    for (std::uint32_t t = 0; t < parameters.rounds; ++t) {
        simulation.step();
        lines += std::to_string(t);
        lines += ' ';
        lines += kernel::sha256_hex(simulation.dump());
        lines += '\n';
    }
    return lines;
}

struct Field {
    std::size_t offset;
    std::string_view hex;
    std::string_view name;
};

// The fields must be the whole dump, and leave nothing out.
inline void check_fields(const std::string& dump, std::span<const Field> fields) {
    std::size_t end = 0;
    for (const auto& [offset, hex, name] : fields) {
        const std::string bytes = from_hex(hex);
        check::equal(offset, end, name);
        check::is_true(dump.substr(offset, bytes.size()) == bytes, name);
        end = offset + bytes.size();
    }
    check::equal(end, dump.size());
}

// For the first 1500 of 3000 ticks, single nodes are cut off from most of the others.
inline cluster::Parameters random_outages(std::uint64_t seed) {
    kernel::SplitMix64 random(seed);
    const auto below = [&random](std::uint32_t n) { return static_cast<std::uint32_t>(random.next() % n); };
    cluster::Parameters parameters{
        .seed = seed, .nodes = 2 + below(4), .rounds = 3000, .proposals = 60, .partition = {}, .outages = {}};
    for (int i = 0; i < 10; ++i) {
        const std::uint32_t from = below(1100);
        const std::uint32_t until = from + 100 + below(300);
        const cluster::NodeId cut = below(parameters.nodes);
        for (cluster::NodeId peer = 0; peer < parameters.nodes; ++peer) {
            if (peer != cut && below(8) != 0) {
                parameters.outages.push_back({from, until, {cut, peer}});
                parameters.outages.push_back({from, until, {peer, cut}});
            }
        }
    }
    return parameters;
}

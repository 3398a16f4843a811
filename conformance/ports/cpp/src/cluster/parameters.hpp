// What a scenario of a cluster lab is made of (zab.md, "Parameters"; raft.md and paxos.md take it over).
#pragma once

#include "flags.hpp"
#include "message_queue.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>
#include <vector>

namespace cluster {

using kernel::NodeId;
using kernel::Tick;

// One direction of a connection.
struct Link {
    NodeId src;
    NodeId dst;

    auto operator<=>(const Link&) const = default;
};

// Messages of the link that would arrive at a tick t with from <= t < until are lost.
struct Outage {
    std::uint32_t from;
    std::uint32_t until;
    Link link;
};

struct Parameters {
    std::uint64_t seed;
    NodeId nodes;
    std::uint32_t rounds;
    std::uint32_t proposals;
    std::vector<Link> partition;
    std::vector<Outage> outages;

    NodeId quorum() const { return nodes / 2 + 1; }
};

inline constexpr std::array<std::string_view, 6> flag_names = {
    "--seed", "--nodes", "--rounds", "--proposals", "--partition", "--outage"};

// Throws cli::FlagError when the specification refuses a value.
Parameters parse_parameters(const cli::Flags& flags);

}  // namespace cluster

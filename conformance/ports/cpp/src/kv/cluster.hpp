// Five replicas under a fixed leader, and the workload that drives them (kv.md, "Operations", "Workload").
#pragma once

#include "kv/parameters.hpp"
#include "kv/replica.hpp"
#include "splitmix64.hpp"

#include <array>
#include <cstdint>
#include <set>
#include <span>

namespace kv {

class Cluster {
public:
    void partition(const std::set<ReplicaId>& ids) { partitioned_ = ids; }
    void heal();

    // Whether the operation was committed.
    bool propose(Op op);

    std::span<const Replica, replica_count> replicas() const { return replicas_; }

private:
    static constexpr ReplicaId leader_id = 0;
    static constexpr std::size_t quorum = replica_count / 2 + 1;

    bool is_partitioned(ReplicaId id) const { return partitioned_.contains(id); }

    std::array<Replica, replica_count> replicas_;
    std::set<ReplicaId> partitioned_;
    std::uint64_t next_log_idx_ = 1;
};

class Workload {
public:
    explicit Workload(const Parameters& parameters);

    // Runs the next operation; there are `ops` of them.
    void step();

    std::span<const Replica, replica_count> replicas() const { return cluster_.replicas(); }

private:
    Op draw_op();

    std::uint32_t keys_;
    std::optional<Cut> cut_;
    kernel::SplitMix64 rng_;
    Cluster cluster_;
    std::uint32_t i_ = 0;
};

}  // namespace kv

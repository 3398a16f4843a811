#include "kv/cluster.hpp"

#include "little_endian.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace kv {

bool Cluster::propose(Op op) {
    Replica& leader = replicas_[leader_id];
    const auto entry =
        std::make_shared<const LogEntry>(LogEntry{current_term, next_log_idx_++, std::move(op)});
    leader.try_append(entry);
    if (is_partitioned(leader_id)) {
        return false;  // no acks, not even its own
    }

    std::size_t acks = 1;
    for (ReplicaId id = leader_id + 1; id < replica_count; ++id) {
        if (is_partitioned(id)) {
            continue;
        }
        if (!replicas_[id].try_append(entry)) {
            replicas_[id].truncate_and_replay(leader.log(), leader.commit_index());
        }
        ++acks;
    }
    if (acks < quorum) {
        return false;
    }
    for (ReplicaId id = 0; id < replica_count; ++id) {
        if (!is_partitioned(id)) {
            replicas_[id].commit_to(entry->idx);
        }
    }
    return true;
}

void Cluster::heal() {
    const Replica& leader = replicas_[leader_id];
    for (const ReplicaId id : partitioned_) {
        if (id != leader_id) {
            replicas_[id].truncate_and_replay(leader.log(), leader.commit_index());
        }
    }
    partitioned_.clear();
}

Workload::Workload(const Parameters& parameters)
    : keys_(parameters.keys), cut_(parameters.cut), rng_(parameters.seed) {}

void Workload::step() {
    if (cut_ && i_ == cut_->from) {
        cluster_.partition(cut_->ids);
    }
    if (cut_ && i_ == cut_->until) {
        cluster_.heal();
    }
    cluster_.propose(draw_op());
    ++i_;
}

Op Workload::draw_op() {
    constexpr std::uint64_t del_kind = 3;

    // Always three draws, also for a Del, which has no value.
    const std::uint64_t r1 = rng_.next();
    const std::uint64_t r2 = rng_.next();
    const std::uint64_t r3 = rng_.next();
    std::string key = "k";
    key += std::to_string(r2 % keys_);
    if (r1 >> 62 == del_kind) {
        return Del{std::move(key)};
    }
    std::string value;
    kernel::append_little_endian(value, r3 % 10000);
    return Put{std::move(key), std::move(value)};
}

}  // namespace kv

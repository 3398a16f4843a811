#pragma once

#include "kv/parameters.hpp"
#include "kv/replica.hpp"

#include <span>
#include <string>

namespace kv {

// The bytes of one replica (kv.md, "Snapshot").
std::string snapshot(const Replica& replica);

// The five snapshots one after the other: what a digest hashes ("Mid-run state and digests").
std::string snapshots(std::span<const Replica, replica_count> replicas);

}  // namespace kv

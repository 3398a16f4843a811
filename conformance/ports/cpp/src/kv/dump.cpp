#include "kv/dump.hpp"

#include "little_endian.hpp"

#include <string>

namespace kv {

std::string snapshot(const Replica& replica) {
    std::string out = "DSEDKV20";
    kernel::append_little_endian(out, replica.commit_index());
    kernel::append_little_endian(out, current_term);
    kernel::append_length(out, replica.state_machine().size());
    for (const auto& [key, value] : replica.state_machine()) {
        kernel::append_bytes(out, key);
        kernel::append_bytes(out, value);
    }
    return out;
}

std::string snapshots(std::span<const Replica, replica_count> replicas) {
    std::string out;
    for (const Replica& replica : replicas) {
        out += snapshot(replica);
    }
    return out;
}

}  // namespace kv

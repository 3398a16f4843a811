#include "kv/dump.hpp"

#include "little_endian.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kv {
namespace {

using kernel::append_little_endian;

void append_length(std::string& out, std::size_t length) {
    append_little_endian(out, static_cast<std::uint32_t>(length));
}

void append_prefixed(std::string& out, std::string_view bytes) {
    append_length(out, bytes.size());
    out += bytes;
}

}  // namespace

std::string snapshot(const Replica& replica) {
    std::string out = "DSEDKV20";
    append_little_endian(out, replica.commit_index());
    append_little_endian(out, current_term);
    append_length(out, replica.state_machine().size());
    for (const auto& [key, value] : replica.state_machine()) {
        append_prefixed(out, key);
        append_prefixed(out, value);
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

// The node's part of the canonical dump (raft.md).

#include "little_endian.hpp"
#include "raft/node.hpp"

#include <cstdint>
#include <string>

namespace raft {

using kernel::append_little_endian;

void Node::append_dump(std::string& out) const {
    constexpr std::uint64_t none = UINT64_MAX;  // -1 as an i64

    append_little_endian(out, id_);
    append_little_endian(out, current_term_);
    append_little_endian(out, voted_for_ ? std::uint64_t{*voted_for_} : none);
    append_little_endian(out, static_cast<std::uint8_t>(role_));
    append_little_endian(out, std::uint64_t{commit_index_});

    kernel::append_length(out, log_.size());
    for (const Entry& entry : log_.entries()) {
        append_little_endian(out, entry.term);
        kernel::append_bytes(out, entry.payload);
    }
}

}  // namespace raft

// The node's part of the canonical dump (zab.md).

#include "little_endian.hpp"
#include "zab/node.hpp"

#include <cstdint>
#include <string>

namespace zab {
namespace {

using kernel::append_little_endian;

void append_zxid(std::string& out, Zxid zxid) {
    append_little_endian(out, zxid.epoch);
    append_little_endian(out, zxid.counter);
}

}  // namespace

void Node::append_dump(std::string& out) const {
    append_little_endian(out, id_);
    append_little_endian(out, static_cast<std::uint8_t>(role_));
    append_little_endian(out, current_epoch_);
    append_little_endian(out, accepted_epoch_);
    append_zxid(out, last_zxid());
    append_zxid(out, last_committed_);

    const auto transactions = history_.entries();
    kernel::append_length(out, transactions.size());
    for (const Transaction& transaction : transactions) {
        append_zxid(out, transaction.zxid);
        kernel::append_bytes(out, transaction.payload);
    }
}

}  // namespace zab

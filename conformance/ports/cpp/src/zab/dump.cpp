#include "zab/dump.hpp"

#include "little_endian.hpp"

#include <cstddef>
#include <cstdint>

namespace zab {
namespace {

using kernel::append_little_endian;

void append_length(std::string& out, std::size_t length) {
    append_little_endian(out, static_cast<std::uint32_t>(length));
}

void append_zxid(std::string& out, Zxid zxid) {
    append_little_endian(out, zxid.epoch);
    append_little_endian(out, zxid.counter);
}

void append_node(std::string& out, const Node& node) {
    append_little_endian(out, node.id());
    append_little_endian(out, static_cast<std::uint8_t>(node.role()));
    append_little_endian(out, node.current_epoch());
    append_little_endian(out, node.accepted_epoch());
    append_zxid(out, node.last_zxid());
    append_zxid(out, node.last_committed());

    const auto transactions = node.history().transactions();
    append_length(out, transactions.size());
    for (const Transaction& transaction : transactions) {
        append_zxid(out, transaction.zxid);
        append_length(out, transaction.payload.size());
        out += transaction.payload;
    }
}

}  // namespace

std::string dump(std::span<const Node> nodes) {
    std::string out = "DSEZAB01";
    append_length(out, nodes.size());
    for (const Node& node : nodes) {
        append_node(out, node);
    }
    return out;
}

}  // namespace zab

// The node's part of the canonical dump (paxos.md).

#include "little_endian.hpp"
#include "paxos/node.hpp"

#include <cstdint>
#include <string>

namespace paxos {
namespace {

using kernel::append_little_endian;

void append_ballot(std::string& out, Ballot ballot) {
    append_little_endian(out, ballot.round);
    append_little_endian(out, ballot.proposer);
}

}  // namespace

void Node::append_dump(std::string& out) const {
    append_little_endian(out, id_);
    append_ballot(out, promised_);
    append_little_endian(out, static_cast<std::uint8_t>(role_));
    append_ballot(out, my_ballot_);

    kernel::append_length(out, accepts_->count());
    accepts_->for_each([&out](Slot slot, const AcceptedValue& accepted) {
        append_little_endian(out, std::uint64_t{slot});
        append_ballot(out, accepted.ballot);
        kernel::append_bytes(out, accepted.value);
    });
    kernel::append_length(out, learned_.count());
    learned_.for_each([&out](Slot slot, const Value& value) {
        append_little_endian(out, std::uint64_t{slot});
        kernel::append_bytes(out, value);
    });
}

}  // namespace paxos

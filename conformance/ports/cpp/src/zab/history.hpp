// Transactions, and the history of a node: a sequence that is cheap to copy.
#pragma once

#include "shared_log.hpp"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <iterator>
#include <string>

namespace zab {

// The default value is the specification's ZERO.
struct Zxid {
    std::uint32_t epoch = 0;
    std::uint32_t counter = 0;

    auto operator<=>(const Zxid&) const = default;
};

struct Transaction {
    Zxid zxid;
    std::string payload;

    bool operator==(const Transaction&) const = default;
};

// A NewLeader message carries a whole history.
class History : public kernel::SharedLog<Transaction> {
public:
    Zxid last_zxid() const { return empty() ? Zxid{} : entries().back().zxid; }

    // The last zxid that is <= bound, ZERO if there is none. Histories ascend ("Invariants", 4).
    Zxid last_zxid_up_to(Zxid bound) const {
        const auto all = entries();
        const auto after = std::ranges::upper_bound(all, bound, {}, &Transaction::zxid);
        return after == all.begin() ? Zxid{} : std::prev(after)->zxid;
    }
};

}  // namespace zab

// Transactions, and the history of a node: a sequence that is cheap to copy.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

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

// A length and a log that copies share. The log only ever grows, so nobody sees another copy append: the
// history inside a NewLeader message stays what it was when sent. Nodes that append the same transactions
// share them; one that appends something else than what the log already holds gets a log of its own.
class History {
public:
    std::span<const Transaction> transactions() const { return {log_->data(), size_}; }

    Zxid last_zxid() const { return size_ == 0 ? Zxid{} : (*log_)[size_ - 1].zxid; }

    // The last zxid that is <= bound, ZERO if there is none. Histories ascend ("Invariants", 4).
    Zxid last_zxid_up_to(Zxid bound) const {
        const auto all = transactions();
        const auto after = std::ranges::upper_bound(all, bound, {}, &Transaction::zxid);
        return after == all.begin() ? Zxid{} : std::prev(after)->zxid;
    }

    void append(Transaction transaction) {
        const bool at_end_of_log = size_ == log_->size();
        if (!at_end_of_log && (*log_)[size_] == transaction) {
            ++size_;
            return;
        }
        if (!at_end_of_log) {
            const auto own = transactions();
            log_ = std::make_shared<std::vector<Transaction>>(own.begin(), own.end());
        }
        log_->push_back(std::move(transaction));
        ++size_;
    }

private:
    std::shared_ptr<std::vector<Transaction>> log_ = std::make_shared<std::vector<Transaction>>();
    std::size_t size_ = 0;
};

}  // namespace zab
